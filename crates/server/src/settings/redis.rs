//! The Redis that several nodes share, if there is one.

use super::{BadSettings, Settings, hidden::Hidden, is_name, list, or_empty, parts};
use crate::limits::{REPLICAS_MAX, SUMMITS_MAX};
use line::{BadTarget, Files, Target, Wanted};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use std::{collections::BTreeSet, path::PathBuf, time::Duration};

/// Where the logs lie if several nodes share them.
#[derive(Debug, Clone, Deserialize)]
pub struct Redis {
    /// With a password in it, as a rule.
    pub url: SecretString,
    /// Further nodes of a cluster.
    #[serde(deserialize_with = "list")]
    pub cluster: Vec<String>,
    /// Perhaps with passwords in them.
    pub sentinels: Hidden,
    pub master: String,
    #[serde(deserialize_with = "or_empty")]
    pub ca: Option<PathBuf>,
    #[serde(deserialize_with = "or_empty")]
    pub certificate: Option<PathBuf>,
    #[serde(deserialize_with = "or_empty")]
    pub certificate_key: Option<PathBuf>,
    pub replicas: u32,
    pub single_copy_after_s: u32,
    pub prefix: String,
    /// Beside the first one.
    #[serde(deserialize_with = "parts")]
    pub summits: Vec<String>,
}

impl Redis {
    /// Whether the log lies there.
    #[must_use]
    pub fn is_used(&self) -> bool {
        !self.url.expose_secret().trim().is_empty()
    }

    /// Where it is; none if it is not used.
    pub fn target(&self) -> Result<Option<Target>, BadTarget> {
        let wanted = || Wanted {
            url: self.url.expose_secret().trim(),
            cluster: &self.cluster,
            sentinels: self.sentinels.expose(),
            master: &self.master,
            files: Files {
                ca: self.ca.clone(),
                certificate: self.certificate.clone(),
                key: self.certificate_key.clone(),
            },
        };
        self.is_used().then(|| Target::new(&wanted())).transpose()
    }

    /// How long copies may be missing before it goes on with a single one; none: never.
    #[must_use]
    pub fn single_copy_after(&self) -> Option<Duration> {
        let after = u64::from(self.single_copy_after_s);
        (after > 0).then(|| Duration::from_secs(after))
    }

