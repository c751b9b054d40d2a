//! Whether Redis is set up so that it keeps what it was told, in words for who runs it.

use super::reply::{list, optional, text};
use crate::{fault::Fault, limits::CALL_WITHIN};
use line::{Line, Target, Value, cmd};
use std::collections::BTreeMap;

/// What stands in the way of the promises, a sentence each; nothing, if all is well.
pub async fn check(target: &Target, replicas: u32) -> Result<Vec<String>, Fault> {
    let line = Line::new(target.clone());
    let mut ask = cmd("INFO");
    ask.arg("server").arg("replication");
    let info = line.ask(&ask, CALL_WITHIN).await.map_err(super::fault)?;
    let info = info_of(&text_of(info));
    let mut ask = cmd("CONFIG");
    ask.arg("GET").arg("appendonly").arg("appendfsync").arg("maxmemory-policy").arg("maxmemory");
    // A managed Redis may not tell.
    let settings = line.ask(&ask, CALL_WITHIN).await.ok().map(settings_of);
    Ok(judge(&info, settings.as_ref(), replicas))
}

fn text_of(value: Value) -> String {
    match value {
        Value::VerbatimString { text, .. } => text,
        value => text(value).unwrap_or_default(),
    }
}

fn info_of(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter_map(|line| line.trim().split_once(':'));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn settings_of(value: Value) -> BTreeMap<String, String> {
    let flat: Vec<Value> = match value {
        Value::Map(pairs) => pairs.into_iter().flat_map(|(name, value)| [name, value]).collect(),
        value => list(value).unwrap_or_default(),
    };
    let texts: Vec<String> =
        flat.into_iter().filter_map(optional).filter_map(|it| String::from_utf8(it).ok()).collect();
    texts.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}

fn judge(
    info: &BTreeMap<String, String>,
    settings: Option<&BTreeMap<String, String>>,
    replicas: u32,
) -> Vec<String> {
    let mut said = Vec::new();
    let version = info.get("redis_version").map_or("", String::as_str);
    let major: u32 = version.split('.').next().and_then(|it| it.parse().ok()).unwrap_or_default();
    if major < 7 {
        said.push(format!("this is version {version}: 7 or newer is needed"));
    }
    let online = info.keys().filter(|it| it.starts_with("slave") && !it.contains('_')).count();
    if u32::try_from(online).unwrap_or(u32::MAX) < replicas {
        said.push(format!(
            "{online} replicas are there, {replicas} are asked for: nothing is answered as saved until they are, or until it goes on with a single copy"
        ));
    }
    let Some(settings) = settings else {
        said.push("it does not tell its settings: make sure of appendonly yes, appendfsync always, maxmemory-policy noeviction".to_owned());
        return said;
    };
    let is = |name: &str, value: &str| settings.get(name).is_some_and(|it| it == value);
    if !is("appendonly", "yes") {
        said.push("appendonly is not yes: what was answered as saved is lost when Redis stops, but for what nodes still hold".to_owned());
    } else if !is("appendfsync", "always") {
        said.push("appendfsync is not always: a power cut loses what was answered in the last second, but for what nodes still hold".to_owned());
    }
    if !is("maxmemory", "0") && !is("maxmemory-policy", "noeviction") {
        said.push("maxmemory-policy is not noeviction: Redis may throw the log away when its memory is full".to_owned());
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    const SAFE: [(&str, &str); 4] = [
        ("appendonly", "yes"),
        ("appendfsync", "always"),
        ("maxmemory", "0"),
        ("maxmemory-policy", "noeviction"),
    ];

    #[test]
    fn what_is_set_up_well_is_not_spoken_of() {
        let info = map(&[("redis_version", "7.0.15"), ("slave0", "ip=10.0.0.2,state=online")]);
        assert!(judge(&info, Some(&map(&SAFE)), 1).is_empty());
    }

    #[test]
    fn each_setting_that_loses_something_is_told() {
        let info = map(&[("redis_version", "6.2.1")]);
        let loose = map(&[
            ("appendonly", "yes"),
            ("appendfsync", "everysec"),
            ("maxmemory", "100"),
            ("maxmemory-policy", "allkeys-lru"),
        ]);
        let said = judge(&info, Some(&loose), 1);
        for word in ["6.2.1", "replicas", "appendfsync", "noeviction"] {
            assert!(said.iter().any(|it| it.contains(word)), "{word}: {said:?}");
        }
        assert_eq!(judge(&map(&[("redis_version", "7.2.0")]), None, 0).len(), 1);
    }
}
