//! The links by which people join: the first few on a screen, all of them in a file.

use crate::{
    codes::{code::Code, ledger::Opens},
    storage::{data_dir, location::Home},
};
use domain::{Badge, Role, SummitId, TableNo};
use serde::Serialize;
use std::{fmt::Write as _, io, path::Path};

/// A join link, as the file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The summit that it opens.
    pub summit: SummitId,
    /// What its holder is here to do.
    pub role: Role,
    /// The table, for its host.
    pub table: Option<TableNo>,
    /// The badge, for a participant with a card.
    pub badge: Option<Badge>,
    /// To be typed where no link can be followed.
    pub code: Code,
    /// To be followed, or printed as a QR code. The code is in its fragment, which no server sees.
    pub url: String,
}

/// Every link of a summit, at the best address of this machine.
#[must_use]
pub fn all(summit: &SummitId, codes: &[(Code, Opens)], base: &str) -> Vec<Link> {
    let link = |(code, opens): &(Code, Opens)| {
        let (table, badge) = match opens {
            Opens::Table(table) => (Some(*table), None),
            Opens::Badge(badge) => (None, Some(*badge)),
            _ => (None, None),
        };
        Link {
            summit: summit.clone(),
            role: opens.role(),
            table,
            badge,
            code: code.clone(),
            url: format!("{base}/join#{code}"),
        }
    };
    codes.iter().map(link).collect()
}

/// Writes every link to a file that its owner alone may read.
pub fn write(path: &Path, links: &[Link]) -> io::Result<()> {
    let mut json = serde_json::to_vec_pretty(links)?;
    json.push(b'\n');
    data_dir::replace(path, &json)
}

/// One screenful: what to open first, by which other addresses, how many more summits there are, and where the data
/// lies.
#[must_use]
pub fn screenful(codes: &[(Code, Opens)], bases: &[String], home: &Home, more: usize) -> String {
    let mut text = String::from("\nBurgertop is running. Open on each device:\n\n");
    text += &first(codes, bases);
    if bases.len() > 1 {
        let _ = writeln!(text, "  Also reached as {}", bases[1..bases.len().min(5)].join(", "));
    }
    text += &others(more);
    let _ = writeln!(text, "  Data: {}\n", home.place());
    text
}

/// That there are more summits than the one whose links are shown.
#[must_use]
pub fn others(more: usize) -> String {
    match more {
        0 => String::new(),
        1 => "  One more summit is served; its links: --links FILE\n".to_owned(),
        _ => format!("  {more} more summits are served; their links: --links FILE\n"),
    }
}

/// The first good link of each kind.
#[must_use]
pub fn first(codes: &[(Code, Opens)], bases: &[String]) -> String {
    let base = bases.first().map_or("http://localhost", String::as_str);
    let mut text = String::new();
    let mut shown = std::collections::BTreeSet::new();
    for (code, opens) in codes {
        let name = match opens {
            Opens::Table(TableNo(1)) => format!("{} 1", opens.screen().label),
            Opens::Table(_) | Opens::Badge(_) => continue,
            _ => opens.screen().label.to_owned(),
        };
        if !shown.contains(&name) {
            let _ = writeln!(text, "  {name:<9} {base}/join#{code}");
            shown.insert(name);
        }
    }
    let _ = writeln!(
        text,
        "\n  Control, desk and operator links work once; `burgertop links --renew` makes new ones."
    );
    let tables = codes.iter().filter(|(_, opens)| matches!(opens, Opens::Table(_))).count();
    let _ = writeln!(text, "  All links, {tables} tables and every badge: --links FILE");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::ledger::{Ledger, Taken, Wanted};
    use domain::WallId;

    fn codes() -> Vec<(Code, Opens)> {
        let wanted = Wanted {
            tables: 100,
            badges: 400,
            walls: vec![WallId::from("main")],
            control: 2,
            desk: 4,
            operator: 1,
        };
        let mut ledger = Ledger::default();
        ledger.fill(&wanted, true, &Taken::default()).expect("chance");
        ledger.list()
    }

    #[test]
    fn the_file_holds_every_table_and_badge_and_console() {
        let links = all(&SummitId::from("demo"), &codes(), "http://192.168.1.2:8080");
        let json = serde_json::to_value(&links).expect("links are JSON");
        let of = |role: &str| {
            json.as_array().expect("a list").iter().filter(|link| link["role"] == role).count()
        };
        let counts =
            ["facilitator", "theme_team", "operator", "projector", "host", "participant"].map(of);
        assert_eq!(counts, [2, 4, 1, 1, 100, 401]);
        let table = json
            .as_array()
            .expect("a list")
            .iter()
            .find(|link| link["table"] == 7)
            .expect("table 7");
        let code = table["code"].as_str().expect("a code");
        assert_eq!(table["summit"], "demo");
        assert_eq!(table["url"], format!("http://192.168.1.2:8080/join#{code}"));
    }

    #[test]
    fn the_first_links_fit_on_one_screen() {
        let bases = vec!["http://192.168.1.2:8080".to_owned(), "http://hall.local:8080".to_owned()];
        let text = screenful(&codes(), &bases, &Home::file(Path::new("/srv/burgertop")), 49);
        assert!(
            text.lines().count() < 24 && text.lines().all(|line| line.chars().count() <= 90),
            "{text}"
        );
        for part in [
            "control ",
            "desk ",
            "wall ",
            "table 1 ",
            "phones ",
            "operator ",
            "hall.local",
            "49 more summits",
            "/srv/burgertop",
        ] {
            assert!(text.contains(part), "{part}");
        }
    }
}
