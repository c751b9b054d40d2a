//! Every join code of a summit, kept in one file that its owner alone may read.

use super::code::{Code, Length};
use crate::data_dir;
use domain::{Badge, Role, Seat, TableNo, WallId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// What a code opens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opens {
    /// A facilitator's console; once.
    Control(u8),
    /// A console of the theme team; once.
    Desk(u8),
    /// The operator's console; once.
    Operator(u8),
    /// A display in the hall.
    Wall(WallId),
    /// A table's tablet.
    Table(TableNo),
    /// A participant's phone.
    Badge(Badge),
    /// Anyone's phone: each that joins gets a guest's badge.
    Hall,
}

/// The first badge of a guest; those on cards are below.
pub const FIRST_GUEST: u32 = 1_000_000;
/// Guests' badges that are set aside at once, so that a thousand phones are not a thousand writes.
const GUESTS_SET_ASIDE: u32 = 200;

impl Opens {
    /// Whether it is used up by the first who joins.
    #[must_use]
    pub const fn is_single_use(&self) -> bool {
        matches!(self, Self::Control(_) | Self::Desk(_) | Self::Operator(_))
    }

    const fn length(&self) -> Length {
        match self {
            Self::Control(_) | Self::Desk(_) | Self::Operator(_) => Length::Staff,
            Self::Wall(_) | Self::Table(_) | Self::Badge(_) | Self::Hall => Length::Card,
        }
    }

    /// The display, for one.
    #[must_use]
    pub const fn wall(&self) -> Option<&WallId> {
        if let Self::Wall(wall) = self { Some(wall) } else { None }
    }

    /// What someone with this code is here to do.
    #[must_use]
    pub const fn role(&self) -> Role {
        match self {
            Self::Control(_) => Role::Facilitator,
            Self::Desk(_) => Role::ThemeTeam,
            Self::Operator(_) => Role::Operator,
            Self::Wall(_) => Role::Projector,
            Self::Table(_) => Role::Host,
            Self::Badge(_) | Self::Hall => Role::Participant,
        }
    }
}

/// What there must be a code for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Tables, from 1.
    pub tables: u16,
    /// Badges on cards, from 1.
    pub badges: u32,
    /// The displays.
    pub walls: Vec<WallId>,
    /// Facilitators' consoles.
    pub control: u8,
    /// Consoles of the theme team.
    pub desk: u8,
    /// Operators' consoles.
    pub operator: u8,
}

