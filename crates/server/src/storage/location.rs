//! Where the log of a summit lies: in a file of the data directory, or in a Redis that nodes share.

use crate::{
    settings::Settings,
    storage::{
        data_dir,
        known::{self, Known},
    },
    system,
};
use anyhow::{Context as _, bail};
use domain::SummitId;
use journal::{
    Fault, Journal, Manner, Opened, Position, Redis, Sqlite, Stream,
    stream::{
        inspect::{Inspected, inspect},
        redis::check::{check, refusals},
        store::Store as _,
    },
};
use line::{Failed, Target};
use relay::Relay;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// The note of a log that is being carried into its place: only half of it may be there.
pub const MIGRATING: &str = "migrating";
/// What is said of such a log.
pub const ONLY_A_PART: &str =
    "only a part of a summit lies here: let `burgertop migrate` run to its end";

/// Which kind of place holds the log of a summit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LocationKind {
    /// A file in the data directory.
    Sqlite,
    /// The Redis that the settings name.
    Redis,
}

/// A place for a log.
#[derive(Debug, Clone)]
pub enum Home {
    /// A file of this node alone.
    Sqlite(PathBuf),
    /// A Redis.
    Redis(Box<Shared>),
}

/// A log in a Redis.
#[derive(Debug, Clone)]
pub struct Shared {
    target: Target,
    prefix: String,
    /// By its name all nodes find it.
    pub summit: SummitId,
    replicas: u32,
    manner: Manner,
    /// The data directory, in which lies which logs this node has seen.
    data: PathBuf,
}

impl Home {
    /// The home that the settings name: Redis, if they do; else a file in the data directory.
    pub fn of(settings: &Settings, data: &Path) -> anyhow::Result<Self> {
        Ok(Self::shared(settings)?.map_or_else(|| Self::file(data), Self::Redis))
    }

    /// The file in a data directory.
    #[must_use]
    pub fn file(data: &Path) -> Self {
        Self::Sqlite(data.join(data_dir::LOG))
    }

    /// The log in Redis, if the settings name one.
    pub fn shared(settings: &Settings) -> anyhow::Result<Option<Box<Shared>>> {
        let Some(target) = settings.redis.target()? else { return Ok(None) };
        let single_copy_after = settings.redis.single_copy_after();
        Ok(Some(Box::new(Shared {
            target,
            prefix: settings.redis.prefix.clone(),
            summit: SummitId::from(settings.summit.id.as_str()),
            replicas: settings.redis.replicas,
            manner: Manner { single_copy_after, ..Manner::default() },
            data: settings.data.dir.clone(),
        })))
    }

    /// Where another summit lies, beside this one; a file holds one.
    #[must_use]
    pub fn of_summit(&self, summit: &str) -> Self {
        match self {
            Self::Sqlite(path) => Self::Sqlite(path.clone()),
            Self::Redis(shared) => {
                let summit = SummitId::from(summit);
                Self::Redis(Box::new(Shared { summit, ..Shared::clone(shared) }))
            }
        }
    }

    /// The same, for an operator who wants to go on with what is whole of a log, though more was saved.
    #[must_use]
    pub fn taking_less(self) -> Self {
        match self {
            Self::Redis(mut shared) => {
                shared.manner.takes_less = true;
                Self::Redis(shared)
            }
            Self::Sqlite(path) => Self::Sqlite(path),
        }
    }

    /// Forgets that this node has seen the log, so that it may begin anew.
    pub fn forget(&self) -> std::io::Result<()> {
        match self {
            Self::Redis(shared) if shared.seen().exists() => std::fs::remove_file(shared.seen()),
            Self::Redis(_) | Self::Sqlite(_) => Ok(()),
        }
    }

