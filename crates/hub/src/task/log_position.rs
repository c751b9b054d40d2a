//! Where the log stands on this node: the last durable commit, and what was decided beyond it.

use crate::request_index::RequestIndex;
use domain::{Commit, Digest, Event, Offset, Request, Summit};
use journal::{Fault, Position};

/// The log as far as this node knows it, and the summit at its end.
pub(super) struct LogPosition {
    /// The summit with everything applied that was decided, durable or not.
    ahead: Summit,
    /// The hash of the last commit of `ahead`.
    ahead_hash: Digest,
    /// The last durable commit, and its hash.
    durable: (Offset, Digest),
    /// The requests of every commit of `ahead`.
    requests: RequestIndex,
    /// The journal may hold commits that were not read here. Nothing is decided before they are.
    pub needs_catch_up: bool,
}

impl LogPosition {
    /// The position of a summit that was replayed to the end of its log.
    pub fn new(summit: Summit, hash: Digest, requests: RequestIndex) -> Self {
        let durable = (summit.offset, hash);
        Self { ahead: summit, ahead_hash: hash, durable, requests, needs_catch_up: false }
    }

    pub const fn ahead(&self) -> &Summit {
        &self.ahead
    }

    pub const fn requests(&self) -> &RequestIndex {
        &self.requests
    }

    /// The offset of the last durable commit.
    pub const fn durable(&self) -> Offset {
        self.durable.0
    }

    /// Applies a decision to the summit ahead. Returns its commit, which is not durable yet.
    pub fn decided(&mut self, request: &Request, digest: Digest, events: Vec<Event>) -> Commit {
        let commit = Commit {
            offset: self.ahead.offset.next(),
            at: request.at,
            request_id: request.id,
            seat: request.actor.seat.clone(),
            command_digest: digest,
            events,
            prev_hash: self.ahead_hash,
        };
        self.ahead_hash = Digest::of(&commit.encode());
        self.ahead.apply_commit(&commit);
        self.requests.insert(&commit);
        commit
    }

    /// What was decided became durable, up to here.
    pub const fn on_durable(&mut self, position: &Position) {
        self.durable = (position.offset, position.hash);
    }

    /// Drops decisions that did not become durable. `durable` is the durable summit.
    pub fn rewind(&mut self, commits: &[Commit], durable: Summit) {
        commits.iter().for_each(|commit| self.requests.remove(commit));
        self.reset_ahead(durable);
    }

    /// Adds durable commits of other nodes; none of them if they do not continue the log. [`reset_ahead`] follows.
    ///
    /// [`reset_ahead`]: Self::reset_ahead
    pub fn add_foreign(&mut self, commits: &[Commit]) -> Result<(), Fault> {
        let mut end = self.durable;
        for commit in commits {
            let offset = commit.offset;
            if offset != end.0.next() || commit.prev_hash != end.1 {
                return Err(Fault::Unchained { offset });
            }
            end = (offset, Digest::of(&commit.encode()));
        }
        self.durable = end;
        commits.iter().for_each(|commit| self.requests.insert(commit));
        Ok(())
    }

    /// Sets the summit ahead to the durable one: no decision waits to become durable.
    pub fn reset_ahead(&mut self, durable: Summit) {
        self.ahead = durable;
        self.ahead_hash = self.durable.1;
    }

    /// Continues from another log, of a new epoch.
    pub fn replace(&mut self, summit: Summit, hash: Digest, requests: RequestIndex) {
        let needs_catch_up = self.needs_catch_up;
        *self = Self { needs_catch_up, ..Self::new(summit, hash, requests) };
    }
}
