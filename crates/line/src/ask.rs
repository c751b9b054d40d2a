//! A line for questions: each is answered within its time, or given up together with the connection.

use crate::target::Target;
use redis::{
    Cmd, ErrorKind, Pipeline, PushInfo, RedisError, RedisResult, ServerErrorKind, Value,
    aio::MultiplexedConnection,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Mutex, mpsc},
    time::timeout,
};

/// Why there is no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failed {
    /// Redis was not reached, or the line broke: what was asked may have been done.
    #[error("Redis is away: {0}")]
    Away(Arc<RedisError>),
    /// It did not answer in time: what was asked may have been done, or will be.
    #[error("Redis does not answer in time")]
    Late,
    /// It answered that it will not.
    #[error("Redis refuses: {0}")]
    Refused(Arc<RedisError>),
}

/// A line on which questions are asked one after another. It opens by itself at the next question.
#[derive(Debug)]
pub struct Line {
    target: Target,
    open: Mutex<Option<MultiplexedConnection>>,
    /// Which connection is open, so that who was late with the one before does not give this one up.
    nth: AtomicU64,
    /// The one that was given up last: the next question opens another.
    given_up: AtomicU64,
}

impl Line {
    /// A line that is not open yet.
    #[must_use]
    pub fn new(target: Target) -> Self {
        Self { target, open: Mutex::default(), nth: AtomicU64::new(0), given_up: AtomicU64::new(0) }
    }

    /// Asks one thing.
    pub async fn ask(&self, question: &Cmd, within: Duration) -> Result<Value, Failed> {
        self.on_time(within, async |mut it| match it.send_packed_command(question).await? {
            Value::ServerError(error) => Err(error.into()),
            answer => Ok(answer),
        })
        .await
    }

    /// Asks several things on one connection; each has an answer of its own, which may be a refusal.
    pub async fn ask_all(
        &self,
        questions: &Pipeline,
        within: Duration,
    ) -> Result<Vec<Value>, Failed> {
        let count = questions.len();
        self.on_time(within, async |mut it| {
            let answers = it.send_packed_commands(questions, 0, count).await?;
            let mut errors = answers.iter().filter_map(|answer| match answer {
                Value::ServerError(error) => Some(RedisError::from(error.clone())),
                _ => None,
            });
            // One that is no primary has done nothing.
            let demoted = errors.find(is_demoted);
            demoted.map_or(Ok(answers), Err)
        })
        .await
    }

    async fn on_time<T>(
        &self,
        within: Duration,
        ask: impl AsyncFnOnce(MultiplexedConnection) -> RedisResult<T>,
    ) -> Result<T, Failed> {
        let mut asked = None;
        let answer = timeout(within, async {
            let (connection, nth) = self.connection().await?;
            asked = Some(nth);
            ask(connection).await
        });
        let failed = match answer.await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) if is_of_server(&error) => Failed::Refused(Arc::new(error)),
            Ok(Err(error)) => Failed::Away(Arc::new(error)),
            Err(_) => Failed::Late,
        };
        // A demoted primary refuses to write: the next question finds the one that took its place.
        if !matches!(&failed, Failed::Refused(error) if !is_demoted(error))
            && let Some(nth) = asked
        {
            self.given_up.fetch_max(nth, Ordering::AcqRel);
        }
        Err(failed)
    }

    /// Opens a new connection at the next question: another may be the primary by now.
    pub fn look_again(&self) {
        self.given_up.fetch_max(self.nth.load(Ordering::Acquire), Ordering::AcqRel);
    }

    async fn connection(&self) -> RedisResult<(MultiplexedConnection, u64)> {
        let mut open = self.open.lock().await;
        let nth = self.nth.load(Ordering::Acquire);
        if let Some(connection) = &*open
            && self.given_up.load(Ordering::Acquire) < nth
        {
            return Ok((connection.clone(), nth));
        }
        *open = None;
        let connection = self.target.connect(None::<mpsc::UnboundedSender<PushInfo>>).await?;
        *open = Some(connection.clone());
        self.nth.store(nth + 1, Ordering::Release);
        Ok((connection, nth + 1))
    }
}

/// Redis itself answered, so that the line is sound.
fn is_of_server(error: &RedisError) -> bool {
    matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension)
}

/// It is a replica now, or lost too many of its own.
fn is_demoted(error: &RedisError) -> bool {
    let kind = error.kind();
    let moved = [ServerErrorKind::ReadOnly, ServerErrorKind::MasterDown].map(ErrorKind::Server);
    moved.contains(&kind)
        || matches!(error.code(), Some("UNBLOCKED" | "MASTERDOWN" | "READONLY" | "NOREPLICAS"))
}
