//! Where a server is, and who we are there, as people write it.

use redis::{ConnectionAddr, IntoConnectionInfo, RedisConnectionInfo};
use std::{fmt, net::Ipv6Addr, str::FromStr};

/// A host and a port. IPv6 stands in brackets where it is shown or read, and without them in `host`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// A name or an address.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port } = self;
        if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
    }
}

/// Not `host:port`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not like 10.0.0.5:6379 or [2001:db8::5]:6379")]
pub struct NoAddress;

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let (host, port) = text.trim().rsplit_once(':').ok_or(NoAddress)?;
        let port = port.parse().map_err(|_| NoAddress)?;
        let host = match host.strip_prefix('[') {
            Some(rest) => {
                let inner = rest.strip_suffix(']').ok_or(NoAddress)?;
                inner.parse::<Ipv6Addr>().map_err(|_| NoAddress)?.to_string()
            }
            None => host.to_owned(),
        };
        let is_name = |text: &str| {
            !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "/@?#[]:".contains(c))
        };
        if is_name(&host) || host.parse::<Ipv6Addr>().is_ok() && text.trim().starts_with('[') {
            Ok(Self { host, port })
        } else {
            Err(NoAddress)
        }
    }
}

/// A server, whether TLS is spoken to it, and who we are there. It holds the password: what is shown of it does not.
#[derive(Clone)]
pub(crate) struct Access {
    pub address: Address,
    pub is_tls: bool,
    pub login: RedisConnectionInfo,
}

/// Why this is no URL of Redis. What was written may hold a password, and is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoUrl {
    /// Not of that form.
    Form,
    /// It has a fragment, which might have been meant for a part of the password, or to switch off checks.
    Fragment,
}

impl Access {
    /// By `redis://[user:password@]host[:port][/database]`; `rediss://` for TLS. A Sentinel has another port where none
    /// is written.
    pub fn of_url(url: &str, default_port: u16) -> Result<Self, NoUrl> {
        let (scheme, rest) = url.trim().split_once("://").ok_or(NoUrl::Form)?;
        let is_tls = match scheme.to_ascii_lowercase().as_str() {
            "redis" | "valkey" => false,
            "rediss" | "valkeys" => true,
            _ => return Err(NoUrl::Form),
        };
        if rest.contains('#') {
            return Err(NoUrl::Fragment);
        }
        let info = format!("redis://{rest}").into_connection_info().map_err(|_| NoUrl::Form)?;
        let ConnectionAddr::Tcp(host, port) = info.addr() else { return Err(NoUrl::Form) };
        // The crate's own default is that of Redis.
        let host_part = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        let host_part = host_part.split(['/', '?']).next().unwrap_or_default();
        let has_port = host_part.rsplit(']').next().is_some_and(|rest| rest.contains(':'));
        let port = if has_port { *port } else { default_port };
        let address = Address { host: host.clone(), port };
        Ok(Self { address, is_tls, login: info.redis_settings().clone() })
    }

    /// The same server by another address: who we are there stays.
    pub fn at(&self, address: Address) -> Self {
        Self { address, ..self.clone() }
    }

    /// The user, for people.
    pub fn user(&self) -> &str {
        self.login.username().unwrap_or("default")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_shown() {
        for text in ["10.0.0.5:6379", "redis.example:1", "[::1]:26379", "[2001:db8::5]:6379"] {
            let address: Address = text.parse().expect(text);
            assert_eq!(address.to_string(), text);
        }
        let six: Address = " [2001:DB8:0::5]:6379 ".parse().expect("an address");
        assert_eq!((six.host.as_str(), six.port), ("2001:db8::5", 6379));
        for bad in [
            "10.0.0.5",
            "::1:26379",
            "2001:db8::5:6379",
            "[::1]",
            "[::1:6379",
            "[host]:1",
            ":1",
            "a:x",
            "a:70000",
            "redis://a:1",
            "u@a:1",
            "a b:1",
        ] {
            assert_eq!(bad.parse::<Address>(), Err(NoAddress), "{bad}");
        }
    }

    #[test]
    fn a_url_tells_where_who_and_whether_by_tls() {
        let of = |url| Access::of_url(url, 6379).expect(url);
        let plain = of("redis://burger:ge%23heim@[2001:db8::5]:7000/2");
        assert_eq!(plain.address.to_string(), "[2001:db8::5]:7000");
        assert_eq!((plain.login.password(), plain.login.db()), (Some("ge#heim"), 2));
        assert!(!plain.is_tls);
        let tls = of("rediss://redis.example");
        assert!(tls.is_tls && tls.address.port == 6379 && tls.user() == "default");
        assert!(of("valkeys://redis.example:1/0").is_tls);
        for (url, port) in [("redis://[::1]", 26379), ("redis://u:p@s", 26379), ("redis://s:1", 1)]
        {
            assert_eq!(Access::of_url(url, 26379).expect(url).address.port, port, "{url}");
        }
    }

    #[test]
    fn what_is_no_url_of_redis_is_refused() {
        for bad in ["", "localhost", "http://localhost", "redis+unix:///tmp/redis", "redis://::1:1"]
        {
            assert_eq!(Access::of_url(bad, 1).err(), Some(NoUrl::Form), "{bad}");
        }
        for bad in ["rediss://h:1/#insecure", "redis://u:ge#heim@h:1"] {
            assert_eq!(Access::of_url(bad, 1).err(), Some(NoUrl::Fragment), "{bad}");
        }
    }
}
