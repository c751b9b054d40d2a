//! Who takes part: links to codes, codes to tokens, and what each of them follows.

use crate::{http::Target, scenario::Scenario};
use anyhow::{Context as _, bail, ensure};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::Deserialize;
use serde_json::json;
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// Joins at once: as a hall does that scans its codes.
const AT_ONCE: usize = 32;
/// How often a join is tried that the server puts off.
const TRIES: u32 = 20;

/// A join link, as the server's `--links` file has it.
#[derive(Debug, Clone, Deserialize)]
pub struct Link {
    #[serde(default)]
    pub summit: String,
    role: String,
    badge: Option<u32>,
    code: String,
    pub url: String,
}

/// What someone is here to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Phone,
    Table,
    Wall,
    Control,
    Desk,
}

/// Someone who was let in.
#[derive(Debug, Clone)]
pub struct Seat {
    pub kind: Kind,
    pub token: String,
    pub watch: Vec<String>,
    /// The document that changes with what is handed in.
    pub main: String,
}

/// Everyone who was let in.
#[derive(Debug)]
pub struct Joined {
    pub seats: Vec<Seat>,
    pub summit: String,
    /// Of who may have the whole record.
    pub operator: String,
    /// How long each join took.
    pub took: Vec<Duration>,
}

#[derive(Debug, Deserialize)]
struct Pass {
    token: String,
    summit: String,
    table: Option<u16>,
    badge: Option<u32>,
    screen: String,
}

/// Reads a `--links` file.
pub fn links(file: &Path) -> anyhow::Result<Vec<Link>> {
    let bytes = fs::read(file).with_context(|| file.display().to_string())?;
    serde_json::from_slice(&bytes)
        .with_context(|| format!("{} is no list of links", file.display()))
}

/// Lets everyone in whom the scenario asks for and the links allow.
pub async fn join(target: &Target, links: &[Link], scenario: &Scenario) -> anyhow::Result<Joined> {
    let of = |role: &'static str| links.iter().filter(move |link| link.role == role);
    let tables: Vec<_> = of("host").take(usize::from(scenario.tables)).collect();
    ensure!(
        tables.len() == usize::from(scenario.tables),
        "the links have {} tables; start the server with --tables {}",
        tables.len(),
        scenario.tables
    );
    let mut phones: Vec<_> =
        of("participant").filter(|link| link.badge.is_some()).take(scenario.participants).collect();
    let hall = of("participant").find(|link| link.badge.is_none());
    if phones.len() < scenario.participants {
        let hall = hall.context("the links have too few badges, and no code for the hall")?;
        phones.resize(scenario.participants, hall);
    }
    let walls: Vec<_> = of("projector").cycle().take(scenario.walls).collect();

    let mut all = Joined {
        seats: Vec::new(),
        summit: String::new(),
        operator: String::new(),
        took: Vec::new(),
    };
    for (role, kind, wanted) in [
        ("facilitator", Kind::Control, scenario.controls),
        ("theme_team", Kind::Desk, scenario.desks),
    ] {
        let mut links = of(role);
        let mut found = 0;
        while found < wanted
            && let Some(link) = links.next()
        {
            if let Some((pass, took)) = pass(target, link).await? {
                all.add(kind, pass, took);
                found += 1;
            }
        }
        if found == 0 && wanted > 0 {
            bail!(used_up(role));
        }
    }
    for link in of("operator") {
        if let Some((pass, _)) = pass(target, link).await? {
            all.operator = pass.token;
            break;
        }
    }
    ensure!(!all.operator.is_empty(), "{}", used_up("operator"));
    let rest = [(Kind::Wall, walls), (Kind::Table, tables), (Kind::Phone, phones)];
    for (kind, links) in rest {
        let mut passes = stream::iter(links).map(|link| pass(target, link)).buffered(AT_ONCE);
        while let Some(pass) = passes.try_next().await? {
            let (pass, took) = pass.context("a link for a device is not good any more")?;
            all.add(kind, pass, took);
        }
    }
    Ok(all)
}

impl Joined {
    fn add(&mut self, kind: Kind, pass: Pass, took: Duration) {
        let main = match kind {
            Kind::Phone => format!("person/{}", pass.badge.unwrap_or_default()),
            Kind::Table => format!("table/{}", pass.table.unwrap_or_default()),
            // The page of a display has the name of its document.
            Kind::Wall => pass.screen.trim_start_matches('/').to_owned(),
            Kind::Control => "control".to_owned(),
            Kind::Desk => "desk".to_owned(),
        };
        let also: &[&str] = match kind {
            Kind::Phone | Kind::Table => &["room", "themes"],
            Kind::Wall | Kind::Desk => &["room"],
            Kind::Control => &["room", "presence", "health"],
        };
        let watch = also.iter().map(|doc| (*doc).to_owned()).chain([main.clone()]).collect();
        self.seats.push(Seat { kind, token: pass.token, watch, main });
        self.summit = pass.summit;
        self.took.push(took);
    }

    /// How many there are of a kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.seats.iter().filter(|seat| seat.kind == kind).count()
    }
}

fn used_up(role: &str) -> String {
    format!("no {role} link is good: each works once, and a restart of the server makes new ones")
}

/// A token for a code; none if the code is not good any more.
async fn pass(target: &Target, link: &Link) -> anyhow::Result<Option<(Pass, Duration)>> {
    let began = Instant::now();
    for _ in 0..TRIES {
        let body = json!({ "code": link.code, "take_over": true });
        let answered = target.post("/api/v1/join", &body).await?;
        match answered.status {
            200 => {
                let pass = serde_json::from_slice(&answered.body).context("a strange pass")?;
                return Ok(Some((pass, began.elapsed())));
            }
            429 | 503 => tokio::time::sleep(Duration::from_millis(500)).await,
            400..500 => return Ok(None),
            status => bail!("joining: {status}: {}", String::from_utf8_lossy(&answered.body)),
        }
    }
    bail!("joining is put off again and again")
}
