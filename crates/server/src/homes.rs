//! Where the log of a summit lies: in a file of the data directory, or in a Redis that nodes share.

use crate::{data_dir, settings::Settings, summits};
use anyhow::{Context as _, bail};
use domain::SummitId;
use journal::{
    Journal, Manner, Opened, Position, Redis, Sqlite, Stream,
    stream::{redis::check::check, store::Store as _},
};
use line::Target;
use relay::Relay;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

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
        Self::Sqlite(data.join(summits::FILE))
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
            Self::Sqlite(path) => Ok(path.is_file()),
            Self::Redis(shared) => {
                let stand = shared.store().stand().await.with_context(|| shared.cannot())?;
                Ok(stand.epoch.is_some())
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

    /// Refuses another summit than the one that nodes look for: a log may have been carried here under another name.
    pub fn must_be_of(&self, summit: &SummitId) -> anyhow::Result<()> {
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

    /// Notes that this node has seen the log, and up to where. A file knows that itself.
    pub fn is_seen(&self, position: &Position) -> std::io::Result<()> {
        match self {
            Self::Redis(shared) => {
                data_dir::replace(&shared.seen(), &serde_json::to_vec(position)?)
            }
            Self::Sqlite(_) => Ok(()),
        }
    }

    /// How those who used their links up get new ones.
    #[must_use]
    pub const fn links_again(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "new ones are made at the next start.",
            Self::Redis(_) => "`burgertop links --renew` makes new ones.",
        }
    }

    /// Where it is, for people.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Sqlite(path) => path.parent().unwrap_or(Path::new(".")).display().to_string(),
            Self::Redis(shared) => shared.place(),
        }
    }

    /// What the nodes of its summits tell each other; a file has one node.
    #[must_use]
    pub fn relay(&self) -> Arc<dyn Relay> {
        match self {
            Self::Sqlite(_) => Arc::new(relay::Alone),
            Self::Redis(shared) => {
                Arc::new(relay::Redis::new(&shared.target, &shared.prefix, summits::chance()))
            }
        }
    }

    /// Opens the log; begins an empty one where there is none. Redis is waited for.
    pub async fn open(&self) -> anyhow::Result<(Arc<dyn Journal>, Opened)> {
        match self {
            Self::Sqlite(path) => {
                let (journal, opened) = Sqlite::open(path).await?;
                Ok((Arc::new(journal), opened))
            }
            Self::Redis(shared) => {
                let known = std::fs::read(shared.seen()).ok();
                let known = known.and_then(|bytes| serde_json::from_slice(&bytes).ok());
                let manner = Manner { known, ..shared.manner.clone() };
                let opened = Stream::open(shared.store(), manner).await;
                let (journal, opened) = opened.with_context(|| shared.cannot())?;
                Ok((Arc::new(journal), opened))
            }
        }
    }
}

impl Shared {
    fn store(&self) -> Redis {
        Redis::new(&self.target, &self.prefix, &self.summit, self.replicas)
    }

    /// Lies there once this node has seen the log.
    fn seen(&self) -> PathBuf {
        self.data.join(format!("seen-{}", self.summit))
    }

    /// Where it is, without who we are there.
    fn place(&self) -> String {
        format!("the Redis at {}", self.target.address())
    }

    fn cannot(&self) -> String {
        format!("{} cannot be used", self.place())
    }

    /// Says in the log what stands in the way of the promises, and how much that is.
    pub async fn judge(&self) -> usize {
        let said = check(&self.target, self.replicas).await.unwrap_or_else(|fault| {
            vec![format!("it could not be asked how it is set up: {fault}")]
        });
        for what in &said {
            tracing::warn!(redis = self.target.address(), "{what}");
        }
        said.len()
    }
}
