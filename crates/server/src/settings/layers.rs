//! The layers that settings come from, and the refusal of names that do not exist.

use super::{Asked, DEFAULT, Redis, Settings, is_name};
use config::{Config, Environment, File, FileFormat, Map, Value, ValueKind};
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

/// What makes settings unusable, in words for the person who wrote them.
#[derive(Debug, thiserror::Error)]
pub enum BadSettings {
    /// A name that means nothing.
    #[error("unknown setting `{name}`{}", nearest.as_ref().map_or_else(String::new, |n| format!("; did you mean `{n}`?")))]
    Unknown {
        /// As it was written.
        name: String,
        /// The setting that looks most like it.
        nearest: Option<String>,
    },
    /// A file that is no TOML. The line itself is not shown: a secret may stand in it.
    #[error("{} cannot be read: {why}, in line {line}", file.display())]
    Malformed {
        /// The file.
        file: PathBuf,
        /// Where.
        line: usize,
        /// What is the matter.
        why: String,
    },
    /// A value that does not fit, or a file that cannot be read.
    #[error(transparent)]
    Unfit(#[from] config::ConfigError),
    /// No Redis can be reached by what is set. What was written may hold a password, and is not told.
    #[error(transparent)]
    Redis(#[from] line::BadTarget),
    /// A value that fits its type, but cannot work.
    #[error("`{name}` {reason}")]
    Impossible {
        /// The setting.
        name: &'static str,
        /// What is the matter with it.
        reason: &'static str,
    },
}

/// What the command line says.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    pub config: Option<PathBuf>,
    pub data_dir: Option<PathBuf>,
    pub host: Option<String>,
    pub port: Option<u16>,
    pub tables: Option<u16>,
    pub seats: Option<u16>,
    pub programme: Option<String>,
}

/// The file that is read from the working directory if no other is named.
const FILE: &str = "burgertop.toml";

/// Takes the defaults, the file, the environment and the flags together.
pub fn load(
    flags: &Overrides,
    environment: Option<Map<String, String>>,
) -> Result<Settings, BadSettings> {
    let layered = layers(flags, environment.clone())?;
    refuse_unknown(&layered)?;
    let mut settings: Settings = layered.try_deserialize()?;
    let named = names(&asked(flags, environment)?.cache);
    let is_named = |name: &str| named.iter().any(|known| known == name);
    settings.server.names_port = is_named("server.port");
    settings.summit.asked = Asked {
        tables_by_flag: flags.tables.is_some(),
        seats_by_flag: flags.seats.is_some(),
        programme: is_named("summit.programme"),
    };
    let impossible = |name, reason| Err(BadSettings::Impossible { name, reason });
    let secret = secrecy::ExposeSecret::expose_secret(&settings.tokens.secret).len();
    if secret != 0 && secret < crate::limits::SECRET_MIN_BYTES {
        return impossible("tokens.secret", "must have at least 32 bytes");
    }
    let key_id = &settings.tokens.key_id;
    if key_id.is_empty() || key_id.len() > 32 || !key_id.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        return impossible("tokens.key_id", "must be 1 to 32 letters and digits");
    }
    if !(1..=24 * 366).contains(&settings.tokens.lifetime_hours) {
        return impossible("tokens.lifetime_hours", "must lie between one hour and a year");
    }
    if !is_name(&settings.summit.id) {
        return impossible("summit.id", "must be at most 32 letters, digits and hyphens");
    }
    if settings.log.filter().is_none() {
        return impossible(
            "log.level",
            "must be debug, info, warn or error, or a filter like `info,hub=debug`",
        );
    }
    if settings.summit.control_links == 0 {
        return impossible("summit.control_links", "must be at least 1: nobody could run the day");
    }
    settings.theming.check()?;
    Redis::check(&settings)?;
    Ok(settings)
}

/// Every setting with the value it has, secrets masked, one a line.
pub fn show(
    flags: &Overrides,
    environment: Option<Map<String, String>>,
) -> Result<String, BadSettings> {
    load(flags, environment.clone())?;
    let layered = layers(flags, environment)?;
    let mut lines = String::new();
    for name in names(&layered.cache) {
        let value: Value = layered.get(&name)?;
        let is_secret = [".secret", ".key", "redis.url"].iter().any(|last| name.ends_with(last));
        let has_login = name == "redis.sentinels" && literal(&value).contains('@');
        let secret =
            has_login || is_secret && value.clone().into_string().is_ok_and(|s| !s.is_empty());
        let shown = if secret { "\"********\"".to_owned() } else { literal(&value) };
        let _ = writeln!(lines, "{name} = {shown}");
    }
    Ok(lines)
}

