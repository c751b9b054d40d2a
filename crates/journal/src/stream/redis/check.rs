//! Whether Redis is set up so that it keeps what it was told, in words for who runs it.

use super::{
    Keys,
    reply::{list, optional, text},
};
use crate::{fault::Fault, limits::CALL_WITHIN};
use domain::SummitId;
use line::{Failed, Line, Target, Value, cmd};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// What stands in the way of the promises, a sentence each; nothing, if all is well. What may not be looked at is said
/// as well.
pub async fn check(target: &Target, replicas: u32) -> Result<Vec<String>, Fault> {
    let line = Line::new(target.clone());
    let mut ask = cmd("INFO");
    ask.arg("server").arg("replication");
    let info = match line.ask(&ask, CALL_WITHIN).await {
        Ok(info) => Some(info_of(&text_of(info))),
        Err(Failed::Refused(_)) => None,
        Err(failed) => return Err(super::fault(failed)),
    };
    let mut ask = cmd("CONFIG");
    ask.arg("GET").arg("appendonly").arg("appendfsync").arg("maxmemory-policy").arg("maxmemory");
    // A managed Redis may not tell.
    let settings = match line.ask(&ask, CALL_WITHIN).await {
        Ok(settings) => Some(settings_of(settings)),
        Err(Failed::Refused(_)) => None,
        Err(failed) => return Err(super::fault(failed)),
    };
    Ok(judge(&info.unwrap_or_default(), &settings.unwrap_or_default(), replicas))
}

/// Tells which of the questions in `ARGV` this user may not ask, or does not find: a managed Redis forbids some, and
/// calls others by another name.
const MAY: &str = r"#!lua flags=no-writes
local refused = {}
for _, question in ipairs(ARGV) do
  local words = {}
  for word in string.gmatch(question, '%S+') do table.insert(words, word) end
  local asked, may = pcall(redis.acl_check_cmd, unpack(words))
  if not asked or not may then table.insert(refused, question) end
end
return refused
";

/// What is asked of a log, with the names in it.
fn questions(prefix: &str, summit: &SummitId, replicas: u32) -> Vec<String> {
    let Keys { log, top, ids, texts, notes, news, .. } = Keys::of(prefix, summit);
    let mut all = vec![
        format!("XADD {log} 1-0 commit x"),
        format!("XRANGE {log} - +"),
        format!("XLEN {log}"),
        format!("XINFO STREAM {log}"),
        format!("XDEL {log} 1-0"),
        format!("XTRIM {log} MAXLEN 1"),
        format!("XSETID {log} 1-0"),
        format!("HINCRBY {top} fence 1"),
        format!("HMGET {ids} x"),
        format!("HSET {ids} x 1"),
        format!("HSET {texts} x 1"),
        format!("HDEL {texts} x"),
        format!("HLEN {texts}"),
        format!("HGET {notes} x"),
        format!("HGETALL {notes}"),
        format!("DEL {notes}"),
        format!("EXISTS {log}"),
        format!("TYPE {log}"),
        format!("RENAME {log} {log}:aside"),
        "TIME".to_owned(),
        format!("PUBLISH {news} x"),
        format!("SUBSCRIBE {news}"),
        format!("PUBLISH {prefix}:relay:x x"),
    ];
    if replicas > 0 {
        all.push("WAIT 1 1".to_owned());
    }
    all
}

/// Why no log can be kept there by the one whose name is in the settings, and what to do; none, if it can. Nothing is
/// written to find out.
pub async fn refusals(
    target: &Target,
    prefix: &str,
    summit: &SummitId,
    replicas: u32,
) -> Result<Option<String>, Fault> {
    let mut ask = cmd("EVAL");
    ask.arg(MAY).arg(1).arg(Keys::of(prefix, summit).top);
    questions(prefix, summit, replicas).iter().for_each(|question| {
        ask.arg(question);
    });
    let refused = match Line::new(target.clone()).ask(&ask, CALL_WITHIN).await {
        Ok(refused) => list(refused)?.into_iter().filter_map(text).collect(),
        Err(Failed::Refused(error)) if error.code() == Some("NOPERM") => {
            vec![format!("EVAL {}", Keys::of(prefix, summit).top)]
        }
        Err(Failed::Refused(error)) if error.code() == Some("ERR") => {
            let why = error.detail().unwrap_or_default();
            return Ok(Some(format!(
                "it runs no scripts ({why}): the log needs them, and Redis 7 or newer, or Valkey"
            )));
        }
        Err(failed) => return Err(super::fault(failed)),
    };
    Ok((!refused.is_empty()).then(|| said_of(&refused, target.user(), prefix)))
}

