//! Settings are taken or refused in words, and no secret of them is ever said.

use crate::corpus::Target;
use server::settings::{self, BadSettings, Overrides};
use std::{fs, path::Path};

pub const TARGET: Target = Target {
    name: "settings_files",
    also: &["../../config/default.toml", "../../config/loadtest.toml"],
    read,
};

/// Settings that are shown to nobody.
const SECRET: [&str; 3] = ["tokens.secret", "redis.url", "theming.key"];
/// Stands in the corpus as each of them.
const PRIVATE: &str = "0123456789abcdef0123456789abcdef";

fn read(input: &[u8]) {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzzed-settings.toml");
    fs::write(&file, input).expect("room on the disk");
    let flags = Overrides { config: Some(file), ..Overrides::default() };
    let environment = || Some(Default::default());
    match (settings::load(&flags, environment()), settings::show(&flags, environment())) {
        (Ok(settings), Ok(shown)) => {
            assert!(!format!("{settings:?}").contains(PRIVATE));
            for line in shown.lines().filter(|line| line.contains(PRIVATE)) {
                // Where a setting that is no secret was given that text.
                let name = line.split(" = ").next().unwrap_or_default();
                assert!(!SECRET.contains(&name), "{name} is shown");
            }
        }
        (Err(refused), Err(again)) => {
            assert_eq!(refused.to_string(), again.to_string());
            assert!(!refused.to_string().is_empty());
            let said = format!("{refused} {refused:?}");
            let is_of_another = SECRET.iter().all(|name| !said.contains(name));
            let quotes = matches!(refused, BadSettings::Unknown { .. } | BadSettings::Unfit(_));
            assert!(!said.contains(PRIVATE) || (quotes && is_of_another), "{said}");
        }
        (loaded, shown) => panic!("{loaded:?} and {shown:?}"),
    }
}
