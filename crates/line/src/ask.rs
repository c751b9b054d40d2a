//! A line for questions: each is answered within its time, or given up together with the connection.

use crate::{
    address::Address,
    cluster::sent_to,
    limits::REDIRECTS_MAX,
    open::{Connection, is_of_server},
    target::{NO_PUSHES, Target},
    unfit::Unfit,
};
use redis::{Cmd, Pipeline, RedisError, RedisResult, ServerErrorKind, Value, cmd};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Mutex, time::timeout};

/// Why there is no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failed {
    /// Redis was not reached, or the line broke: what was asked may have been done.
    #[error("Redis is away: {0}")]
    Away(String),
    /// It did not answer in time: what was asked may have been done, or will be.
    #[error("Redis does not answer in time")]
    Late,
    /// It answered that it will not.
    #[error("Redis refuses: {0}")]
    Refused(Arc<RedisError>),
    /// It is there, and cannot be used as the settings say: nothing was asked.
    #[error(transparent)]
    Unfit(Unfit),
}

/// What is asked.
#[derive(Clone, Copy)]
enum Asked<'q> {
    One(&'q Cmd),
    All(&'q Pipeline),
}

impl Asked<'_> {
    /// Asks it on a connection. It is an error if all of it must be asked elsewhere.
    async fn by(self, it: &mut Connection) -> RedisResult<Vec<Value>> {
        let answers = match self {
            Self::One(question) => vec![it.send_packed_command(question).await?],
            Self::All(questions) => it.send_packed_commands(questions, 0, questions.len()).await?,
        };
        let mut errors = answers.iter().filter_map(|answer| match answer {
            Value::ServerError(error) => Some(RedisError::from(error.clone())),
            _ => None,
        });
        // One that is no primary, or no longer holds the key, has done nothing.
        let elsewhere = errors.find(|it| is_demoted(it) || is_kind(it, ServerErrorKind::Ask));
        elsewhere.map_or(Ok(answers), Err)
    }
}

impl From<redis::ServerError> for Failed {
    fn from(error: redis::ServerError) -> Self {
        Self::Refused(Arc::new(error.into()))
    }
}

impl Failed {
    /// The code with which Redis refuses.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused(error) => error.code(),
            Self::Away(_) | Self::Late | Self::Unfit(_) => None,
        }
    }
}

/// A line on which questions are asked one after another. It opens by itself at the next question.
#[derive(Debug)]
pub struct Line {
    target: Target,
    open: Mutex<Option<Connection>>,
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
        let mut answers = self.on_time(within, Asked::One(question)).await?;
        match answers.pop() {
            Some(Value::ServerError(error)) => Err(Failed::Refused(Arc::new(error.into()))),
            Some(answer) => Ok(answer),
            None => Err(Failed::Away("it gave no answer".to_owned())),
        }
    }

    /// Asks several things on one connection; each has an answer of its own, which may be a refusal. In a cluster all
    /// are for one key, or for none.
    pub async fn ask_all(
        &self,
        questions: &Pipeline,
        within: Duration,
    ) -> Result<Vec<Value>, Failed> {
        self.on_time(within, Asked::All(questions)).await
    }

    async fn on_time(&self, within: Duration, asked: Asked<'_>) -> Result<Vec<Value>, Failed> {
        let mut by = None;
        let failed = match timeout(within, self.ask_on(asked, &mut by)).await {
            Ok(Ok(answers)) => return Ok(answers),
            Ok(Err(failed)) => failed,
            Err(_) => Failed::Late,
        };
        // A demoted primary refuses to write: the next question finds the one that took its place.
        if !matches!(&failed, Failed::Refused(error) if !is_demoted(error))
            && let Some(nth) = by
        {
            self.give_up(nth);
        }
        Err(failed)
    }

    /// Asks where the key lies, and there again if it moved meanwhile: who does not hold it has done nothing.
    async fn ask_on(&self, asked: Asked<'_>, by: &mut Option<u64>) -> Result<Vec<Value>, Failed> {
        let mut redirects = 0;
        loop {
            let (mut connection, nth) = self.connection().await?;
            *by = Some(nth);
            let address = connection.address.clone();
            let error = match asked.by(&mut connection).await {
                Ok(answers) => return Ok(answers),
                Err(error) => error,
            };
            let may_go_on = redirects < REDIRECTS_MAX;
            redirects += 1;
            match sent_to(&error, &address).filter(|_| may_go_on) {
                // The keys are on their way: this one is there already, and the next may be here still.
                Some(to) if is_kind(&error, ServerErrorKind::Ask) => {
                    return self.ask_aside(asked, to).await;
                }
                Some(to) if is_kind(&error, ServerErrorKind::Moved) => {
                    tracing::info!(from = %address, %to, "the cluster moved the summit's slot");
                    self.target.moved(to);
                    self.give_up(nth);
                }
                _ if is_of_server(&error) => return Err(Failed::Refused(Arc::new(error))),
                _ => return Err(Failed::Away(format!("{address}: {error}"))),
            }
        }
    }

    /// Asks where the key lies already while its slot is on its way to another node.
    async fn ask_aside(&self, asked: Asked<'_>, to: Address) -> Result<Vec<Value>, Failed> {
        let mut both = Pipeline::new();
        let mut add = |question: &Cmd| {
            // It counts for the next question alone.
            both.add_command(cmd("ASKING")).add_command(question.clone());
        };
        match asked {
            Asked::One(question) => add(question),
            Asked::All(questions) => questions.cmd_iter().for_each(add),
        }
        let count = both.len();
        let mut there = self.target.aside(to.clone()).await?;
        let answers = there.send_packed_commands(&both, 0, count).await;
        let answers = answers.map_err(|error| Failed::Away(format!("{to}: {error}")))?;
        Ok(answers.into_iter().skip(1).step_by(2).collect())
    }

    fn give_up(&self, nth: u64) {
        self.given_up.fetch_max(nth, Ordering::AcqRel);
    }

    /// Opens a new connection at the next question: another may be the primary by now.
    pub fn look_again(&self) {
        self.given_up.fetch_max(self.nth.load(Ordering::Acquire), Ordering::AcqRel);
    }

    async fn connection(&self) -> Result<(Connection, u64), Failed> {
        let mut open = self.open.lock().await;
        let nth = self.nth.load(Ordering::Acquire);
        if let Some(connection) = &*open
            && self.given_up.load(Ordering::Acquire) < nth
        {
            return Ok((connection.clone(), nth));
        }
        *open = None;
        let connection = self.target.connect(NO_PUSHES).await?;
        *open = Some(connection.clone());
        self.nth.store(nth + 1, Ordering::Release);
        Ok((connection, nth + 1))
    }
}

fn is_kind(error: &RedisError, kind: ServerErrorKind) -> bool {
    error.kind() == redis::ErrorKind::Server(kind)
}

/// It is a replica now, lost too many of its own, or is cut off from its cluster.
fn is_demoted(error: &RedisError) -> bool {
    use ServerErrorKind::{ClusterDown, MasterDown, Moved, ReadOnly};
    [ReadOnly, MasterDown, Moved, ClusterDown].into_iter().any(|kind| is_kind(error, kind))
        || matches!(error.code(), Some("UNBLOCKED" | "MASTERDOWN" | "READONLY" | "NOREPLICAS"))
}
