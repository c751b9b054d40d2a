//! What the server kept, against what was handed in: each idea once, with its text.

use crate::{http::Target, screen::Asked};
use anyhow::{Context as _, ensure};
use client::Document;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Ideas of a record, as they stand in it.
pub type Ideas = Vec<(Uuid, String)>;

#[derive(Deserialize)]
struct Export {
    ideas: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: Uuid,
    text: Option<String>,
}

#[derive(Deserialize)]
struct Shown {
    text: Option<String>,
}

/// The ideas of the whole record, for its operator.
pub async fn export(target: &Target, summit: &str, token: &str) -> anyhow::Result<Ideas> {
    ideas(&whole(target, summit, token).await?)
}

/// The whole record as it is told, for its operator.
pub async fn whole(target: &Target, summit: &str, token: &str) -> anyhow::Result<Vec<u8>> {
    let path = format!("/api/v1/summits/{summit}/export?format=json");
    let answered = target.get(&path, token).await?;
    ensure!(answered.status == 200, "the export is answered by {}", answered.status);
    Ok(answered.body)
}

/// The ideas of a record.
pub fn ideas(record: &[u8]) -> anyhow::Result<Ideas> {
    let export: Export = serde_json::from_slice(record).context("the export")?;
    Ok(export.ideas.into_iter().map(|it| (it.id, it.text.unwrap_or_default())).collect())
}

/// The ideas that a screen shows in a document.
pub fn shown(document: &Document) -> Ideas {
    let ids = document.entries.keys().filter_map(|key| Some((key, key.strip_prefix("idea/")?)));
    let idea = |(key, id): (&String, &str)| {
        let shown: Shown = document.value(key)?;
        Some((id.parse().ok()?, shown.text.unwrap_or_default()))
    };
    ids.filter_map(idea).collect()
}

/// What became of what was handed in.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Handed in and not refused, and not there, or with another text.
    pub lost: usize,
    /// There more than once, or under another id.
    pub doubled: usize,
    /// Refused for good.
    pub refused: usize,
    /// Never answered, be it there or not.
    pub unanswered: usize,
    /// There, and neither ours nor there before.
    pub strangers: usize,
}

/// Compares what was handed in with the record before and after.
pub fn judge<'a>(asked: impl Iterator<Item = &'a Asked>, before: &Ideas, after: &Ideas) -> Verdict {
    let mut verdict = Verdict::default();
    let mut ours: BTreeMap<Uuid, &str> = BTreeMap::new();
    for idea in asked {
        let Some(text) = &idea.text else { continue };
        if idea.refused.is_some() {
            verdict.refused += 1;
            continue;
        }
        verdict.unanswered += usize::from(idea.at.is_none());
        ours.insert(idea.id, text);
    }
    let texts: BTreeSet<&str> = ours.values().copied().collect();
    let known: BTreeSet<Uuid> = before.iter().map(|(id, _)| *id).collect();
    let mut found: BTreeMap<Uuid, &str> = BTreeMap::new();
    for (id, text) in after.iter().filter(|(id, _)| !known.contains(id)) {
        if found.insert(*id, text).is_some() {
            verdict.doubled += 1;
        } else if !ours.contains_key(id) {
            let is_copy = texts.contains(text.as_str());
            *(if is_copy { &mut verdict.doubled } else { &mut verdict.strangers }) += 1;
        }
    }
    verdict.lost = ours.iter().filter(|(id, text)| found.get(id) != Some(text)).count();
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    fn asked(n: u128, text: &str, at: Option<u64>) -> Asked {
        let asked = Asked::new(Uuid::from_u128(n), Some(text.into()), Instant::now());
        Asked { at, ..asked }
    }

    fn record(ideas: &[(u128, &str)]) -> Ideas {
        ideas.iter().map(|(n, text)| (Uuid::from_u128(*n), (*text).to_owned())).collect()
    }

    #[test]
    fn what_is_there_once_with_its_text_is_neither_lost_nor_doubled() {
        let asked = [asked(1, "groen", Some(7)), asked(2, "groen", None)];
        let verdict = judge(
            asked.iter(),
            &record(&[(9, "oud")]),
            &record(&[(9, "oud"), (1, "groen"), (2, "groen")]),
        );
        assert_eq!(verdict, Verdict { unanswered: 1, ..Verdict::default() });
    }

    #[test]
    fn what_is_missing_or_reads_otherwise_is_lost() {
        let asked = [asked(1, "groen", Some(7)), asked(2, "rust", Some(8))];
        let verdict = judge(asked.iter(), &record(&[]), &record(&[(1, "grijs")]));
        assert_eq!((verdict.lost, verdict.doubled, verdict.strangers), (2, 0, 0));
    }

    #[test]
    fn what_is_there_twice_or_under_another_id_is_doubled() {
        let asked = [asked(1, "groen", Some(7)), asked(2, "rust", Some(8))];
        let after =
            record(&[(1, "groen"), (2, "rust"), (1, "groen"), (3, "rust"), (4, "van een ander")]);
        let verdict = judge(asked.iter(), &record(&[]), &after);
        assert_eq!((verdict.lost, verdict.doubled, verdict.strangers), (0, 2, 1));
    }
}
