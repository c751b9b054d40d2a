//! What others wrote and we build in: held against `deny.toml`, as cargo-deny would, but for its list of advisories.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use serde::Deserialize;
use spdx::{Expression, ParseMode};

use super::Complaint;

/// A rule that is not known here is refused, so that none is without effect.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub graph: Graph,
    licenses: Licences,
    sources: Sources,
    bans: Bans,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graph {
    /// What is built for: crates of other systems do not count.
    pub targets: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Licences {
    allow: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Sources {
    unknown_registry: Denied,
    unknown_git: Denied,
    allow_registry: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Bans {
    multiple_versions: Denied,
    deny: Vec<Ban>,
    skip: Vec<Ban>,
}

/// The one choice there is.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Denied {
    Deny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ban {
    /// A name, or `name@version`.
    #[serde(rename = "crate")]
    of: String,
    reason: String,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    /// None for a crate of ours.
    source: Option<String>,
}

/// Reads `deny.toml`.
pub fn rules(text: &str) -> anyhow::Result<Rules> {
    toml::from_str(text).context("deny.toml")
}

/// Holds what `cargo metadata` printed for the targets of the rules against the rules.
pub fn check(rules: &Rules, metadata: &[u8]) -> anyhow::Result<Vec<Complaint>> {
    let Metadata { packages } = serde_json::from_slice(metadata)?;
    let mut complaints = licences(&rules.licenses, &packages);
    complaints.extend(sources(&rules.sources, &packages));
    complaints.extend(bans(&rules.bans, &packages));
    Ok(complaints)
}

fn licences(rules: &Licences, packages: &[Package]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut needed = BTreeSet::new();
    for Package { name, version, license, .. } in packages {
        let of = format!("crate {name} {version}");
        let Some(license) = license else {
            complaints.push(format!("{of}: says no licence"));
            continue;
        };
        // Older crates put a slash where an `OR` is meant.
        let said = Expression::parse_mode(license, ParseMode::LAX);
        let Ok(said) = said else {
            complaints.push(format!("{of}: its licence cannot be read: {license}"));
            continue;
        };
        let is_allowed = said.evaluate(|it| {
            let name = it.to_string();
            let is_allowed = rules.allow.contains(&name);
            if is_allowed {
                needed.insert(name);
            }
            is_allowed
        });
        if !is_allowed {
            complaints.push(format!("{of}: deny.toml does not allow its licence, {license}"));
        }
    }
    let idle = rules.allow.difference(&needed);
    complaints.extend(idle.map(|it| format!("deny.toml: no crate needs the licence {it}")));
    complaints
}

fn sources(rules: &Sources, packages: &[Package]) -> Vec<Complaint> {
    let Sources { unknown_registry: Denied::Deny, unknown_git: Denied::Deny, allow_registry } =
        rules;
    let is_allowed = |source: &str| {
        source.strip_prefix("registry+").is_some_and(|it| allow_registry.contains(it))
    };
    let others = packages.iter().filter_map(|it| Some((it, it.source.as_deref()?)));
    let refused = others.filter(|(_, source)| !is_allowed(source));
    refused
        .map(|(it, source)| {
            format!("crate {} {}: deny.toml does not know {source}", it.name, it.version)
        })
        .collect()
}

fn bans(rules: &Bans, packages: &[Package]) -> Vec<Complaint> {
    let Bans { multiple_versions: Denied::Deny, deny, skip } = rules;
    let mut complaints = Vec::new();
    for Package { name, version, .. } in packages {
        let ban = deny.iter().find(|ban| ban.of == *name || ban.of == format!("{name}@{version}"));
        if let Some(Ban { reason, .. }) = ban {
            complaints.push(format!("crate {name} {version}: deny.toml refuses it: {reason}"));
        }
    }
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for it in packages {
        versions.entry(&it.name).or_default().insert(&it.version);
    }
    let several: BTreeMap<_, _> = versions.into_iter().filter(|(_, all)| all.len() > 1).collect();
    let is_skipped = |name: &str, version: &str| {
        skip.iter().any(|ban| ban.of == name || ban.of == format!("{name}@{version}"))
    };
    for (name, all) in &several {
        let counted: Vec<_> = all.iter().filter(|version| !is_skipped(name, version)).collect();
        if counted.len() > 1 {
            complaints.push(format!(
                "crate {name}: is there in several versions, {counted:?}: let one go, or name it in deny.toml"
            ));
        }
    }
    let is_idle = |ban: &&Ban| {
        let (name, version) = ban.of.split_once('@').unwrap_or((&ban.of, ""));
        let there = several.get(name);
        there.is_none_or(|all| !version.is_empty() && !all.contains(version))
    };
    let idle = skip.iter().filter(is_idle);
    complaints.extend(idle.map(|ban| format!("deny.toml: {} is not one of two versions", ban.of)));
    complaints
}

#[cfg(test)]
mod tests {
    use super::{Rules, check, rules};

    const ONLY: &str = "registry+https://github.com/rust-lang/crates.io-index";

    fn given(skip: &str) -> Rules {
        let text = format!(
            r#"
            [graph]
            targets = ["x86_64-unknown-linux-gnu"]
            [licenses]
            allow = ["MIT", "Apache-2.0"]
            [sources]
            unknown-registry = "deny"
            unknown-git = "deny"
            allow-registry = ["https://github.com/rust-lang/crates.io-index"]
            [bans]
            multiple-versions = "deny"
            deny = [{{ crate = "openssl", reason = "TLS is rustls" }}]
            skip = [{skip}]
            "#
        );
        rules(&text).unwrap()
    }

    /// What is said of these: (name, version, licence, source). One of ours is with them, which needs both licences.
    fn said(rules: &Rules, others: &[(&str, &str, &str, &str)]) -> Vec<String> {
        let ours = serde_json::json!({ "name": "ours", "version": "0.1.0", "license": "MIT AND Apache-2.0", "source": null });
        let others = others.iter().map(|(name, version, license, source)| {
            serde_json::json!({ "name": name, "version": version, "license": license, "source": source })
        });
        let packages: Vec<_> = others.chain([ours]).collect();
        let metadata = serde_json::json!({ "packages": packages }).to_string();
        check(rules, metadata.as_bytes()).unwrap()
    }

    #[test]
    fn a_licence_that_is_not_allowed_is_told_unless_there_is_a_choice() {
        let said = |licence| said(&given(""), &[("a", "1.0.0", licence, ONLY)]);
        for allowed in ["MIT", "MIT OR GPL-3.0-only", "GPL-3.0-only/MIT", "MIT AND Apache-2.0"] {
            assert!(said(allowed).is_empty(), "{allowed}");
        }
        for refused in [
            "GPL-3.0-only",
            "AGPL-3.0-or-later",
            "MIT AND GPL-3.0-only",
            "Apache-2.0 WITH LLVM-exception",
            "proprietary",
            "",
        ] {
            assert_eq!(said(refused).len(), 1, "{refused}");
        }
    }

    #[test]
    fn a_crate_that_says_no_licence_is_told() {
        let metadata = r#"{"packages":[{"name":"a","version":"1.0.0","license":null,"source":null},
            {"name":"b","version":"1.0.0","license":"MIT AND Apache-2.0","source":null}]}"#;
        let said = check(&given(""), metadata.as_bytes()).unwrap();
        assert_eq!(said, ["crate a 1.0.0: says no licence"]);
    }

    #[test]
    fn code_from_elsewhere_is_told() {
        for source in ["git+https://github.com/a/a", "registry+https://example.org/index"] {
            assert_eq!(said(&given(""), &[("a", "1.0.0", "MIT", source)]).len(), 1, "{source}");
        }
    }

    #[test]
    fn a_refused_crate_is_told_with_its_reason() {
        let said = said(&given(""), &[("openssl", "0.10.0", "MIT", ONLY)]);
        assert!(said.len() == 1 && said[0].ends_with("TLS is rustls"), "{said:?}");
    }

    #[test]
    fn two_versions_are_told_unless_the_older_is_named() {
        let two = [("a", "1.0.0", "MIT", ONLY), ("a", "2.0.0", "MIT", ONLY)];
        assert_eq!(said(&given(""), &two).len(), 1);
        let skip = r#"{ crate = "a@1.0.0", reason = "b" }"#;
        assert!(said(&given(skip), &two).is_empty());
        assert_eq!(said(&given(skip), &two[1..]).len(), 1, "a rule that nothing needs is told");
    }

    #[test]
    fn a_licence_that_nothing_needs_is_told() {
        let metadata =
            r#"{"packages":[{"name":"a","version":"1.0.0","license":"MIT","source":null}]}"#;
        let said = check(&given(""), metadata.as_bytes()).unwrap();
        assert_eq!(said, ["deny.toml: no crate needs the licence Apache-2.0"]);
    }

    #[test]
    fn a_rule_that_is_not_known_here_is_refused() {
        assert!(rules("[graph]\ntargets = []\n[advisories]\n").is_err());
    }
}
