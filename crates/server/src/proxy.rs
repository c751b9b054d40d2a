//! Who really asks, when a proxy stands in between.

use std::{net::IpAddr, str::FromStr};

/// An address, or a network of them (`10.0.0.0/8`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    prefix: u8,
}

/// A text that is neither an address nor a network.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither an address nor a network like 10.0.0.0/8")]
pub struct NotANetwork;

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (base, prefix) =
            text.split_once('/').map_or((text, None), |(base, prefix)| (base, Some(prefix)));
        let base: IpAddr = base.parse().map_err(|_| NotANetwork)?;
        let longest = if base.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse().map_err(|_| NotANetwork)?,
            None => longest,
        };
        if prefix > longest { Err(NotANetwork) } else { Ok(Self { base, prefix }) }
    }
}

impl Network {
    /// Whether the address lies in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let shift = 32 - u32::from(self.prefix);
                u64::from(base.to_bits()) >> shift == u64::from(address.to_bits()) >> shift
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let shift = 128 - u32::from(self.prefix);
                base.to_bits().checked_shr(shift) == address.to_bits().checked_shr(shift)
            }
            _ => false,
        }
    }
}

/// The address of the one who asks: the peer, or, if that is a configured proxy, the last address in
/// `X-Forwarded-For` that is not one. What is further to the left anyone may have written.
#[must_use]
pub fn client(peer: IpAddr, forwarded_for: Option<&str>, trusted: &[Network]) -> IpAddr {
    let is_proxy = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let peer = peer.to_canonical();
    if !is_proxy(peer) {
        return peer;
    }
    let mut client = peer;
    for hop in forwarded_for.unwrap_or_default().rsplit(',') {
        let Ok(hop) = hop.trim().parse::<IpAddr>() else { break };
        client = hop.to_canonical();
        if !is_proxy(client) {
            break;
        }
    }
    client
}

/// Whether an address is of a private network or of this machine, where a whole hall may be.
#[must_use]
pub fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_private() || v4.is_loopback() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_forwarded_address_is_believed_from_a_configured_proxy_only() {
        let proxy: Network = "10.0.0.0/8".parse().expect("a network");
        assert_eq!(client(ip("203.0.113.9"), Some("1.2.3.4"), &[proxy]), ip("203.0.113.9"));
        assert_eq!(client(ip("10.1.1.1"), Some("1.2.3.4"), &[proxy]), ip("1.2.3.4"));
        assert_eq!(client(ip("10.1.1.1"), None, &[proxy]), ip("10.1.1.1"));
    }

    #[test]
    fn what_the_client_itself_wrote_into_the_header_is_ignored() {
        let proxy: Network = "10.0.0.0/8".parse().expect("a network");
        let forged = "127.0.0.1, 198.51.100.7, 10.2.2.2";
        assert_eq!(client(ip("10.1.1.1"), Some(forged), &[proxy]), ip("198.51.100.7"));
        assert_eq!(client(ip("10.1.1.1"), Some("evil, 10.2.2.2"), &[proxy]), ip("10.2.2.2"));
    }

    #[test]
    fn networks_of_every_length_are_understood() {
        let all: Network = "0.0.0.0/0".parse().expect("a network");
        assert!(all.contains(ip("8.8.8.8")) && !all.contains(ip("::1")));
        let six: Network = "fd00::/8".parse().expect("a network");
        assert!(six.contains(ip("fd12::1")) && !six.contains(ip("fe80::1")));
        let every: Network = "::/0".parse().expect("a network");
        assert!(every.contains(ip("fe80::1")));
        for bad in ["10.0.0.0/33", "10.0.0/8", "x", ""] {
            assert_eq!(bad.parse::<Network>(), Err(NotANetwork), "{bad}");
        }
    }
}
