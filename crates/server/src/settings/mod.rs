//! What can be configured: the defaults, a file, the environment and flags, in that order.

mod hidden;
mod layers;
mod network;
mod redis;
mod theming;

use secrecy::SecretString;
use serde::{Deserialize, Deserializer, de};
use std::{net::IpAddr, path::PathBuf};
use tracing_subscriber::filter::{LevelFilter, Targets};

pub use layers::{BadSettings, Overrides, load, show};
pub use network::{Network, NotANetwork};
pub use redis::Redis;
pub use theming::Theming;

/// The file with every setting and its default, as it lies in `config/`.
pub const DEFAULT: &str = include_str!("../../../../config/default.toml");

/// Everything that can be configured; `config/default.toml` says what each means.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    pub server: Server,
    pub data: Data,
    pub backup: Backup,
    pub redis: Redis,
    pub summit: Summit,
    pub screens: Screens,
    pub theming: Theming,
    pub tokens: Tokens,
    pub limits: Limits,
    pub rehearsal: Rehearsal,
    pub log: Log,
}

impl Settings {
    /// Every summit that is served, the first first: they begin alike, and differ by their names.
    #[must_use]
    pub fn summits(&self) -> Vec<Summit> {
        let others = self.redis.summits.iter();
        let others = others.map(|id| Summit { id: id.clone(), ..self.summit.clone() });
        [self.summit.clone()].into_iter().chain(others).collect()
    }

    /// The same with this summit alone, if it is one of them.
    #[must_use]
    pub fn of_summit(mut self, id: &str) -> Option<Self> {
        self.summit = self.summits().into_iter().find(|summit| summit.id == id)?;
        self.redis.summits.clear();
        Some(self)
    }
}

/// Where it listens, and by what name it is known.
#[derive(Debug, Clone, Deserialize)]
pub struct Server {
    #[serde(deserialize_with = "host")]
    pub host: IpAddr,
    pub port: u16,
    /// Whether someone named that port; the default is nobody's wish.
    #[serde(skip)]
    pub names_port: bool,
    #[serde(deserialize_with = "url")]
    pub public_url: Option<String>,
    #[serde(deserialize_with = "or_empty")]
    pub admin: Option<std::net::SocketAddr>,
    #[serde(deserialize_with = "list")]
    pub trusted_proxies: Vec<Network>,
}

/// Where it keeps what it knows.
#[derive(Debug, Clone, Deserialize)]
pub struct Data {
    pub dir: PathBuf,
    pub warn_free_mb: u32,
    pub stop_free_mb: u32,
}

/// Where a copy of it is kept up to date.
#[derive(Debug, Clone, Deserialize)]
pub struct Backup {
    #[serde(deserialize_with = "or_empty")]
    pub follow: Option<PathBuf>,
}

/// What a new summit starts with.
#[derive(Debug, Clone, Deserialize)]
pub struct Summit {
    pub programme: String,
    pub id: String,
    pub tables: u16,
    pub seats: u16,
    pub control_links: u8,
    pub desk_links: u8,
    pub operator_links: u8,
    /// What of it someone asked for, and how firmly.
    #[serde(skip)]
    pub asked: Asked,
}

/// Which settings of a new summit do not come from the defaults: where a summit is already, they are without effect,
/// and that must not go unnoticed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// `--tables` stands on the command line.
    pub tables_by_flag: bool,
    /// `--seats` stands on the command line.
    pub seats_by_flag: bool,
    /// The programme was named, anywhere.
    pub programme: bool,
}

/// How the screens look.
#[derive(Debug, Clone, Deserialize)]
pub struct Screens {
    pub theme: String,
}

/// How devices prove who they are.
#[derive(Debug, Clone, Deserialize)]
pub struct Tokens {
    pub secret: SecretString,
    pub key_id: String,
    pub lifetime_hours: u32,
}

/// What one address, one device and all together may do.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Limits {
    pub connections_per_token: u32,
    pub connections_per_address: u32,
    pub connections_per_private_address: u32,
    pub connections: u32,
    pub failed_codes_per_address: u32,
    pub failed_codes_per_summit: u32,
    pub failed_codes: u32,
    pub joins_per_address: u32,
    pub joins: u32,
}

/// What simulated people say in a rehearsal.
#[derive(Debug, Clone, Deserialize)]
pub struct Rehearsal {
    pub ideas: String,
}

/// What is logged, and how.
#[derive(Debug, Clone, Deserialize)]
pub struct Log {
    pub level: String,
    pub format: LogFormat,
}

impl Log {
    /// What is logged; none if `level` is neither a level nor a filter. A misspelt level would be taken for the name
    /// of a place in the code, and silence all others.
    #[must_use]
    pub fn filter(&self) -> Option<Targets> {
        let parts: Vec<&str> = self.level.split(',').map(str::trim).collect();
        let is_place = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
        let is_level = |part: &&str| {
            let (place, level) = part.split_once('=').unwrap_or(("", part));
            // Nothing at all would be taken for `error`.
            place.chars().all(is_place) && !level.is_empty() && level.parse::<LevelFilter>().is_ok()
        };
        let are_levels = parts.iter().all(is_level);
        parts.join(",").parse().ok().filter(|_| are_levels)
    }
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
    /// For people where a terminal looks on, else for machines.
    Auto,
}

/// An address, IPv6 with or without its brackets.
fn host<'de, D: Deserializer<'de>>(deserializer: D) -> Result<IpAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    let text = text.trim();
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let port = "; its port goes into `server.port` (--port)";
    let port = if text.parse::<std::net::SocketAddr>().is_ok() { port } else { "" };
    let odd =
        || format!("`{text}` is not an address like 192.168.1.2, 0.0.0.0, 2001:db8::5 or ::{port}");
    inner.parse().map_err(|_| de::Error::custom(odd()))
}

/// An empty text is none.
fn or_empty<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    let text = String::deserialize(deserializer)?;
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| de::Error::custom(format!("`{text}`: {error}")))
}

/// `http://` or `https://`, a host, maybe a port, and nothing after it.
fn url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
    if text.is_empty() {
        return Ok(None);
    }
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
            Ok(Some(text))
        }
        _ => Err(de::Error::custom(format!("`{text}` is not like `https://summit.example.org`"))),
    }
}

/// A list, or a text with commas, as the environment has it.
fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    let parts = parts(deserializer)?;
    let parts = parts.iter().filter(|part| !part.is_empty());
    parts
        .map(|part| part.parse().map_err(|error| de::Error::custom(format!("`{part}`: {error}"))))
        .collect()
}

/// The parts of a list, those that are empty too.
fn parts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        List(Vec<String>),
        Text(String),
    }
    let parts = match Either::deserialize(deserializer)? {
        Either::List(parts) => parts,
        Either::Text(text) if text.trim().is_empty() => Vec::new(),
        Either::Text(text) => text.split(',').map(str::to_owned).collect(),
    };
    Ok(parts.iter().map(|part| part.trim().to_owned()).collect())
}

/// Whether a summit may be called so.
fn is_name(id: &str) -> bool {
    id.len() <= 32 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
