//! Programmes: the days that come with the server, and those in files.

use crate::{settings, time_zones};
use domain::programme::Programme;
use hub::FoundError;
use rust_embed::RustEmbed;
use std::{collections::BTreeSet, fs, io, path::Path};

/// The days that come with the server.
#[derive(Debug, RustEmbed)]
#[folder = "../../config/programmes/"]
struct Shipped;

/// The words that wait for a nod at every event, a file for each language.
#[derive(Debug, RustEmbed)]
#[folder = "../../config/words/"]
struct Unwanted;

/// The words of all lists, and those that the organiser added.
fn unwanted(own: Vec<String>) -> Vec<String> {
    let lists = Unwanted::iter().filter(|name| name.ends_with(".txt"));
    let files = lists.filter_map(|name| Unwanted::get(&name));
    let texts: Vec<String> =
        files.map(|file| String::from_utf8_lossy(&file.data).into_owned()).collect();
    let lines = texts.iter().flat_map(|text| text.lines()).map(str::trim);
    let words = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let all: BTreeSet<String> = words.map(str::to_owned).chain(own).collect();
    all.into_iter().collect()
}

/// Why there is no programme of this name.
#[derive(Debug, thiserror::Error)]
pub enum NoProgramme {
    /// It is neither a file nor one of those that come with the server.
    #[error("no programme `{name}`: neither a file, nor one of {}", known.join(", "))]
    Unknown {
        /// As it was asked for.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// The file cannot be read.
    #[error("programme `{name}`: {error}")]
    Unreadable {
        /// As it was asked for.
        name: String,
        /// Why not.
        error: io::Error,
    },
    /// It is not a programme.
    #[error("programme `{name}`: {error}")]
    Malformed {
        /// As it was asked for.
        name: String,
        /// Where it fails.
        error: Box<toml::de::Error>,
    },
    /// It names a time zone that is none.
    #[error("programme `{name}`: there is no time zone `{zone}`; {}", hint.as_ref().map_or_else(
        || "it needs a name as `Europe/Amsterdam`".to_owned(),
        |hint| format!("did you mean `{hint}`?"),
    ))]
    NoZone {
        /// As it was asked for.
        name: String,
        /// The zone.
        zone: String,
        /// The one that looks most like it.
        hint: Option<String>,
    },
}

/// A programme by the name of a file, or of one that comes with the server; tables and seats as asked,
/// where that is not 0.
pub fn find(name: &str, tables: u16, seats: u16) -> Result<Programme, NoProgramme> {
    let text = if Path::new(name).is_file() {
        fs::read_to_string(name)
            .map_err(|error| NoProgramme::Unreadable { name: name.to_owned(), error })?
    } else {
        let file = Shipped::get(&format!("{name}.toml")).ok_or_else(|| {
            let known =
                Shipped::iter().map(|file| file.trim_end_matches(".toml").to_owned()).collect();
            NoProgramme::Unknown { name: name.to_owned(), known }
        })?;
        String::from_utf8_lossy(&file.data).into_owned()
    };
    let mut programme = read(name, &text)?;
    if tables != 0 {
        programme.tables = tables;
    }
    if seats != 0 {
        programme.seats = seats;
    }
    Ok(programme)
}

/// The programme that this text is, with the words of all lists.
pub fn read(name: &str, text: &str) -> Result<Programme, NoProgramme> {
    let malformed =
        |error| NoProgramme::Malformed { name: name.to_owned(), error: Box::new(error) };
    let mut programme: Programme = toml::from_str(text).map_err(malformed)?;
    if let Some(zone) = programme.time_zone.take() {
        let known = time_zones::named(&zone).ok_or_else(|| NoProgramme::NoZone {
            name: name.to_owned(),
            hint: time_zones::nearest(&zone),
            zone,
        })?;
        programme.time_zone = Some(known);
    }
    programme.review.unwanted = unwanted(programme.review.unwanted);
    Ok(programme)
}

/// Refuses what no summit could begin with.
pub fn check(asked: &settings::Summit) -> anyhow::Result<()> {
    let programme = find(&asked.programme, asked.tables, asked.seats)?;
    Ok(programme.check().map_err(FoundError::Rejected)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::programme::Kind;

    #[test]
    fn every_programme_that_comes_along_can_be_run() {
        for file in Shipped::iter() {
            let name = file.trim_end_matches(".toml");
            let programme = find(name, 0, 0).expect("a programme");
            assert_eq!(programme.check(), Ok(()), "{name}");
            let in_english = programme.items.iter().all(|item| item.titles.contains_key("en"));
            assert!(in_english, "{name}");
        }
    }

    #[test]
    fn the_reference_day_lasts_from_seven_to_five_with_three_rounds_and_a_test() {
        let day = find("reference-day", 12, 0).expect("a programme");
        assert_eq!((day.tables, day.seats), (12, 4));
        assert_eq!(
            day.items.iter().map(domain::programme::Item::planned_ms).sum::<u64>(),
            10 * 3_600_000
        );
        assert_eq!(day.items.iter().filter(|item| item.kind == Kind::Round).count(), 4);
    }

    #[test]
    fn a_programme_holds_back_the_words_of_all_lists_and_none_that_a_real_hall_said() {
        let day = find("reference-day", 0, 0).expect("a programme");
        let unwanted = domain::review::Unwanted::of(&day.review.unwanted);
        assert!(unwanted.is_in("Kut!") && unwanted.is_in("FUCK"));
        let said = include_str!("../../../../config/rehearsal/ideas.nl.jsonl");
        let held: Vec<&str> = said.lines().filter(|line| unwanted.is_in(line)).collect();
        assert!(held.is_empty(), "{held:?}");
        assert!(!["Dick", "Cock", "Hoera"].iter().any(|name| unwanted.is_in(name)));
    }

    #[test]
    fn an_unknown_programme_is_refused_with_those_there_are() {
        let refused = find("sunday", 0, 0).expect_err("none").to_string();
        assert!(refused.contains("reference-day"), "{refused}");
    }
}
