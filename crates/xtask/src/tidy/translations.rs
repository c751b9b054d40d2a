//! Every language has the same messages.

use std::collections::{BTreeMap, BTreeSet};

use super::{Complaint, File};

pub fn check(files: &[File]) -> Vec<Complaint> {
    let languages: Vec<&File> =
        files.iter().filter(|file| file.extension() == "ftl" && !file.is_vendored()).collect();
    if let [alone] = languages[..] {
        return vec![format!("{}: the only language; its translation is missing", alone.path)];
    }
    let ids: BTreeMap<&str, BTreeSet<String>> =
        languages.iter().map(|file| (file.path.as_str(), ids(file.text()))).collect();
    let all: BTreeSet<&String> = ids.values().flatten().collect();
    let mut complaints = Vec::new();
    for (path, has) in &ids {
        let missing = all.iter().filter(|id| !has.contains(**id));
        complaints.extend(
            missing.map(|id| format!("{path}: no message `{id}`, which another language has")),
        );
    }
    complaints
}

/// Messages, terms, and attributes as `message.attribute`.
fn ids(text: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut message = "";
    for line in text.lines() {
        let Some((name, _)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim_end();
        if is_id(name.strip_prefix('-').unwrap_or(name)) {
            message = name;
            ids.insert(name.to_owned());
        } else if let Some(attribute) =
            line.starts_with(' ').then(|| name.trim_start().strip_prefix('.')).flatten()
            && is_id(attribute)
        {
            ids.insert(format!("{message}.{attribute}"));
        }
    }
    ids
}

fn is_id(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::{check, ids};
    use crate::tidy::file;

    #[test]
    fn a_message_that_one_language_lacks_is_told() {
        let files = [file("i18n/nl.ftl", "a = A\nb = B\n"), file("i18n/en.ftl", "a = A\nc = C\n")];
        let complaints = check(&files);
        assert_eq!(complaints.len(), 2);
        assert!(
            complaints[0].contains("en.ftl: no message `b`")
                && complaints[1].contains("nl.ftl: no message `c`")
        );
    }

    #[test]
    fn a_language_alone_is_told() {
        assert_eq!(check(&[file("i18n/nl.ftl", "a = A\n")]).len(), 1);
        assert!(check(&[]).is_empty());
    }

    #[test]
    fn terms_and_attributes_count_and_text_does_not() {
        let text = "# a comment = x\nhand-in = Hand in\n    .title = Title\n    more = text\n-brand = Burgertop\n";
        assert_eq!(
            ids(text).into_iter().collect::<Vec<_>>(),
            ["-brand", "hand-in", "hand-in.title"]
        );
    }
}