impl Wanted {
    fn all(&self) -> Vec<Opens> {
        let staff = (1..=self.control).map(Opens::Control).chain((1..=self.desk).map(Opens::Desk));
        let staff = staff.chain((1..=self.operator).map(Opens::Operator));
        let walls = self.walls.iter().cloned().map(Opens::Wall).chain([Opens::Hall]);
        let tables = (1..=self.tables).map(|n| Opens::Table(TableNo(n)));
        let badges = (1..=self.badges).map(|n| Opens::Badge(Badge(n)));
        staff.chain(walls).chain(tables).chain(badges).collect()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    code: Code,
    opens: Opens,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    used: bool,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Pages {
    codes: Vec<Entry>,
    /// Guests' badges below this may have been given out.
    guests_until: u32,
    #[serde(skip)]
    next_guest: u32,
    /// By the hash of the code, so that how long a look-up takes says nothing about the codes.
    #[serde(skip)]
    by_hash: HashMap<[u8; 32], usize>,
}

/// Every code, in memory and on the disk.
#[derive(Debug)]
pub struct Book {
    path: PathBuf,
    pages: Mutex<Pages>,
}

/// A seat that is promised to one who showed its code; given back if it is dropped.
#[derive(Debug)]
pub struct Claim {
    book: Arc<Book>,
    at: Option<usize>,
    /// What the code opens.
    pub opens: Opens,
    /// Where its holder sits.
    pub seat: Seat,
}

impl Book {
    /// Reads the codes; makes those that are missing, and anew those that were used up.
    pub fn open(path: &Path, wanted: &Wanted) -> io::Result<Arc<Self>> {
        let mut pages: Pages = match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Pages::default(),
            Err(error) => return Err(error),
        };
        pages.codes.retain(|entry| !entry.used);
        let there: std::collections::BTreeSet<Opens> =
            pages.codes.iter().map(|entry| entry.opens.clone()).collect();
        for opens in wanted.all().into_iter().filter(|opens| !there.contains(opens)) {
            let code = Code::draw(opens.length()).map_err(io::Error::other)?;
            pages.codes.push(Entry { code, opens, used: false });
        }
        pages.codes.sort_by(|a, b| a.opens.cmp(&b.opens));
        pages.by_hash =
            pages.codes.iter().enumerate().map(|(at, entry)| (hash(&entry.code), at)).collect();
        pages.next_guest = pages.guests_until.max(FIRST_GUEST);
        pages.guests_until = pages.next_guest;
        write(path, &pages)?;
        Ok(Arc::new(Self { path: path.to_owned(), pages: Mutex::new(pages) }))
    }

    /// Every code that is still good, staff first, then tables and badges in order.
    #[must_use]
    pub fn list(&self) -> Vec<(Code, Opens)> {
        let pages = self.pages();
        pages.codes.iter().filter(|e| !e.used).map(|e| (e.code.clone(), e.opens.clone())).collect()
    }

    /// What this code opens; none if it is wrong or used up. May write to the disk.
    pub fn claim(self: &Arc<Self>, code: &Code) -> io::Result<Option<Claim>> {
        let mut pages = self.pages();
        let Some(&at) = pages.by_hash.get(&hash(code)) else { return Ok(None) };
        let entry = &mut pages.codes[at];
        if entry.used {
            return Ok(None);
        }
        let opens = entry.opens.clone();
        entry.used = opens.is_single_use();
        let at = entry.used.then_some(at);
        let staff = |name: &str, n: u8| Seat::Staff(format!("{name}-{n}"));
        let seat = match &opens {
            Opens::Control(n) => staff("control", *n),
            Opens::Desk(n) => staff("desk", *n),
            Opens::Operator(n) => staff("operator", *n),
            Opens::Wall(wall) => Seat::Staff(format!("wall-{wall}")),
            Opens::Table(table) => Seat::Table(*table),
            Opens::Badge(badge) => Seat::Badge(*badge),
            Opens::Hall => Seat::Badge(self.guest(&mut pages)?),
        };
        drop(pages);
        Ok(Some(Claim { book: Arc::clone(self), at, opens, seat }))
    }

    fn guest(&self, pages: &mut Pages) -> io::Result<Badge> {
        if pages.next_guest >= pages.guests_until {
            pages.guests_until = pages.next_guest + GUESTS_SET_ASIDE;
            write(&self.path, pages)?;
        }
        pages.next_guest += 1;
        Ok(Badge(pages.next_guest - 1))
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claim {
    /// Uses the code up for good, if it is one for once.
    pub fn keep(mut self) -> io::Result<()> {
        if self.at.is_some() {
            write(&self.book.path, &self.book.pages())?;
            self.at = None;
        }
        Ok(())
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(at) = self.at {
            self.book.pages().codes[at].used = false;
        }
    }
}

fn hash(code: &Code) -> [u8; 32] {
    Sha256::digest(code.to_string()).into()
}

fn write(path: &Path, pages: &Pages) -> io::Result<()> {
    data_dir::replace(path, &serde_json::to_vec_pretty(pages)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn wanted(tables: u16) -> Wanted {
        Wanted {
            tables,
            badges: u32::from(tables) * 4,
            walls: vec![WallId::from("main")],
            control: 1,
            desk: 2,
            operator: 1,
        }
    }

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary folder")
    }

    fn code_of(book: &Book, opens: &Opens) -> Code {
        book.list().into_iter().find(|(_, o)| o == opens).expect("a code for it").0
    }

    fn claim(book: &Arc<Book>, code: &Code) -> Option<Claim> {
        book.claim(code).expect("room on the disk")
    }

    #[test]
    fn codes_stay_the_same_from_start_to_start_and_grow_with_the_tables() {
        let folder = folder();
        let path = folder.path().join("codes.json");
        let first = Book::open(&path, &wanted(3)).expect("a book").list();
        assert_eq!(first.len(), 4 + 1 + 1 + 3 + 12);
        let again = Book::open(&path, &wanted(4)).expect("a book").list();
        assert!(first.iter().all(|pair| again.contains(pair)));
        assert_eq!(again.len(), first.len() + 5);
        assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_staff_code_works_once_and_is_made_anew_at_the_next_start() {
        let folder = folder();
        let path = folder.path().join("codes.json");
        let book = Book::open(&path, &wanted(1)).expect("a book");
        let code = code_of(&book, &Opens::Control(1));
        let promised = claim(&book, &code).expect("it is good");
        assert_eq!(promised.seat, Seat::Staff("control-1".into()));
        assert!(claim(&book, &code).is_none(), "while it is promised");
        drop(promised);
        claim(&book, &code).expect("it was given back").keep().expect("room on the disk");
        assert!(claim(&book, &code).is_none());

        let book = Book::open(&path, &wanted(1)).expect("a book");
        assert!(claim(&book, &code).is_none());
        assert!(claim(&book, &code_of(&book, &Opens::Control(1))).is_some());
    }

    #[test]
    fn tables_badges_and_walls_can_be_joined_again() {
        let folder = folder();
        let book = Book::open(&folder.path().join("codes.json"), &wanted(2)).expect("a book");
        for opens in
            [Opens::Table(TableNo(2)), Opens::Badge(Badge(5)), Opens::Wall(WallId::from("main"))]
        {
            let code = code_of(&book, &opens);
            claim(&book, &code).expect("it is good").keep().expect("nothing to write");
            assert!(claim(&book, &code).is_some(), "{opens:?}");
        }
    }

    #[test]
    fn no_two_guests_ever_get_the_same_badge() {
        let folder = folder();
        let path = folder.path().join("codes.json");
        let mut seats = std::collections::BTreeSet::new();
        for _ in 0..3 {
            let book = Book::open(&path, &wanted(1)).expect("a book");
            let hall = code_of(&book, &Opens::Hall);
            for _ in 0..250 {
                assert!(seats.insert(claim(&book, &hall).expect("it is good").seat.clone()));
            }
        }
        assert!(seats.iter().all(|seat| matches!(seat, Seat::Badge(Badge(FIRST_GUEST..)))));
    }
}
