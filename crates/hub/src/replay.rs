//! The beginning of a summit's log, and reading it from the beginning.

use crate::limits::BATCH_MAX;
use domain::{
    Actor, Again, Command, Commit, Digest, Offset, Rejection, Request, RequestId, Salt, Summit,
    SummitId, Time, decide, founding, programme::Programme,
};
use journal::{AppendError, Fault, Journal};

/// Why a summit could not be founded.
#[derive(Debug, thiserror::Error)]
pub enum FoundError {
    /// The programme breaks a rule.
    #[error("{}", .0.arguments().first().map_or(.0.code(), |(_, what)| what.as_str()))]
    Rejected(Rejection),
    /// The journal failed, or holds a summit already.
    #[error(transparent)]
    Journal(#[from] AppendError),
}

/// Appends the first commit of a summit to an empty log.
pub async fn found(
    journal: &dyn Journal,
    summit: &SummitId,
    programme: &Programme,
    now: Time,
    salt: Salt,
) -> Result<(), FoundError> {
    let first = first_commit(summit, programme, now, salt).map_err(FoundError::Rejected)?;
    journal.append(Offset::ZERO, vec![first]).await?;
    Ok(())
}

/// The first commit of a summit.
fn first_commit(
    summit: &SummitId,
    programme: &Programme,
    at: Time,
    salt: Salt,
) -> Result<Commit, Rejection> {
    let command = Command::Summit(founding::Command::Found {
        summit: summit.clone(),
        programme: programme.clone(),
    });
    let command_digest = Digest::of_command(&command);
    let request = Request {
        id: RequestId::derived(&[summit.as_str().as_bytes(), &salt].concat()),
        actor: Actor::system(),
        at,
        salt,
        again: Again::No,
        rehearsed: None,
        command,
    };
    let events = decide(&Summit::default(), &request)?;
    Ok(Commit {
        offset: Offset(1),
        at,
        request_id: request.id,
        seat: request.actor.seat,
        command_digest,
        events,
        prev_hash: Digest::default(),
    })
}

/// Reads a whole log. Returns the summit at its end; `visit` is called with each commit.
pub async fn replay(
    journal: &dyn Journal,
    mut visit: impl FnMut(&Commit),
) -> Result<Summit, Fault> {
    let mut summit = Summit::default();
    loop {
        let commits = journal.read(summit.offset, BATCH_MAX).await?;
        if commits.is_empty() {
            return Ok(summit);
        }
        for commit in &commits {
            summit.apply_commit(commit);
            visit(commit);
        }
        // A long log must not keep the node from answering health checks.
        tokio::task::yield_now().await;
    }
}