/// The defaults, and what was asked for.
fn layers(
    flags: &Overrides,
    environment: Option<Map<String, String>>,
) -> Result<Config, BadSettings> {
    let defaults = File::from_str(DEFAULT, FileFormat::Toml);
    let asked = asked(flags, environment)?;
    Ok(Config::builder().add_source(defaults).add_source(asked).build()?)
}

/// What the file, the environment and the flags say, and nothing else.
fn asked(
    flags: &Overrides,
    environment: Option<Map<String, String>>,
) -> Result<Config, BadSettings> {
    well_formed(flags.config.as_deref().unwrap_or(Path::new(FILE)))?;
    let file = match &flags.config {
        Some(path) => File::from(path.as_path()).format(FileFormat::Toml).required(true),
        None => File::from(Path::new(FILE)).format(FileFormat::Toml).required(false),
    };
    let variables = Environment::with_prefix("BURGERTOP").prefix_separator("__").separator("__");
    let text = |path: &PathBuf| path.to_string_lossy().into_owned();
    let layered = Config::builder()
        .add_source(file)
        .add_source(variables.source(environment))
        .set_override_option("data.dir", flags.data_dir.as_ref().map(text))?
        .set_override_option("server.host", flags.host.clone())?
        .set_override_option("server.port", flags.port)?
        .set_override_option("summit.tables", flags.tables)?
        .set_override_option("summit.seats", flags.seats)?
        .set_override_option("summit.programme", flags.programme.clone())?
        .build()?;
    Ok(layered)
}

/// Refuses a file that is no TOML; whether it must be there is asked elsewhere.
fn well_formed(file: &Path) -> Result<(), BadSettings> {
    let Ok(text) = std::fs::read_to_string(file) else { return Ok(()) };
    toml::from_str::<toml::Table>(&text).map(drop).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = 1 + text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
        let why = error.message().to_owned();
        BadSettings::Malformed { file: file.to_owned(), line, why }
    })
}

/// A renamed or misspelt setting must not be silently without effect.
fn refuse_unknown(layered: &Config) -> Result<(), BadSettings> {
    let known = names(
        &Config::builder().add_source(File::from_str(DEFAULT, FileFormat::Toml)).build()?.cache,
    );
    let Some(name) = names(&layered.cache).into_iter().find(|name| !known.contains(name)) else {
        return Ok(());
    };
    let likeness = |candidate: &&String| {
        let whole = strsim::jaro_winkler(&name, candidate);
        let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
        let word = strsim::jaro_winkler(&last(&name), &last(candidate));
        (whole.max(word * 0.98) * 1e6) as u64
    };
    let nearest =
        known.iter().max_by_key(likeness).filter(|near| likeness(near) > 750_000).cloned();
    Err(BadSettings::Unknown { name, nearest })
}

/// The dotted names of all values, in order.
fn names(value: &Value) -> Vec<String> {
    fn walk(value: &Value, path: &str, names: &mut Vec<String>) {
        match &value.kind {
            ValueKind::Table(table) => {
                for (key, inner) in table {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    walk(inner, &path, names);
                }
            }
            _ => names.push(path.to_owned()),
        }
    }
    let mut names_found = Vec::new();
    walk(value, "", &mut names_found);
    names_found.sort();
    names_found
}