/// The words for who runs it.
fn said_of(refused: &[String], user: &str, prefix: &str) -> String {
    let name = |question: &String| {
        let mut words = question.split(' ');
        match words.next() {
            Some("XINFO") => "XINFO STREAM".to_owned(),
            first => first.unwrap_or_default().to_owned(),
        }
    };
    let names: BTreeSet<String> = refused.iter().map(name).collect();
    let mut said =
        format!("user `{user}` may not use {} there", Vec::from_iter(names.clone()).join(", "));
    let first = refused.first().map_or("", String::as_str);
    let _ = write!(
        said,
        " (first of all: {first}). Let it: ACL SETUSER {user} ~{prefix}:* &{prefix}:*"
    );
    for name in names {
        let _ = write!(said, " +{}", name.to_lowercase().replace(' ', "|"));
    }
    said += "; or take a Redis that does not forbid or rename them";
    said
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
    settings: &BTreeMap<String, String>,
    replicas: u32,
) -> Vec<String> {
    let mut said = Vec::new();
    let major = |version: &str| version.split('.').next().and_then(|it| it.parse::<u32>().ok());
    match info.get("redis_version") {
        Some(version) if major(version).is_none_or(|major| major < 7) => {
            said.push(format!("this is version {version}: 7 or newer is needed"));
        }
        Some(_) => {}
        None => said.push("it does not tell its version (INFO server): make sure that it is Redis 7 or newer, or Valkey".to_owned()),
    }
    if info.contains_key("role") {
        let online = info.keys().filter(|it| it.starts_with("slave") && !it.contains('_')).count();
        if u32::try_from(online).unwrap_or(u32::MAX) < replicas {
            said.push(format!(
                "{online} replicas are there, {replicas} are asked for: nothing is answered as saved until they are, or until it goes on with a single copy"
            ));
        }
    } else if replicas > 0 {
        said.push(format!(
            "it does not tell its replicas (INFO replication), and {replicas} are asked for: while they are away nothing is answered as saved"
        ));
    }
    let told = |name: &str| settings.get(name).map(String::as_str);
    let untold: Vec<&str> =
        [("appendonly", "yes"), ("appendfsync", "always"), ("maxmemory-policy", "noeviction")]
            .into_iter()
            .filter(|(name, _)| told(name).is_none())
            .map(|(name, _)| name)
            .collect();
    if !untold.is_empty() {
        said.push(format!(
            "it does not tell {} (CONFIG GET): make sure of appendonly yes, appendfsync always, maxmemory-policy noeviction",
            untold.join(", ")
        ));
    }
    let is_other = |name: &str, value: &str| told(name).is_some_and(|it| it != value);
    if is_other("appendonly", "yes") {
        said.push("appendonly is not yes: what was answered as saved is lost when Redis stops, but for what nodes still hold".to_owned());
    } else if is_other("appendfsync", "always") {
        said.push("appendfsync is not always: a power cut loses what was answered in the last second, but for what nodes still hold".to_owned());
    }
    if told("maxmemory") != Some("0") && is_other("maxmemory-policy", "noeviction") {
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
        let replica = ("slave0", "ip=10.0.0.2,state=online");
        let info = map(&[("redis_version", "7.0.15"), ("role", "master"), replica]);
        assert!(judge(&info, &map(&SAFE), 1).is_empty());
    }

    #[test]
    fn each_setting_that_loses_something_is_told() {
        let info = map(&[("redis_version", "6.2.1"), ("role", "master")]);
        let loose = map(&[
            ("appendonly", "yes"),
            ("appendfsync", "everysec"),
            ("maxmemory", "100"),
            ("maxmemory-policy", "allkeys-lru"),
        ]);
        let said = judge(&info, &loose, 1);
        for word in ["6.2.1", "replicas", "appendfsync", "noeviction"] {
            assert!(said.iter().any(|it| it.contains(word)), "{word}: {said:?}");
        }
    }

    #[test]
    fn what_a_managed_redis_does_not_tell_is_said_and_not_guessed() {
        let nothing = map(&[]);
        let said = judge(&nothing, &nothing, 1);
        for word in ["its version", "its replicas", "appendonly, appendfsync, maxmemory-policy"] {
            assert!(
                said.iter().any(|it| it.starts_with("it does not tell") && it.contains(word)),
                "{said:?}"
            );
        }
        assert!(said.iter().all(|it| it.starts_with("it does not tell")), "{said:?}");
        let version = map(&[("redis_version", "7.2.0"), ("role", "master")]);
        let some = map(&[("maxmemory", "100"), ("maxmemory-policy", "noeviction")]);
        let said = judge(&version, &some, 0);
        assert!(
            said.len() == 1 && said[0].contains("appendonly, appendfsync (CONFIG GET)"),
            "{said:?}"
        );
    }
}
