//! One word a thing: no item is named with a word that `docs/glossary.md` gave up, and no type name stands for a third
//! thing in one crate.

use super::{Complaint, File};
use std::collections::{BTreeMap, BTreeSet};

const GLOSSARY: &str = "docs/glossary.md";
/// The section of the glossary whose table has the words that were given up in its first column.
const GIVEN_UP: &str = "## Words that were given up";
/// Each concept has its own.
const EVERYWHERE: [&str; 8] =
    ["Command", "Event", "State", "Kind", "Error", "Arguments", "Result", "Item"];
/// What a name follows.
const ITEMS: [&str; 8] = ["fn", "struct", "enum", "trait", "mod", "type", "const", "static"];

pub fn check(files: &[File]) -> Vec<Complaint> {
    let glossary = files.iter().find(|file| file.path == GLOSSARY);
    let given_up = glossary.map(|file| given_up(file.text())).unwrap_or_default();
    let mut complaints = Vec::new();
    if given_up.is_empty() {
        complaints.push(format!("{GLOSSARY}: no table below `{GIVEN_UP}`"));
    }
    let sources = || files.iter().filter(|file| is_source(&file.path));
    for file in sources() {
        for name in items(file.text()).map(|(_, name)| name) {
            for word in words(name).filter(|word| given_up.contains(word)) {
                complaints.push(format!(
                    "{}: `{name}`: `{word}` was given up, see {GLOSSARY}",
                    file.path
                ));
            }
        }
    }
    complaints.extend(repeated(sources()));
    complaints
}

/// The types of one crate that have the same name in more than two of its files.
fn repeated<'f>(sources: impl Iterator<Item = &'f File>) -> Vec<Complaint> {
    let mut places: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for file in sources {
        let package = file.path.split("/src/").next().unwrap_or_default();
        let types =
            items(file.text()).filter(|(kind, _)| matches!(*kind, "struct" | "enum" | "trait"));
        for (_, name) in types.filter(|(_, name)| !EVERYWHERE.contains(name)) {
            places.entry((package, name)).or_default().insert(&file.path);
        }
    }
    let repeated = places.into_iter().filter(|(_, files)| files.len() > 2);
    repeated
        .map(|((package, name), files)| {
            let files: Vec<_> = files.into_iter().collect();
            format!("{package}: `{name}` stands for {} things: {}", files.len(), files.join(", "))
        })
        .collect()
}

fn is_source(path: &str) -> bool {
    path.ends_with(".rs") && path.contains("/src/") && !path.contains("/tests/")
}

/// The names of items, with the keyword in front of them; the tests at the end of a file are not read.
fn items(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    code.lines().filter_map(|line| {
        let line = line.trim_start();
        if line.starts_with("//") {
            return None;
        }
        let mut parts = line.split_whitespace();
        let keyword = parts.find(|part| !is_before_a_name(part))?;
        let item = ITEMS.iter().find(|item| **item == keyword)?;
        let name = parts.next()?;
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
        Some((*item, &name[..end])).filter(|(_, name)| !name.is_empty())
    })
}

/// `const` may stand before `fn`; a constant is then not found, which costs nothing: its type is not a new word.
fn is_before_a_name(part: &str) -> bool {
    part.starts_with("pub") || matches!(part, "async" | "unsafe" | "const" | "extern" | "\"C\"")
}

/// `record_position` and `LogPosition` are both made of two words.
fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        if c == '_' || (c.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = c.is_lowercase();
        if let Some(last) = words.last_mut().filter(|_| c != '_') {
            last.extend(c.to_lowercase());
        }
    }
    words.into_iter()
}

fn given_up(glossary: &str) -> BTreeSet<String> {
    let section = glossary.split_once(GIVEN_UP).map(|(_, rest)| rest).unwrap_or_default();
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    rows.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{check, items, words};
    use crate::tidy::file;

    const GLOSSARY: &str = "# Glossary\n\n## Words that were given up\n\n| word | say |\n|---|---|\n\
        | `mind`, `kept` | index, cache |\n\n## Other\n\n| `home` | x |\n";

    fn complaints(path: &str, text: &str) -> Vec<String> {
        check(&[file("docs/glossary.md", GLOSSARY), file(path, text)])
    }

    #[test]
    fn an_item_named_with_a_word_that_was_given_up_is_told() {
        for text in ["pub struct MindMap;", "    pub(crate) async fn is_kept() {}", "mod mind;"] {
            assert_eq!(complaints("crates/a/src/b.rs", text).len(), 1, "{text}");
        }
    }

    #[test]
    fn other_words_comments_and_tests_pass() {
        for text in ["fn remind() {}", "// fn mind() {}", "fn home() {}", "let kept = 1;"] {
            assert_eq!(complaints("crates/a/src/b.rs", text), Vec::<String>::new(), "{text}");
        }
        assert!(complaints("crates/a/tests/b.rs", "fn mind() {}").is_empty());
        assert!(
            complaints("crates/a/src/b.rs", "#[cfg(test)]\nmod tests {\n fn kept() {}\n}\n")
                .is_empty()
        );
    }

    #[test]
    fn a_type_name_may_stand_for_two_things_and_not_for_three() {
        let files = |n: usize, text: &str| -> Vec<_> {
            let sources = (0..n).map(|n| file(&format!("crates/a/src/{n}.rs"), text));
            sources.chain([file("docs/glossary.md", GLOSSARY)]).collect()
        };
        assert!(check(&files(2, "struct Round;")).is_empty());
        assert_eq!(check(&files(3, "struct Round;")).len(), 1);
        assert!(check(&files(3, "enum Event {}")).is_empty());
    }

    #[test]
    fn a_glossary_without_that_table_is_told() {
        assert_eq!(check(&[file("docs/glossary.md", "# Glossary\n")]).len(), 1);
    }

    #[test]
    fn names_are_taken_apart() {
        let of = |name| words(name).collect::<Vec<_>>();
        assert_eq!(of("LogPosition"), ["log", "position"]);
        assert_eq!(of("record_position"), ["record", "position"]);
        assert_eq!(of("Hs256"), ["hs256"]);
        let found: Vec<_> =
            items("pub const fn a<T>() {}\nimpl X for Y {\nstruct B(u8);").collect();
        assert_eq!(found, [("fn", "a"), ("struct", "B")]);
    }
}
