//! Where Redis is, and which of several is to be asked.

use crate::{
    address::{Access, Address, NoUrl},
    ask::Failed,
    cluster::{self, Node},
    limits::{CLUSTER_NODES_MAX, CONNECT_WITHIN, SENTINEL_WITHIN, TOLD_GOOD_FOR},
    open::{Connection, open, refused},
    tls::{BadFile, Files, Tls},
    unfit::{Unfit, Who, Why},
};
use futures_util::future::join_all;
use redis::{
    ProtocolVersion, PushInfo, RedisConnectionInfo, RedisError, Value, aio::AsyncPushSender, cmd,
};
use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout},
};

/// No sender of what is published.
pub(crate) const NO_PUSHES: Option<mpsc::UnboundedSender<PushInfo>> = None;

/// Where Redis is, as the settings have it.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'w> {
    /// `redis://user:password@host:port/database`, or `rediss://` for TLS. With Sentinels it only says who we are there,
    /// which database, and whether by TLS.
    pub url: &'w str,
    /// Further nodes of a cluster, `host:port`, for the case that the one in the URL is away.
    pub cluster: &'w [String],
    /// Sentinels, `host:port`, or a URL like that of Redis.
    pub sentinels: &'w [String],
    /// What they call the primary.
    pub master: &'w str,
    /// The files that belong to TLS.
    pub files: Files,
}

/// Where Redis is. It holds the password: what is shown of it does not.
#[derive(Clone)]
pub struct Target {
    redis: Access,
    sentinels: Vec<Access>,
    master: String,
    tls: Option<Tls>,
    /// What is asked for there: in a cluster it lies on one node.
    key: Option<Arc<str>>,
    seen: Arc<Mutex<Seen>>,
    /// Held by the one who asks the nodes of a cluster.
    asks: Arc<tokio::sync::Mutex<()>>,
}

/// What is known of a cluster; all who look there share it.
#[derive(Debug, Default)]
struct Seen {
    is_cluster: bool,
    nodes: Vec<Address>,
    /// What the nodes told last, and when: two hundred summits that lose their node at once ask once.
    told: Option<(Instant, Vec<Node>)>,
}

