//! The books of all summits of a node: who shows a code does not say of which summit it is.

use super::{
    book::{Book, Claim},
    code::Code,
    looked::Looked,
    pages::{Hash, Known, Wanted, hash},
    shelf::{Unkept, in_time},
};
use crate::limits::BOOKS_AT_ONCE;
use domain::SummitId;
use futures_util::{StreamExt as _, stream};
use std::{collections::HashSet, sync::Arc};

/// A book for each summit.
#[derive(Debug, Default)]
pub struct Books {
    books: Vec<(SummitId, Arc<Book>)>,
    looked: Looked,
}

/// Makes the codes that are missing in each book, so that none opens two summits; see [`Book::fill`].
///
/// All nodes do so in the same order, so that they know of each other's when they draw. Tells of each book what came
/// of it.
pub async fn fill(books: Vec<(Arc<Book>, Wanted)>, anew: bool) -> Vec<Result<(), Unkept>> {
    let mut taken: Arc<HashSet<Hash>> = Arc::default();
    let mut filled = Vec::new();
    let all: Vec<Arc<Book>> = books.iter().map(|(book, _)| Arc::clone(book)).collect();
    for book in &all {
        Arc::make_mut(&mut taken).extend(book.pages().hashes());
    }
    for (book, wanted) in books {
        filled.push(book.fill(wanted, anew, Arc::clone(&taken)).await);
        Arc::make_mut(&mut taken).extend(book.pages().hashes());
    }
    filled
}

impl Books {
    /// These.
    #[must_use]
    pub fn of(books: Vec<(SummitId, Arc<Book>)>) -> Self {
        Self { books, looked: Looked::default() }
    }

    /// The book of a summit.
    #[must_use]
    pub fn of_summit(&self, summit: &SummitId) -> Option<&Arc<Book>> {
        self.books.iter().find(|(id, _)| id == summit).map(|(_, book)| book)
    }

    /// What this code opens, and of which summit; none if it is wrong or used up.
    pub async fn claim(&self, code: &Code) -> Result<Option<(SummitId, Claim)>, Unkept> {
        let hash = hash(code);
        let claimed = async {
            if self.holder(&hash).is_none() {
                // Another node may have made it.
                self.looked.unless_just_done(self.look()).await?;
            }
            let Some((summit, book)) = self.holder(&hash) else { return Ok(None) };
            let claim = book.claim(hash).await?;
            Ok(claim.map(|claim| (summit.clone(), claim)))
        };
        in_time(self.books.iter().any(|(_, book)| book.is_shared()), claimed).await
    }

    /// Whose code this is, be it good or used up.
    fn holder(&self, hash: &Hash) -> Option<&(SummitId, Arc<Book>)> {
        self.books.iter().find(|(_, book)| book.pages().find(hash) != Known::Not)
    }