fn literal(value: &Value) -> String {
    match &value.kind {
        ValueKind::String(text) => format!("{text:?}"),
        ValueKind::Array(items) => {
            format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", "))
        }
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn environment(pairs: &[(&str, &str)]) -> Option<Map<String, String>> {
        Some(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    fn file(text: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        file.write_all(text.as_bytes()).expect("room on the disk");
        file
    }

    #[test]
    fn the_defaults_alone_are_enough() {
        let settings = load(&Overrides::default(), environment(&[])).expect("defaults");
        assert_eq!(settings.server.port, 8080);
        assert_eq!(settings.server.public_url, None);
        assert_eq!(settings.limits.connections_per_private_address, 5_000);
    }

    #[test]
    fn flags_win_over_the_environment_and_the_environment_over_the_file() {
        let file = file("[server]\nport = 1\nhost = \"127.0.0.1\"\n[summit]\ntables = 5\n");
        let flags =
            Overrides { config: Some(file.path().into()), port: Some(3), ..Overrides::default() };
        let variables = [("BURGERTOP__SERVER__PORT", "2"), ("BURGERTOP__SUMMIT__TABLES", "6")];
        let settings = load(&flags, environment(&variables)).expect("settings");
        assert_eq!(settings.server.port, 3);
        assert_eq!(settings.summit.tables, 6);
        assert!(settings.server.host.is_loopback());
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_nearest_one() {
        let file = file("[server]\nprot = 8080\n");
        let flags = Overrides { config: Some(file.path().into()), ..Overrides::default() };
        let refused = load(&flags, environment(&[])).expect_err("no such setting").to_string();
        assert_eq!(refused, "unknown setting `server.prot`; did you mean `server.port`?");

        let variables = [("BURGERTOP__LIMITS__CONNECTION_PER_TOKEN", "2")];
        let refused =
            load(&Overrides::default(), environment(&variables)).expect_err("no such setting");
        assert!(
            refused.to_string().contains("did you mean `limits.connections_per_token`?"),
            "{refused}"
        );
    }

    #[test]
    fn of_several_mistakes_the_same_one_is_told_each_time() {
        let file = file(
            "[server]\nport = \"many\"\nhost = \"192].168.1.10\"\ntrusted_proxies = [\"10.0.0.0/33\"]\n\
             [summit]\ntables = -1\n[limits]\nconnections = \"all\"\n[tokens]\nlifetime_hours = []\n",
        );
        let flags = Overrides { config: Some(file.path().into()), ..Overrides::default() };
        let refused = || load(&flags, environment(&[])).expect_err("six mistakes").to_string();
        let first = refused();
        // By chance, thirty-two times the same of six would come once in six to the power of thirty-one.
        (0..32).for_each(|_| assert_eq!(refused(), first));
    }

    #[test]
    fn a_filter_is_levels_with_or_without_a_place_and_a_misspelt_one_is_refused() {
        let level = |level| {
            load(&Overrides::default(), environment(&[("BURGERTOP__LOG__LEVEL", level)]))
                .map(|settings| settings.log.filter().expect("it was taken"))
        };
        let quiet = level("warn, hub=debug").expect("a level, and one for a place");
        assert!(quiet.would_enable("hub::task", &tracing::Level::DEBUG));
        assert!(quiet.would_enable("server", &tracing::Level::WARN));
        assert!(!quiet.would_enable("server", &tracing::Level::INFO));
        for bad in ["", "wran", "info,", "hub", "info,hub=loud", "info;hub=debug"] {
            let refused = level(bad).expect_err(bad).to_string();
            assert!(refused.contains("`log.level`"), "{refused}");
        }
    }

    #[test]
    fn a_value_that_does_not_fit_is_refused_with_its_name() {
        let refused =
            load(&Overrides::default(), environment(&[("BURGERTOP__SERVER__PORT", "many")]));
        let refused = refused.expect_err("not a port").to_string();
        assert!(refused.contains("port"), "{refused}");
    }

    #[test]
    fn a_short_secret_is_refused_and_a_long_one_never_shown() {
        let short = environment(&[("BURGERTOP__TOKENS__SECRET", "hunter2")]);
        assert!(load(&Overrides::default(), short).is_err());

        let long =
            environment(&[("BURGERTOP__TOKENS__SECRET", "0123456789abcdef0123456789abcdef")]);
        let shown = show(&Overrides::default(), long).expect("settings");
        assert!(shown.contains("tokens.secret = \"********\""), "{shown}");
        assert!(!shown.contains("0123456789"), "{shown}");
    }

    #[test]
    fn a_line_that_is_no_toml_is_told_and_not_shown() {
        let file =
            file("[server]\nport = 1\n[tokens]\nsecret = 0123456789abcdef0123456789abcdef\n");
        let flags = Overrides { config: Some(file.path().into()), ..Overrides::default() };
        let refused = load(&flags, environment(&[])).expect_err("no TOML").to_string();
        assert!(refused.ends_with("in line 4") && !refused.contains("abcdef"), "{refused}");
    }

    #[test]
    fn proxies_may_be_a_list_or_a_text_with_commas() {
        let variables =
            environment(&[("BURGERTOP__SERVER__TRUSTED_PROXIES", "10.0.0.0/8, 192.168.1.2")]);
        let settings = load(&Overrides::default(), variables).expect("settings");
        assert_eq!(settings.server.trusted_proxies.len(), 2);
    }

    #[test]
    fn an_address_of_ipv6_may_stand_in_brackets_and_has_no_port() {
        let host =
            |text| load(&Overrides::default(), environment(&[("BURGERTOP__SERVER__HOST", text)]));
        for (text, address) in [("::", "::"), ("[::]", "::"), ("[2001:DB8::5]", "2001:db8::5")] {
            let settings = host(text).expect(text);
            assert_eq!(settings.server.host.to_string(), address);
        }
        for bad in ["[::]:8080", "127.0.0.1:80"] {
            let refused = host(bad).expect_err(bad).to_string();
            assert!(refused.contains("`server.port`"), "{refused}");
        }
        assert!(host("hall").expect_err("a name").to_string().contains("is not an address like"));
    }

    #[test]
    fn a_public_url_is_an_origin() {
        for bad in ["summit.example.org", "ftp://x", "http://x/path", "http://a@b"] {
            let variables = environment(&[("BURGERTOP__SERVER__PUBLIC_URL", bad)]);
            assert!(load(&Overrides::default(), variables).is_err(), "{bad}");
        }
    }
}