/// Why this cannot be an address of Redis. What was written may hold a password, and is not told.
#[derive(Debug, thiserror::Error)]
pub enum BadTarget {
    /// Neither `redis://[user:password@]host[:port][/database]`, nor anything that Redis is reached by.
    #[error(
        "`redis.url` must be like `redis://user:password@10.0.0.5:6379/0` (`rediss://` for TLS, `[2001:db8::5]:6379` for IPv6). Signs like @ / : in a password are written %40 %2F %3A"
    )]
    Url,
    /// A `#` in it.
    #[error(
        "`{0}` holds a #. In a password it is written %23; and certificates are always checked, so there is no #insecure"
    )]
    Fragment(&'static str),
    /// Not `host:port`.
    #[error(
        "`{0}` must each be like `10.0.0.5:26379` or `[2001:db8::5]:26379`; a Sentinel may also be `rediss://user:password@10.0.0.5:26379`"
    )]
    Address(&'static str),
    /// A file that cannot be used.
    #[error(transparent)]
    File(#[from] BadFile),
    /// Files for TLS, and no TLS.
    #[error(
        "`{0}` is set, and nothing is reached by TLS: write rediss:// in place of redis:// in `redis.url`"
    )]
    NoTls(&'static str),
    /// Two ways to find it.
    #[error("`redis.cluster` and `redis.sentinels` are both set: a cluster needs no Sentinels")]
    TwoWays,
    /// A database of a cluster.
    #[error("`redis.url` ends in a database, and a cluster has none but 0")]
    Database,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentinels: Vec<_> = self.sentinels.iter().map(|it| it.address.to_string()).collect();
        f.debug_struct("Target")
            .field("redis", &self.redis.address.to_string())
            .field("sentinels", &sentinels)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

/// A Redis listens here if nothing else is said, and a Sentinel there.
const PORTS: (u16, u16) = (6_379, 26_379);

impl Target {
    /// By its address; what is found out of a cluster is added as it is met.
    pub fn new(wanted: &Wanted<'_>) -> Result<Self, BadTarget> {
        let mut redis = Access::of_url(wanted.url, PORTS.0).map_err(|no| match no {
            NoUrl::Form => BadTarget::Url,
            NoUrl::Fragment => BadTarget::Fragment("redis.url"),
        })?;
        redis.login = redis.login.set_protocol(ProtocolVersion::RESP3);
        let sentinels: Vec<Access> =
            wanted.sentinels.iter().map(|it| sentinel(it)).collect::<Result<_, _>>()?;
        let nodes: Vec<Address> = wanted
            .cluster
            .iter()
            .map(|it| it.parse().map_err(|_| BadTarget::Address("redis.cluster")))
            .collect::<Result<_, _>>()?;
        if !nodes.is_empty() && !sentinels.is_empty() {
            return Err(BadTarget::TwoWays);
        }
        if !nodes.is_empty() && redis.login.db() != 0 {
            return Err(BadTarget::Database);
        }
        let files = &wanted.files;
        let is_tls = redis.is_tls || sentinels.iter().any(|it| it.is_tls);
        let set = [("redis.ca", &files.ca), ("redis.certificate", &files.certificate)];
        let tls = match set.iter().find(|(_, file)| file.is_some()) {
            _ if is_tls => Some(Tls::of(files)?),
            Some((setting, _)) => return Err(BadTarget::NoTls(setting)),
            None if files.key.is_some() => return Err(BadTarget::NoTls("redis.certificate_key")),
            None => None,
        };
        let seen = Seen { is_cluster: !nodes.is_empty(), nodes, told: None };
        let (seen, asks) = (Arc::new(Mutex::new(seen)), Arc::default());
        let master = wanted.master.trim().to_owned();
        Ok(Self { redis, sentinels, master, tls, key: None, seen, asks })
    }

    /// The same, for what lies with this key: in a cluster that is one node, and is found anew when it moves.
    #[must_use]
    pub fn for_key(&self, key: &str) -> Self {
        Self { key: Some(key.into()), ..self.clone() }
    }

    /// Where it is, without who we are there.
    #[must_use]
    pub fn address(&self) -> String {
        match self.sentinels.as_slice() {
            [] => self.redis.address.to_string(),
            [first, ..] => format!("{} by {}", self.master, first.address),
        }
    }

    /// The user, for people.
    #[must_use]
    pub fn user(&self) -> &str {
        self.redis.user()
    }

    /// Whether another may take its place, so that it is worth looking anew.
    #[must_use]
    pub fn may_move(&self) -> bool {
        !self.sentinels.is_empty() || self.is_cluster()
    }

    pub(crate) fn is_cluster(&self) -> bool {
        self.seen().is_cluster
    }

    /// The key that it is for, in a cluster.
    pub(crate) fn key_in_cluster(&self) -> Option<&str> {
        self.key.as_deref().filter(|_| self.is_cluster())
    }

    /// All that are asked first, for people who look what is wrong.
    pub(crate) fn doors(&self) -> impl Iterator<Item = (Who, &Access)> {
        let redis = self.sentinels.is_empty().then_some((Who::Redis, &self.redis));
        redis.into_iter().chain(self.sentinels.iter().map(|it| (Who::Sentinel, it)))
    }

    pub(crate) const fn tls(&self) -> Option<&Tls> {
        self.tls.as_ref()
    }

    /// A new connection to the one that is to be asked.
    pub(crate) async fn connect(
        &self,
        pushes: Option<impl AsyncPushSender + Clone>,
    ) -> Result<Connection, Failed> {
        let slow = |_| Failed::Away(format!("no connection to {} in time", self.address()));
        timeout(CONNECT_WITHIN, self.find(pushes)).await.map_err(slow)?
    }

    async fn find(
        &self,
        pushes: Option<impl AsyncPushSender + Clone>,
    ) -> Result<Connection, Failed> {
        if !self.sentinels.is_empty() {
            let primary = self.redis.at(self.primary().await?);
            let mut opened = open(Who::Redis, &primary, self.tls(), pushes).await?;
            // A Sentinel may not know yet that it no longer is.
            let role = opened.send_packed_command(&cmd("ROLE")).await;
            return match role.map_err(|error| away(&primary.address, &error))? {
                Value::ServerError(error) => Err(self.refusal(Who::Redis, &primary, error.into())),
                role if is_primary(&role) => Ok(opened),
                _ => Err(Failed::Away(format!("{} is not the primary", primary.address))),
            };
        }
        if !self.is_cluster() {
            let mut first = open(Who::Redis, &self.redis, self.tls(), pushes.clone()).await?;
            if !is_of_cluster(&mut first).await? {
                return Ok(first);
            }
            let told = self.ask_node(&mut first).await?;
            self.see(&told);
        }
        let holder = self.redis.at(self.holder().await?);
        let opened = open(Who::Redis, &holder, self.tls(), pushes).await;
        opened.inspect_err(|_| self.seen().told = None)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection to where a node of a cluster sends us for one question.
    pub(crate) async fn aside(&self, to: Address) -> Result<Connection, Failed> {
        open(Who::Redis, &self.redis.at(to), self.tls(), NO_PUSHES).await
    }

    /// The primary's address: what the Sentinel says that heard of the newest failover; one that is cut off with the old
    /// primary still names that.
    async fn primary(&self) -> Result<Address, Failed> {
        let silent = "no Sentinel answers";
        let asked = self.sentinels.iter().map(async |sentinel| {
            let answer = timeout(SENTINEL_WITHIN, self.ask_sentinel(sentinel)).await;
            answer.unwrap_or_else(|_| Err(Failed::Away(format!("{silent} in time"))))
        });
        newest(join_all(asked).await, "a Sentinel", silent)
    }

    /// The node that holds the key, by the newest vote that any node tells of. Without a key, any that answers.
    async fn holder(&self) -> Result<Address, Failed> {
        let _asks = self.asks.lock().await;
        let fresh = self.seen().told.clone().filter(|(at, _)| at.elapsed() < TOLD_GOOD_FOR);
        if let Some((_, told)) = fresh
            && let Some(key) = &self.key
            && let Some(address) = cluster::holder(&told, cluster::slot_of(key))
        {
            return Ok(address);
        }
        let asked = self.known_nodes().into_iter().map(async |address| {
            let late = format!("{address} does not tell of its cluster in time");
            let answer = timeout(SENTINEL_WITHIN, async {
                let access = self.redis.at(address);
                let mut opened = open(Who::Redis, &access, self.tls(), NO_PUSHES).await?;
                self.ask_node(&mut opened).await.map(|told| (access.address, told))
            });
            answer.await.unwrap_or_else(|_| Err(Failed::Away(late)))
        });
        let answers = join_all(asked).await;
        let told: Vec<Node> =
            answers.iter().flatten().flat_map(|(_, told)| told).cloned().collect();
        self.see(&told);
        self.seen().told = Some((Instant::now(), told.clone()));
        let Some(key) = &self.key else {
            let any = answers.into_iter().map(|answer| answer.map(|(from, _)| (0, from)));
            return newest(any.rev().collect(), "a node", "no node of the cluster answers");
        };
        let slot = cluster::slot_of(key);
        if let Some(address) = cluster::holder(&told, slot) {
            return Ok(address);
        }
        let nobody = Failed::Away(format!("no node of the cluster holds slot {slot} (of {key})"));
        Err(answers.into_iter().find_map(Result::err).filter(|_| told.is_empty()).unwrap_or(nobody))
    }

    /// Those that are asked: the one that is configured first.
    fn known_nodes(&self) -> Vec<Address> {
        let mut nodes = vec![self.redis.address.clone()];
        for node in &self.seen().nodes {
            if !nodes.contains(node) {
                nodes.push(node.clone());
            }
        }
        nodes.truncate(CLUSTER_NODES_MAX);
        nodes
    }

    /// Remembers the nodes of a cluster, for the case that those that are known go away. Those that were configured or
    /// told of first stay.
    fn see(&self, nodes: &[Node]) {
        let mut seen = self.seen();
        seen.is_cluster = true;
        for node in nodes {
            if !seen.nodes.contains(&node.address) {
                seen.nodes.insert(0, node.address.clone());
            }
        }
        seen.nodes.truncate(CLUSTER_NODES_MAX);
    }

    /// A node says that another one holds the key.
    pub(crate) fn moved(&self, to: Address) {
        let mut seen = self.seen();
        seen.is_cluster = true;
        seen.told = None;
        seen.nodes.retain(|known| *known != to);
        seen.nodes.insert(0, to);
        seen.nodes.truncate(CLUSTER_NODES_MAX);
    }

    async fn ask_node(&self, node: &mut Connection) -> Result<Vec<Node>, Failed> {
        let mut ask = cmd("CLUSTER");
        ask.arg("NODES");
        let address = node.address.clone();
        match node.send_packed_command(&ask).await {
            Ok(Value::ServerError(error)) => {
                Err(self.refusal(Who::Redis, &self.redis.at(address), error.into()))
            }
            Ok(told) => Ok(cluster::nodes(&text(told).unwrap_or_default(), &address)),
            Err(error) => Err(away(&address, &error)),
        }
    }

    /// Where the primary is, and by which failover (a count that only goes up).
    async fn ask_sentinel(&self, sentinel: &Access) -> Result<(u64, Address), Failed> {
        let mut opened = open(Who::Sentinel, sentinel, self.tls(), NO_PUSHES).await?;
        let mut ask = cmd("SENTINEL");
        ask.arg("MASTER").arg(&self.master);
        let told: HashMap<String, String> = ask
            .query_async(&mut *opened)
            .await
            .map_err(|error| self.refusal(Who::Sentinel, sentinel, error))?;
        let odd = || Failed::Away(format!("{} tells of no primary", sentinel.address));
        let number = |name| told.get(name).and_then(|it| it.parse().ok());
        let failovers = number("config-epoch").unwrap_or_default();
        let port = number("port").and_then(|port| u16::try_from(port).ok()).ok_or_else(odd)?;
        let host = told.get("ip").ok_or_else(odd)?.clone();
        Ok((failovers, Address { host, port }))
    }

    /// Why a question was not answered that only finds the way.
    fn refusal(&self, who: Who, access: &Access, error: RedisError) -> Failed {
        let unknown = error.detail().is_some_and(|it| it.contains("No such master"));
        let why = match refused(access, &error) {
            Some(why) => Some(why),
            None if unknown => Some(Why::UnknownPrimary(self.master.clone())),
            None => None,
        };
        match why {
            Some(why) => Failed::Unfit(Unfit { who, at: access.address.to_string(), why }),
            None => away(&access.address, &error),
        }
    }
}

/// The newest of what several said; if none did, why not, first of all what does not mend itself.
fn newest(
    answers: Vec<Result<(u64, Address), Failed>>,
    whose: &str,
    nobody: &str,
) -> Result<Address, Failed> {
    let mut best = None;
    let mut why = None;
    for answer in answers {
        match answer {
            Ok(told) => best = best.into_iter().chain([told]).max_by_key(|(count, _)| *count),
            Err(failed) => {
                tracing::debug!(%failed, "{whose} does not tell");
                let is_worse = matches!(failed, Failed::Unfit(_)) || why.is_none();
                why = if is_worse { Some(failed) } else { why };
            }
        }
    }
    let nobody = || Failed::Away(nobody.to_owned());
    best.map(|(_, address)| address).ok_or_else(|| why.unwrap_or_else(nobody))
}

fn away(address: &Address, error: &RedisError) -> Failed {
    Failed::Away(format!("{address}: {error}"))
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::VerbatimString { text, .. } => Some(text),
        Value::BulkString(bytes) => String::from_utf8(bytes).ok(),
        Value::SimpleString(text) => Some(text),
        _ => None,
    }
}

/// Whether it is a node of a cluster, as it says itself.
async fn is_of_cluster(opened: &mut Connection) -> Result<bool, Failed> {
    let address = opened.address.clone();
    let told = opened.send_packed_command(&cmd("HELLO")).await.map_err(|e| away(&address, &e))?;
    let Value::Map(pairs) = told else { return Ok(false) };
    let mode = pairs.into_iter().find_map(|(name, value)| {
        text(name).filter(|name| name == "mode").and_then(|_| text(value))
    });
    Ok(mode.as_deref() == Some("cluster"))
}

fn is_primary(role: &Value) -> bool {
    let Value::Array(parts) = role else { return false };
    matches!(parts.first(), Some(Value::BulkString(role)) if role == b"master")
}

/// `host:port`, or a URL.
fn sentinel(text: &str) -> Result<Access, BadTarget> {
    const SETTING: &str = "redis.sentinels";
    if text.contains("://") {
        let access = Access::of_url(text, PORTS.1).map_err(|no| match no {
            NoUrl::Form => BadTarget::Address(SETTING),
            NoUrl::Fragment => BadTarget::Fragment(SETTING),
        })?;
        // A Sentinel has no databases.
        return Ok(Access { login: access.login.clone().set_db(0), ..access });
    }
    let address = text.parse().map_err(|_| BadTarget::Address(SETTING))?;
    Ok(Access { address, is_tls: false, login: RedisConnectionInfo::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Result<Target, BadTarget> {
        Target::new(&Wanted { url, ..Wanted::default() })
    }

    #[test]
    fn what_is_shown_of_a_target_holds_no_password() {
        let sentinels = ["redis://s:verborgen@[::1]".to_owned()];
        let url = "redis://burger:geheim@10.0.0.5:6380/2";
        let wanted = Wanted { url, sentinels: &sentinels, master: "summits", ..Wanted::default() };
        let target = Target::new(&wanted).expect("an address");
        let shown = format!("{target:?} {}", target.address());
        assert!(!shown.contains("geheim") && !shown.contains("verborgen"), "{shown}");
        assert_eq!(target.address(), "summits by [::1]:26379");
    }

    #[test]
    fn what_is_no_address_is_refused_without_a_word_of_it() {
        for url in
            ["", "localhost", "http://localhost", "redis+unix:///tmp/redis", "redis://u:geheim/@h"]
        {
            let refused = target(url).expect_err(url);
            assert!(matches!(refused, BadTarget::Url) && !refused.to_string().contains("geheim"));
        }
        assert!(matches!(target("rediss://h/#insecure"), Err(BadTarget::Fragment("redis.url"))));
        let with = |cluster: &[&str], sentinels: &[&str], url| {
            let [cluster, sentinels] = [cluster, sentinels]
                .map(|it| it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
            let wanted =
                Wanted { url, cluster: &cluster, sentinels: &sentinels, ..Wanted::default() };
            Target::new(&wanted).map(drop).expect_err("refused")
        };
        for sentinel in ["10.0.0.5", "::1:26379", "http://s:1", "redis://u:geheim@s:x"] {
            let refused = with(&[], &[sentinel], "redis://h");
            assert!(matches!(refused, BadTarget::Address("redis.sentinels")), "{sentinel}");
            assert!(!refused.to_string().contains("geheim"));
        }
        assert!(matches!(with(&["h"], &[], "redis://h"), BadTarget::Address("redis.cluster")));
        assert!(matches!(with(&["h:1"], &["s:1"], "redis://h"), BadTarget::TwoWays));
        assert!(matches!(with(&["h:1"], &[], "redis://h/3"), BadTarget::Database));
    }

    #[test]
    fn files_for_tls_without_tls_are_refused() {
        let files = Files { ca: Some("ca.pem".into()), ..Files::default() };
        let refused = Target::new(&Wanted { url: "redis://h", files, ..Wanted::default() });
        assert!(matches!(refused, Err(BadTarget::NoTls("redis.ca"))));
    }
}