    /// Looks into all books what other nodes did. One that cannot be reached keeps nobody from the others.
    async fn look(&self) -> Result<(), Unkept> {
        let looks = self.books.iter().map(|(_, book)| book.look_now());
        let looks: Vec<_> = stream::iter(looks).buffer_unordered(BOOKS_AT_ONCE).collect().await;
        let mut failed = None;
        for looked in looks {
            match looked {
                Ok(()) => return Ok(()),
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        codes::{pages::Opens, shelf::Shelf},
        limits::CODES_LOOK_EVERY_MS,
    };
    use domain::{Epoch, Jti, TableNo};
    use journal::{Journal as _, Manner, Memory, Model, Stream};
    use std::time::Duration;
    use uuid::Uuid;

    fn wanted(tables: u16) -> Wanted {
        Wanted { tables, badges: 0, walls: Vec::new(), control: 1, desk: 0, operator: 0 }
    }

    /// The books of a node, a log for each summit.
    async fn node(logs: &[Shelf], tables: u16) -> Books {
        let mut books = Vec::new();
        for (n, log) in logs.iter().enumerate() {
            let book = Book::open(log.clone()).await.expect("a book");
            books.push((SummitId::from(format!("s{n}").as_str()), book));
        }
        let all = books.iter().map(|(_, book)| (Arc::clone(book), wanted(tables))).collect();
        assert!(fill(all, false).await.iter().all(Result::is_ok));
        Books::of(books)
    }

    fn logs() -> [Memory; 3] {
        ["k1", "k2", "k3"].map(|epoch| Memory::new(Epoch::from(epoch)))
    }

    fn shelves(logs: &[Memory]) -> Vec<Shelf> {
        logs.iter().map(|log| Shelf::Note(Arc::new(log.clone()))).collect()
    }

    fn code_of(books: &Books, summit: &str, opens: &Opens) -> Code {
        let book = books.of_summit(&SummitId::from(summit)).expect("a book");
        book.list().into_iter().find(|(_, o)| o == opens).expect("a code for it").0
    }

    async fn summit_of(books: &Books, code: &Code) -> Option<String> {
        let claimed = books.claim(code).await.expect("the shelves are there");
        claimed.map(|(summit, _)| summit.to_string())
    }

    #[tokio::test]
    async fn a_code_of_each_summit_opens_its_own() {
        let node = node(&shelves(&logs()), 2).await;
        for summit in ["s0", "s1", "s2"] {
            let code = code_of(&node, summit, &Opens::Table(TableNo(2)));
            assert_eq!(summit_of(&node, &code).await.as_deref(), Some(summit));
        }
        let console = code_of(&node, "s1", &Opens::Control(1));
        let (_, claim) = node.claim(&console).await.expect("shelves").expect("it is good");
        assert!(claim.keep(Jti(Uuid::new_v4())).await.expect("shelves"));
        assert_eq!(summit_of(&node, &console).await, None, "it was used up");
    }

    #[tokio::test(start_paused = true)]
    async fn a_code_that_another_node_made_is_looked_for_in_all_books_once_in_a_while() {
        let shelves = shelves(&logs());
        let one = node(&shelves, 1).await;
        let other = node(&shelves, 2).await;
        let second = Opens::Table(TableNo(2));
        let code = code_of(&other, "s2", &second);
        assert_eq!(summit_of(&one, &code).await.as_deref(), Some("s2"), "it is looked for");

        let third = node(&shelves, 3).await;
        let code = code_of(&third, "s1", &Opens::Table(TableNo(3)));
        assert_eq!(summit_of(&one, &code).await, None, "not again at once");
        tokio::time::advance(Duration::from_millis(CODES_LOOK_EVERY_MS)).await;
        assert_eq!(summit_of(&one, &code).await.as_deref(), Some("s1"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_summit_whose_log_is_away_keeps_nobody_from_the_others() {
        let manner = Manner { recovers: Duration::ZERO, ..Manner::default() };
        let (broken, _) = Stream::open(Model::default(), manner).await.expect("a store");
        let broken = Arc::new(broken);
        let [log, ..] = logs();
        let shelves = [Shelf::Note(broken.clone()), Shelf::Note(Arc::new(log.clone()))];
        let one = node(&shelves, 1).await;
        let wrong = Code::parse("ABCD-EFGH").expect("it looks like one");
        broken.close().await;
        let code = code_of(&one, "s1", &Opens::Control(1));
        assert_eq!(summit_of(&one, &code).await.as_deref(), Some("s1"));
        assert_eq!(summit_of(&one, &wrong).await, None, "wrong is wrong");
        assert!(one.claim(&code_of(&one, "s0", &Opens::Control(1))).await.is_err());
    }

    #[tokio::test]
    async fn while_no_log_answers_an_unknown_code_is_not_taken_for_a_wrong_one() {
        let manner = Manner { recovers: Duration::ZERO, ..Manner::default() };
        let (log, _) = Stream::open(Model::default(), manner).await.expect("a store");
        let log = Arc::new(log);
        let one = node(&[Shelf::Note(log.clone())], 1).await;
        log.close().await;
        let unknown = Code::parse("ABCD-EFGH").expect("it looks like one");
        for _ in 0..2 {
            assert!(one.claim(&unknown).await.is_err());
        }
    }
}