    /// As people see it in `health`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Redis(_) => "redis",
        }
    }

    /// Whether a log lies there. Looking does not make one.
    pub async fn holds_one(&self) -> anyhow::Result<bool> {
        match self {
            Self::Sqlite(path) => {
                let data = folder_of(path);
                Ok(path.is_file() || known::is_used(data))
            }
            Self::Redis(shared) => {
                shared.must_be_usable().await?;
                let stand = shared.store().look().await.with_context(|| shared.cannot())?;
                // Where something is left that belongs to a log, one was.
                Ok(stand.epoch.is_some() || stand.amiss.is_some())
            }
        }
    }

    /// Refuses where there is none.
    pub async fn must_hold_one(&self) -> anyhow::Result<()> {
        if self.holds_one().await? {
            return Ok(());
        }
        match self {
            Self::Sqlite(_) => bail!("there is no summit in {}", self.place()),
            Self::Redis(shared) => {
                bail!("there is no summit {} in {}", shared.summit, self.place())
            }
        }
    }

    /// Refuses another summit than the one that nodes look for, or that was here before: a log may have been carried
    /// here under another name.
    pub fn must_be_of(&self, summit: &SummitId) -> anyhow::Result<()> {
        if let Self::Sqlite(path) = self {
            let data = folder_of(path);
            return self.known()?.map_or(Ok(()), |known| known.must_be_of(summit, data));
        }
        match self {
            Self::Redis(shared) if shared.summit != *summit => {
                bail!("`summit.id` is {}, and that of the log is {summit}", shared.summit)
            }
            Self::Redis(_) | Self::Sqlite(_) => Ok(()),
        }
    }

    /// Refuses to begin a log that this node has seen before: Redis lost it, and whoever still holds it must come first.
    pub fn may_begin(&self) -> anyhow::Result<()> {
        match self {
            Self::Redis(shared) if shared.seen().exists() => bail!(
                "the log of {} is gone from {}, and no node brought it back. Start a node that still holds it, or carry a copy there with `burgertop migrate`; to begin anew, remove {}",
                shared.summit,
                self.place(),
                shared.seen().display()
            ),
            Self::Redis(_) | Self::Sqlite(_) => Ok(()),
        }
    }

    /// What was noted of the log in a data directory.
    pub fn known(&self) -> std::io::Result<Option<Known>> {
        match self {
            Self::Redis(_) => Ok(None),
            Self::Sqlite(path) => Ok(Known::read(folder_of(path))),
        }
    }

    /// Notes that this node has seen the log, and up to where.
    pub fn note(&self, known: &Known) -> std::io::Result<()> {
        match self {
            Self::Redis(shared) => {
                data_dir::replace(&shared.seen(), &serde_json::to_vec(&known.position)?)
            }
            Self::Sqlite(path) => known.write(folder_of(path)),
        }
    }

    /// Where it is, for people.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Sqlite(path) => folder_of(path).display().to_string(),
            Self::Redis(shared) => shared.place(),
        }
    }

    /// What the nodes of its summits tell each other; a file has one node.
    #[must_use]
    pub fn relay(&self) -> Arc<dyn Relay> {
        match self {
            Self::Sqlite(_) => Arc::new(relay::Alone),
            Self::Redis(shared) => {
                Arc::new(relay::Redis::new(&shared.target, &shared.prefix, system::entropy()))
            }
        }
    }

    /// Refuses a Redis that is there and cannot be used as the settings say, in words that say what to do.
    pub async fn must_be_usable(&self) -> anyhow::Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Redis(shared) => shared.must_be_usable().await,
        }
    }

    /// Opens the log; begins an empty one where there never was one. Redis is waited for.
    pub async fn open(&self) -> anyhow::Result<(Arc<dyn Journal>, Opened)> {
        match self {
            Self::Sqlite(path) => {
                let data = folder_of(path);
                let known = self.known()?.map(|known| known.position);
                let opened = match known::refuse_if_gone(path, data, known.as_ref()) {
                    Ok(()) => Sqlite::open_known(path, known.as_ref()).await,
                    Err(gone) => Err(gone),
                };
                let (journal, opened) = opened.map_err(|fault| match fault {
                    Fault::Gone { .. } => {
                        anyhow::Error::from(fault).context(known::after_loss(data))
                    }
                    fault => fault.into(),
                })?;
                Ok((Arc::new(journal), opened))
            }
            Self::Redis(shared) => {
                let manner = Manner { known: shared.known(), ..shared.manner.clone() };
                let opened = Stream::open(shared.store(), manner).await;
                let (journal, opened) = opened.map_err(|fault| {
                    let is_less = matches!(fault, Fault::Less { .. });
                    let error = anyhow::Error::from(fault).context(shared.cannot());
                    if is_less { error.context(shared.less()) } else { error }
                })?;
                Ok((Arc::new(journal), opened))
            }
        }
    }
}

