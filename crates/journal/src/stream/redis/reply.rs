//! What Redis answers, in our words.

use crate::{
    chain::Record,
    contract::Note,
    fault::{Fault, Obstacle},
    stream::store::{Amiss, Stand},
};
use domain::{Digest, Epoch, Offset, RequestId, Time};
use line::{Failed, Value};
use uuid::Uuid;

/// An answer of a shape that was not asked for.
pub(super) fn odd(what: &str) -> Fault {
    Fault::Away(format!("an odd answer to {what}"))
}

/// Why there is no answer.
pub(super) fn fault(failed: Failed) -> Fault {
    let refused = |obstacle| Fault::Refused { obstacle, said: failed.to_string() };
    if let Failed::Unfit(_) = &failed {
        return refused(Obstacle::Denied);
    }
    match failed.code() {
        // Memory over its bound.
        Some("OOM") => Fault::Full,
        // A disk that takes no more.
        Some("MISCONF") => refused(Obstacle::Failing),
        // Something else lies where the log should, or what belongs to it: whoever confirms mends that.
        Some("WRONGTYPE") => Fault::Recovering,
        Some("READONLY" | "MASTERDOWN") => refused(Obstacle::NotWritable),
        Some("NOAUTH" | "WRONGPASS" | "NOPERM") => refused(Obstacle::Denied),
        Some("NOREPLICAS") => refused(Obstacle::Copies),
        // It is there, and will be back by itself.
        Some("LOADING" | "BUSY" | "CLUSTERDOWN" | "TRYAGAIN" | "MOVED" | "ASK" | "UNBLOCKED")
        | None => Fault::Away(failed.to_string()),
        Some(_) if is_of_rights(&failed.to_string()) => refused(Obstacle::Denied),
        Some(_) => refused(Obstacle::Refused),
    }
}

/// What the user of a script may not do is told without a code, in other words since Redis 7.2.
fn is_of_rights(said: &str) -> bool {
    ["ACL failure", "The user executing the script can't"].iter().any(|it| said.contains(it))
}

/// An answer among several that may be a refusal.
pub(super) fn no_error(value: Value) -> Result<Value, Fault> {
    match value {
        Value::ServerError(error) => Err(fault(error.into())),
        value => Ok(value),
    }
}

pub(super) fn list(value: Value) -> Result<Vec<Value>, Fault> {
    match value {
        Value::Array(values) => Ok(values),
        _ => Err(odd("a list")),
    }
}

pub(super) fn optional(value: Value) -> Option<Vec<u8>> {
    match value {
        Value::BulkString(bytes) => Some(bytes),
        Value::SimpleString(text) => Some(text.into_bytes()),
        _ => None,
    }
}

pub(super) fn text(value: Value) -> Option<String> {
    String::from_utf8(optional(value)?).ok()
}

pub(super) fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Int(number) => u64::try_from(*number).ok(),
        Value::BulkString(bytes) => std::str::from_utf8(bytes).ok()?.parse().ok(),
        _ => None,
    }
}

pub(super) fn count(value: Value) -> Result<u64, Fault> {
    number(&value).ok_or_else(|| odd("a count"))
}

pub(super) fn flag(value: Value) -> Result<bool, Fault> {
    Ok(count(value)? == 1)
}

/// Where the log stands.
pub(super) fn stand(value: Value, copied: bool) -> Result<Stand, Fault> {
    let parts: [Value; 11] = list(value)?.try_into().map_err(|_| odd("where the log stands"))?;
    let [epoch, offset, hash, recovers, now, log, doubt, rest, uncounted, notes, seen] = parts;
    let hash = optional(hash).and_then(|it| it.try_into().ok()).map(Digest).unwrap_or_default();
    Ok(Stand {
        epoch: text(epoch).map(Epoch),
        offset: Offset(number(&offset).unwrap_or_default()),
        hash,
        recovers: number(&recovers) == Some(1),
        copied,
        now: number(&now).map(Time),
        amiss: text(log)
            .map(Amiss::Log)
            .or_else(|| number(&doubt).map(Offset).map(Amiss::Doubted))
            .or_else(|| text(rest).map(Amiss::Rest)),
        uncounted: number(&uncounted) == Some(1),
        notes: number(&notes).and_then(|it| usize::try_from(it).ok()).unwrap_or_default(),
        seen: optional(seen).unwrap_or_default(),
    })
}

/// Whether it was done; what was set aside for it is told to who runs it.
pub(super) fn aside(value: Value) -> Result<bool, Fault> {
    let mut parts = list(value)?.into_iter();
    let done = parts.next().is_some_and(|it| number(&it) == Some(1));
    for key in parts.next().map(list).transpose()?.into_iter().flatten().filter_map(text) {
        tracing::error!(key, "what does not belong to the log was set aside under this key");
    }
    Ok(done)
}

/// How many texts were put back, and the same; none if nothing was done.
pub(super) fn restored(value: Value) -> Result<Option<usize>, Fault> {
    let mut parts = list(value)?;
    let put = if parts.len() == 3 { parts.pop() } else { None };
    let put = put.and_then(|it| number(&it)).and_then(|it| usize::try_from(it).ok());
    let done = aside(Value::Array(parts))?;
    Ok(done.then_some(put.unwrap_or_default()))
}

/// What is noted of requests.
pub(super) fn noted(value: Value) -> Vec<(RequestId, Offset)> {
    let pairs: Vec<(Value, Value)> = match value {
        Value::Map(pairs) => pairs,
        value => {
            let mut flat = list(value).unwrap_or_default().into_iter();
            std::iter::from_fn(|| flat.next().zip(flat.next())).collect()
        }
    };
    // Whatever else was put there is no request.
    let noted = |(id, at)| {
        let id = Uuid::from_slice(&optional(id)?).ok()?;
        Some((RequestId(id), Offset(number(&at)?)))
    };
    pairs.into_iter().filter_map(noted).filter(|(_, at)| *at > Offset::ZERO).collect()
}

/// An entry of the stream: its id and its fields. One between two offsets is nobody's, and lies in the place of the next.
pub(super) fn record(value: Value) -> Result<Record, Fault> {
    let broken = || odd("an entry");
    let [id, fields]: [Value; 2] = list(value)?.try_into().map_err(|_| broken())?;
    let id = text(id).ok_or_else(broken)?;
    let (offset, between) = id.split_once('-').ok_or_else(broken)?;
    // The highest there can be has none behind it.
    let offset = Offset(offset.parse::<u64>().map_err(|_| broken())?.min(u64::MAX - 2));
    let mut record = Record { offset, bytes: Vec::new(), hash: Vec::new() };
    if between != "0" {
        return Ok(Record { offset: offset.next(), ..record });
    }
    let mut fields = list(fields)?.into_iter();
    while let Some(name) = fields.next().and_then(text) {
        let value = fields.next().and_then(optional).unwrap_or_default();
        match name.as_str() {
            "commit" => record.bytes = value,
            "hash" => record.hash = value,
            _ => {}
        }
    }
    Ok(record)
}

/// A hash of notes.
pub(super) fn notes(value: Value) -> Result<Vec<Note>, Fault> {
    let pairs: Vec<(Value, Value)> = match value {
        Value::Map(pairs) => pairs,
        Value::Array(flat) => {
            let mut flat = flat.into_iter();
            std::iter::from_fn(|| flat.next().zip(flat.next())).collect()
        }
        _ => return Err(odd("notes")),
    };
    let note = |(key, bytes)| Some((text(key)?, optional(bytes)?));
    Ok(pairs.into_iter().filter_map(note).collect())
}
