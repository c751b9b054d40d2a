//! Where Redis is, and which of several is the primary.

use crate::limits::{CONNECT_WITHIN, SENTINEL_WITHIN};
use futures_util::future::join_all;
use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, ConnectionInfo, ErrorKind, IntoConnectionInfo,
    ProtocolVersion, RedisConnectionInfo, RedisError, RedisResult, Value,
    aio::{AsyncPushSender, MultiplexedConnection},
    cmd,
};
use std::{collections::HashMap, fmt};
use tokio::time::timeout;

/// Where Redis is. It holds the password: what is shown of it does not.
#[derive(Clone)]
pub struct Target {
    redis: ConnectionInfo,
    sentinels: Vec<(String, u16)>,
    master: String,
}

/// Why this cannot be an address of Redis.
#[derive(Debug, thiserror::Error)]
pub enum BadTarget {
    /// Neither `redis://[user:password@]host[:port][/database]`, nor anything that Redis is reached by.
    #[error("it is not like redis://host:6379/0")]
    Url,
    /// Not `host:port`.
    #[error("`{0}` is not like host:26379")]
    Sentinel(String),
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("redis", &self.redis.addr().to_string())
            .field("sentinels", &self.sentinels)
            .finish_non_exhaustive()
    }
}

impl Target {
    /// By its address; with Sentinels, the address only gives who we are there and which database.
    pub fn new(url: &str, sentinels: &[String], master: &str) -> Result<Self, BadTarget> {
        let redis = url.into_connection_info().map_err(|_| BadTarget::Url)?;
        if !matches!(redis.addr(), ConnectionAddr::Tcp(..)) {
            return Err(BadTarget::Url);
        }
        let settings = redis.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
        let sentinels = sentinels.iter().map(|it| host_and_port(it)).collect::<Result<_, _>>()?;
        let redis = redis.set_redis_settings(settings);
        Ok(Self { redis, sentinels, master: master.to_owned() })
    }

    /// Where it is, without who we are there.
    #[must_use]
    pub fn address(&self) -> String {
        match self.sentinels.as_slice() {
            [] => self.redis.addr().to_string(),
            [(host, port), ..] => format!("{} by {host}:{port}", self.master),
        }
    }

    /// A new connection to the primary.
    pub(crate) async fn connect(
        &self,
        pushes: Option<impl AsyncPushSender>,
    ) -> RedisResult<MultiplexedConnection> {
        let connect = async {
            let info = self.primary().await?;
            let mut config = AsyncConnectionConfig::new()
                .set_connection_timeout(Some(CONNECT_WITHIN))
                .set_response_timeout(None);
            if let Some(pushes) = pushes {
                config = config.set_push_sender(pushes);
            }
            let client = Client::open(info)?;
            let mut opened = client.get_multiplexed_async_connection_with_config(&config).await?;
            if !self.sentinels.is_empty() {
                // A Sentinel may not know yet that it no longer is.
                let role = opened.send_packed_command(&cmd("ROLE")).await?;
                if !is_primary(&role) {
                    return Err(RedisError::from((ErrorKind::Io, "this is not the primary")));
                }
            }
            Ok(opened)
        };
        let slow = || RedisError::from((ErrorKind::Io, "no connection in time"));
        timeout(CONNECT_WITHIN, connect).await.map_err(|_| slow())?
    }

    /// The primary's address: the one that is configured, or what the Sentinel says that heard of the newest failover; one
    /// that is cut off with the old primary still names that.
    async fn primary(&self) -> RedisResult<ConnectionInfo> {
        if self.sentinels.is_empty() {
            return Ok(self.redis.clone());
        }
        let asked = self.sentinels.iter().map(async |(host, port)| {
            let answer = timeout(SENTINEL_WITHIN, self.ask_sentinel(host, *port)).await;
            answer
                .ok()?
                .inspect_err(|error| tracing::debug!(%error, "a Sentinel does not tell"))
                .ok()
        });
        let told = join_all(asked).await.into_iter().flatten();
        let newest = told.max_by_key(|(failovers, _)| *failovers).map(|(_, addr)| addr);
        let nobody = || RedisError::from((ErrorKind::Io, "no Sentinel names a primary"));
        Ok(self.redis.clone().set_addr(newest.ok_or_else(nobody)?))
    }

    /// Whether it is found by Sentinels, and may be another one tomorrow.
    #[must_use]
    pub const fn may_move(&self) -> bool {
        !self.sentinels.is_empty()
    }

    /// Where the primary is, and by which failover (a count that only goes up).
    async fn ask_sentinel(&self, host: &str, port: u16) -> RedisResult<(u64, ConnectionAddr)> {
        let info = self.redis.clone().set_addr(ConnectionAddr::Tcp(host.to_owned(), port));
        let client = Client::open(info.set_redis_settings(RedisConnectionInfo::default()))?;
        let mut sentinel = client.get_multiplexed_async_connection().await?;
        let mut ask = cmd("SENTINEL");
        ask.arg("MASTER").arg(&self.master);
        let told: HashMap<String, String> = ask.query_async(&mut sentinel).await?;
        let odd = || RedisError::from((ErrorKind::Parse, "a Sentinel tells of no primary"));
        let number = |name| told.get(name).and_then(|it| it.parse().ok());
        let failovers = number("config-epoch").unwrap_or_default();
        let port = number("port").and_then(|port| u16::try_from(port).ok()).ok_or_else(odd)?;
        let host = told.get("ip").ok_or_else(odd)?;
        Ok((failovers, ConnectionAddr::Tcp(host.clone(), port)))
    }
}

fn is_primary(role: &Value) -> bool {
    let Value::Array(parts) = role else { return false };
    matches!(parts.first(), Some(Value::BulkString(role)) if role == b"master")
}

fn host_and_port(text: &str) -> Result<(String, u16), BadTarget> {
    let parts = text.trim().rsplit_once(':').and_then(|(host, port)| {
        let port = port.parse().ok()?;
        (!host.is_empty()).then(|| (host.to_owned(), port))
    });
    parts.ok_or_else(|| BadTarget::Sentinel(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_a_target_holds_no_password() {
        let target = Target::new("redis://burger:geheim@10.0.0.5:6380/2", &[], "burgertop");
        let target = target.expect("an address");
        assert!(!format!("{target:?}").contains("geheim"));
        assert_eq!(target.address(), "10.0.0.5:6380");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for url in ["", "localhost", "http://localhost", "redis+unix:///tmp/redis"] {
            assert!(matches!(Target::new(url, &[], ""), Err(BadTarget::Url)), "{url}");
        }
        let sentinels = ["10.0.0.5".to_owned()];
        let refused = Target::new("redis://localhost", &sentinels, "burgertop");
        assert!(matches!(refused, Err(BadTarget::Sentinel(which)) if which == "10.0.0.5"));
    }
}