    /// What nodes cannot share is refused: each would run a day of its own, or tokens of one would not be taken by
    /// the other.
    pub(super) fn check(settings: &Settings) -> Result<(), BadSettings> {
        let Settings { redis, summit, tokens, backup, .. } = settings;
        let impossible = |name, reason| Err(BadSettings::Impossible { name, reason });
        match redis.target() {
            Ok(Some(_)) => {}
            Ok(None) if !redis.summits.is_empty() => {
                return impossible(
                    "redis.summits",
                    "are set without `redis.url`: a data directory holds one summit",
                );
            }
            Ok(None) if redis.sentinels.is_empty() => return Ok(()),
            Ok(None) => {
                return impossible(
                    "redis.sentinels",
                    "are set without `redis.url`, which says who we are there (`redis://user:password@any/0`)",
                );
            }
            Err(bad) => return Err(bad.into()),
        }
        if !redis.sentinels.is_empty() && redis.master.trim().is_empty() {
            return impossible("redis.master", "is missing, while `redis.sentinels` are set");
        }
        let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_' | b':');
        if !(1..=32).contains(&redis.prefix.len()) || !redis.prefix.bytes().all(is_sign) {
            return impossible(
                "redis.prefix",
                "must be 1 to 32 letters, digits, hyphens, underscores and colons",
            );
        }
        if redis.replicas > REPLICAS_MAX {
            return impossible("redis.replicas", "must be at most 8");
        }
        if summit.id.is_empty() {
            return impossible(
                "summit.id",
                "is missing, while `redis.url` is set: all nodes must name the same summit",
            );
        }
        if redis.summits.len() > SUMMITS_MAX {
            return impossible("redis.summits", "must be at most 200");
        }
        if !redis.summits.iter().all(|id| !id.is_empty() && is_name(id)) {
            return impossible("redis.summits", "must each be 1 to 32 letters, digits and hyphens");
        }
        let mut names = BTreeSet::from([&summit.id]);
        if !redis.summits.iter().all(|id| names.insert(id)) {
            return impossible("redis.summits", "has a name twice, or that of `summit.id`");
        }
        if tokens.secret.expose_secret().is_empty() {
            return impossible(
                "tokens.secret",
                "is missing, while `redis.url` is set: all nodes must have the same, or a device that one let in is turned away by the others",
            );
        }
        if backup.follow.is_some() {
            return impossible(
                "backup.follow",
                "follows a data directory, and with `redis.url` the log is not in it: for a copy use `burgertop migrate --to sqlite`",
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Overrides, load, show};

    const WHOLE: [(&str, &str); 3] = [
        ("REDIS__URL", "redis://burger:geheim@10.0.0.5:6379/0"),
        ("SUMMIT__ID", "demo"),
        ("TOKENS__SECRET", "0123456789abcdef0123456789abcdef"),
    ];

    fn variables(set: &[(&str, &str)]) -> Option<config::Map<String, String>> {
        let named = set.iter().map(|(key, value)| (format!("BURGERTOP__{key}"), (*value).into()));
        Some(named.collect())
    }

    fn complaint(set: &[(&str, &str)]) -> Option<String> {
        load(&Overrides::default(), variables(set)).err().map(|it| it.to_string())
    }

    #[test]
    fn a_redis_that_all_nodes_can_share_is_taken() {
        assert_eq!(complaint(&WHOLE), None);
        let sentinels = [("REDIS__SENTINELS", "10.0.0.6:26379, 10.0.0.7:26379")];
        let set = [&WHOLE[..], &sentinels].concat();
        let settings = load(&Overrides::default(), variables(&set)).expect("settings");
        assert_eq!(settings.redis.sentinels.expose().len(), 2);
        let target = settings.redis.target().expect("an address").expect("one");
        assert_eq!(target.address(), "burgertop by 10.0.0.6:26379");
    }

    #[test]
    fn further_summits_begin_as_the_first_and_are_named_once_each() {
        let text = [&WHOLE[..], &[("REDIS__SUMMITS", "noord, zuid")]].concat();
        let settings = load(&Overrides::default(), variables(&text)).expect("settings");
        let summits = settings.summits();
        let names: Vec<&str> = summits.iter().map(|summit| &*summit.id).collect();
        assert_eq!(names, ["demo", "noord", "zuid"]);
        assert!(summits.iter().all(|it| it.programme == summits[0].programme));
        let chosen = settings.clone().of_summit("zuid").expect("one of them");
        assert_eq!((&*chosen.summit.id, chosen.summits().len()), ("zuid", 1));
        assert!(settings.of_summit("oost").is_none());

        let many = (0..=200).map(|n| format!("n-{n}")).collect::<Vec<_>>().join(",");
        let long = "n".repeat(33);
        for bad in ["noord,", "noord,noord", "noord,demo", "noord zuid", "{x}", &long, &many] {
            let set = [&WHOLE[..], &[("REDIS__SUMMITS", bad)]].concat();
            let complaint = complaint(&set).expect(bad);
            assert!(complaint.starts_with("`redis.summits`"), "{complaint}");
        }
        let complaint = complaint(&[("REDIS__SUMMITS", "noord")]).expect("no redis");
        assert!(complaint.starts_with("`redis.summits` are set without"), "{complaint}");
    }

    #[test]
    fn what_nodes_cannot_share_is_refused_by_its_name() {
        for (set, named) in [
            (vec![("REDIS__URL", "10.0.0.5:geheim")], "`redis.url`"),
            (vec![("REDIS__URL", ""), ("REDIS__SENTINELS", "10.0.0.6:26379")], "`redis.sentinels`"),
            (vec![("REDIS__SENTINELS", "10.0.0.6")], "`redis.sentinels`"),
            (vec![("REDIS__SENTINELS", "a:1"), ("REDIS__MASTER", "")], "`redis.master`"),
            (vec![("REDIS__PREFIX", "{x}")], "`redis.prefix`"),
            (vec![("REDIS__REPLICAS", "9")], "`redis.replicas`"),
            (vec![("SUMMIT__ID", "")], "`summit.id`"),
            (vec![("TOKENS__SECRET", "")], "`tokens.secret`"),
            (vec![("BACKUP__FOLLOW", "/mnt/stick")], "`backup.follow`"),
            (vec![("REDIS__URL", "rediss://u:geheim@h/#insecure")], "`redis.url`"),
            (vec![("REDIS__SENTINELS", "redis://u:geheim@h:x")], "`redis.sentinels`"),
            (vec![("REDIS__CLUSTER", "10.0.0.6")], "`redis.cluster`"),
            (vec![("REDIS__CA", "ca.pem")], "`redis.ca`"),
            (vec![("REDIS__URL", "rediss://h"), ("REDIS__CA", "/nowhere/ca.pem")], "`redis.ca`"),
        ] {
            let complaint = complaint(&[&WHOLE[..], &set].concat()).expect(named);
            assert!(complaint.starts_with(named) && !complaint.contains("geheim"), "{complaint}");
        }
    }

    #[test]
    fn the_password_is_never_shown() {
        let shown = show(&Overrides::default(), variables(&WHOLE)).expect("settings");
        assert!(shown.contains("redis.url = \"********\"") && !shown.contains("geheim"), "{shown}");
        let sentinels = ("REDIS__SENTINELS", "redis://:verborgen@10.0.0.6:26379");
        let set = [&WHOLE[..], &[sentinels]].concat();
        let shown = show(&Overrides::default(), variables(&set)).expect("settings");
        assert!(shown.contains("redis.sentinels = \"********\""), "{shown}");
        let settings = load(&Overrides::default(), variables(&set)).expect("settings");
        let shown = format!("{settings:?}");
        assert!(!shown.contains("geheim") && !shown.contains("verborgen"), "{shown}");
    }
}
