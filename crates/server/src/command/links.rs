//! `burgertop links`: shows the links to join by, writes all of them to a file, and makes used ones new.

use super::{
    cli::Flags,
    existing::{Held, existing},
    say,
};
use crate::{
    admission::tokens::Tokens,
    codes::{links, registries, registry::Registry, store::CodeStore},
    network::addresses,
    serving,
    settings::Settings,
    storage::{
        data_dir::{self, SECRET},
        open,
    },
};
use anyhow::{Context as _, bail};
use domain::{Actor, Role, Seat, SummitId};
use hub::replay;
use secrecy::{ExposeSecret as _, SecretString};
use std::{
    fs,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    time::Duration,
};

/// How long the server may take to answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);
/// How long the token for that request is valid.
const TOKEN_LIVES: Duration = Duration::from_secs(60);

/// Shows the links of the first summit; with `--links`, writes those of all summits to a file. Of several summits, one
/// that cannot be opened is left out.
pub async fn list(settings: &Settings, flags: &Flags, renew: bool) -> anyhow::Result<()> {
    let (home, held) = existing(settings).await?;
    let beside = matches!(held, Held::ByAnother { .. });
    let (mut ids, mut books, mut open) = (Vec::new(), Vec::new(), Vec::new());
    let summits = settings.summits();
    for asked in &summits {
        let opened = async {
            let home = home.of_summit(&asked.id);
            home.must_hold_one().await?;
            let found = open::open(&home, asked).await?;
            let summit = replay(&*found.journal, |_| {}).await?;
            let book =
                Registry::open(serving::code_store(&home, &settings.data.dir, &found)).await?;
            let wanted = serving::wanted(asked, &summit);
            anyhow::Ok((found, summit.id, (book, wanted)))
        };
        match opened.await {
            Ok((found, id, book)) => {
                open.push(found);
                ids.push(id);
                books.push(book);
            }
            Err(error) if summits.len() > 1 => {
                tracing::error!(
                    summit = asked.id,
                    error = format!("{error:#}"),
                    "the summit cannot be opened: its links are left out"
                );
            }
            Err(error) => return Err(error),
        }
    }
    if beside {
        // The running server owns the codes: only it writes them, and it holds newer ones in memory.
        if renew {
            for id in &ids {
                let (settings, id) = (settings.clone(), id.clone());
                tokio::task::spawn_blocking(move || renew_at_server(&settings, &id)).await??;
            }
        }
        for (book, _) in &mut books {
            *book =
                Registry::open(CodeStore::File(settings.data.dir.join(data_dir::CODES))).await?;
        }
    } else {
        let filled = registries::fill(books.clone(), renew).await;
        filled.into_iter().collect::<Result<(), _>>()?;
    }
    for found in &open {
        found.close().await;
    }
    let codes = books.iter().map(|(book, _)| book.list());
    let codes: Vec<_> = ids.into_iter().zip(codes).collect();
    let taken = match &held {
        Held::Not => None,
        Held::Here(data) => data.port().map(|(_, taken)| taken),
        Held::ByAnother { .. } => data_dir::address(&settings.data.dir).map(|it| it.port()),
    };
    let (host, port) = (settings.server.host, taken.unwrap_or(settings.server.port));
    let bases = addresses::bases(settings.server.public_url.as_deref(), host, port);
    if let Some(file) = &flags.links {
        let base = bases.first().map_or("", String::as_str);
        let all = codes.iter().flat_map(|(id, codes)| links::all(id, codes, base));
        write_links(file, &all.collect::<Vec<_>>())?;
    }
    let (_, first) = codes.first().context("no summit can be opened")?;
    say(&links::first(first, &bases))?;
    say(&links::others(codes.len() - 1))
}

/// Writes every link to a file, as JSON.
pub fn write_links(file: &Path, links: &[links::Link]) -> anyhow::Result<()> {
    links::write(file, links).with_context(|| format!("{} cannot be written", file.display()))
}

/// Asks the running server to replace the links that were used up.
fn renew_at_server(settings: &Settings, summit: &SummitId) -> anyhow::Result<()> {
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

/// A server that listens on all addresses is asked at the loopback of IPv4: a machine may have IPv6 switched off.
const fn reachable(ip: IpAddr) -> IpAddr {
    if ip.is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { ip }
}

/// Whoever can read the secret in the directory may act as its operator.
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
