//! Commands that look at a data directory without changing it: they read a copy of the log. What is to be changed beside
//! a server that runs, the server is asked for.

use crate::{
    admission::tokens::Tokens,
    settings::Settings,
    storage::{
        data_dir::{self, SECRET},
        known,
        location::Home,
    },
};
use anyhow::{Context as _, bail};
use domain::{Actor, Role, Seat, SummitId};
use journal::backup::{self, Files};
use secrecy::{ExposeSecret as _, SecretString};
use std::{
    fs,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    time::Duration,
};
use tempfile::TempDir;

/// How long the server may take to answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);
/// How long the token is good with which it is asked.
const TOKEN_LIVES: Duration = Duration::from_secs(60);

/// A copy of the log of a data directory; gone when this is dropped.
#[derive(Debug)]
pub struct Copied(TempDir);

impl Copied {
    /// All of the log of a server that runs, up to one moment. Who writes to it does not wait for this.
    pub fn of(data: &Path) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("burgertop-").tempdir()?;
        let to = folder.path().join(data_dir::LOG);
        backup::write(&data.join(data_dir::LOG), &to, &Files::new())
            .with_context(|| format!("the log in {} cannot be copied", data.display()))?;
        Ok(Self(folder))
    }

    /// The files of a directory that no server has open, as they are: what is damaged in them stays as it is, and what
    /// opening it would mend is mended in the copy alone.
    pub fn as_it_is(data: &Path) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("burgertop-").tempdir()?;
        let log = data.join(data_dir::LOG);
        let wal = data.join(format!("{}-wal", data_dir::LOG));
        for file in [log.clone(), wal, log.with_extension("lock"), data.join(known::FILE)] {
            if let (true, Some(name)) = (file.is_file(), file.file_name()) {
                fs::copy(&file, folder.path().join(name))
                    .with_context(|| format!("{} cannot be copied", file.display()))?;
            }
        }
        Ok(Self(folder))
    }

    /// The home of the copy.
    #[must_use]
    pub fn home(&self) -> Home {
        Home::file(self.0.path())
    }
}

/// Asks the server that runs to make those links anew that were used up.
pub fn renew(settings: &Settings, summit: &SummitId) -> anyhow::Result<()> {
    let data = &settings.data.dir;
    let instead = "make a new link in its operations screen, or stop it and try again";
    let Some(address) = data_dir::address(data) else {
        bail!("a server has {} open, and does not say where it listens: {instead}", data.display());
    };
    let address = SocketAddr::new(reachable(address.ip()), address.port());
    let url = format!("http://{address}/api/v1/summits/{summit}/codes");
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(ANSWERS_WITHIN)).build().into();
    let answer = agent
        .post(&url)
        .header("authorization", &format!("Bearer {}", token(settings, summit)?))
        .header("content-type", "application/json")
        .send("{}");
    answer.map(drop).with_context(|| {
        format!("the server that has {} open did not do it at {address}: {instead}", data.display())
    })
}

/// A server that listens everywhere is reached here, by IPv4 in any case: a machine may have its IPv6 switched off.
const fn reachable(ip: IpAddr) -> IpAddr {
    if ip.is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { ip }
}

/// Who may read the secret of the directory may do as its operator.
fn token(settings: &Settings, summit: &SummitId) -> anyhow::Result<String> {
    let configured = &settings.tokens.secret;
    let secret = if configured.expose_secret().is_empty() {
        SecretString::from(fs::read_to_string(settings.data.dir.join(SECRET))?.trim())
    } else {
        configured.clone()
    };
    let tokens = Tokens::new(&secret, &settings.tokens.key_id, TOKEN_LIVES)?;
    let seat = Seat::Staff("links".to_owned());
    Ok(tokens.mint(summit, &Actor { role: Role::Operator, seat, jti: None })?.token)
}