fn folder_of(log: &Path) -> &Path {
    log.parent().unwrap_or(Path::new("."))
}

impl Shared {
    fn store(&self) -> Redis {
        Redis::new(&self.target, &self.prefix, &self.summit, self.replicas)
    }

    /// Lies there once this node has seen the log.
    fn seen(&self) -> PathBuf {
        self.data.join(format!("{}{}", data_dir::SEEN, self.summit))
    }

    /// Up to where this node has seen the log.
    fn known(&self) -> Option<Position> {
        serde_json::from_slice(&std::fs::read(self.seen()).ok()?).ok()
    }

    /// Where this node keeps a copy of the join codes, for the case that Redis loses them.
    #[must_use]
    pub fn copy_of_codes(&self) -> PathBuf {
        self.data.join(format!("codes-{}.json", self.summit))
    }

    /// The join codes as this node saw them last, or as they lay in its directory before they were carried into Redis.
    #[must_use]
    pub fn earlier_codes(&self) -> Option<Vec<u8>> {
        std::fs::read(self.copy_of_codes()).ok().or_else(|| {
            let is_of_summit = Known::read(&self.data).is_some_and(|it| it.summit == self.summit);
            is_of_summit.then(|| std::fs::read(self.data.join(data_dir::CODES)).ok())?
        })
    }

    /// All of the log as it lies there, and what is wrong with it. Nothing is written.
    pub async fn inspect(&self) -> anyhow::Result<Inspected> {
        let inspected = inspect(&self.store(), self.known().as_ref()).await;
        let inspected = inspected.with_context(|| self.cannot())?;
        if inspected.notes.iter().any(|(key, _)| key == MIGRATING) {
            bail!(ONLY_A_PART);
        }
        Ok(inspected)
    }

    /// Where it is, without who we are there.
    pub(crate) fn place(&self) -> String {
        format!("the Redis at {}", self.target.address())
    }

    /// What an operator can do about a log that is not whole.
    fn less(&self) -> String {
        format!(
            "the log of {} is not whole, and no node brought the rest back. Nothing was changed. Start this node again \
             while one runs that still holds it; if none does, `burgertop new --after-loss` goes on with what is whole, \
             sets the rest aside in Redis, and every device sends again what it handed in",
            self.summit
        )
    }

    fn cannot(&self) -> String {
        format!("{} cannot be used", self.place())
    }

    /// One that is away is waited for when the log is opened; what does not mend itself is said at once.
    async fn must_be_usable(&self) -> anyhow::Result<()> {
        let target = Redis::target_of(&self.target, &self.prefix, &self.summit);
        match line::look(&target).await {
            Ok(()) => {}
            Err(unfit @ Failed::Unfit(_)) => {
                return Err(unfit).with_context(|| self.cannot());
            }
            Err(_) => return Ok(()),
        }
        // Away again: the same.
        let refused = refusals(&target, &self.prefix, &self.summit, self.replicas).await;
        let Ok(Some(refused)) = refused else { return Ok(()) };
        Err(anyhow::Error::msg(refused)).with_context(|| self.cannot())
    }

    /// Says in the log what stands in the way of the promises, and how much that is.
    pub async fn judge(&self) -> usize {
        let target = Redis::target_of(&self.target, &self.prefix, &self.summit);
        let said = check(&target, self.replicas).await.unwrap_or_else(|fault| {
            vec![format!("it could not be asked how it is set up: {fault}")]
        });
        for what in &said {
            tracing::warn!(redis = self.target.address(), "{what}");
        }
        said.len()
    }
}
