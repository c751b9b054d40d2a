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
        if prefix > longest {
            return Err(NotANetwork);
        }
        // Addresses are compared as IPv4 where they are mapped ones.
        match base.to_canonical() {
            base if base.is_ipv4() && longest == 128 && prefix >= 96 => {
                Ok(Self { base, prefix: prefix - 96 })
            }
            _ => Ok(Self { base, prefix }),
        }
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

/// Who asks, and what of the proxies' word could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asking<'h> {
    /// Where the request comes from, as far as it is known.
    pub address: IpAddr,
    /// The hop that is no address, and at which the search ended.
    pub unread: Option<&'h str>,
}

/// The address of the one who asks: the peer, or, if that is a configured proxy, the last address in
/// `X-Forwarded-For` that is not one. What is further to the left anyone may have written. A header may stand there
/// several times, in order: together they are one list (RFC 9110, 5.3).
#[must_use]
pub fn client<'h>(
    peer: IpAddr,
    forwarded_for: impl DoubleEndedIterator<Item = &'h str>,
    trusted: &[Network],
) -> Asking<'h> {
    let is_proxy = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut asking = Asking { address: peer.to_canonical(), unread: None };
    let hops = forwarded_for.rev().flat_map(|header| header.rsplit(','));
    for hop in hops.map(str::trim).filter(|hop| !hop.is_empty()) {
        if !is_proxy(asking.address) {
            break;
        }
        match hop_address(hop) {
            Some(address) => asking.address = address.to_canonical(),
            None => {
                asking.unread = Some(hop);
                break;
            }
        }
    }
    asking
}

/// The address in a hop as proxies write it: alone, with a port, in brackets, in quotes, with the zone of a link.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let plain = |text: &str| {
        let (address, _zone) = text.split_once('%').unwrap_or((text, ""));
        address.parse::<IpAddr>().ok()
    };
    let unquoted = hop.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let hop = unquoted.unwrap_or(hop).trim();
    if let Some((address, port)) = hop.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let fits = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        return plain(address).filter(|_| fits);
    }
    plain(hop).or_else(|| {
        let (address, port) = hop.split_once(':')?;
        let v4 = address.parse::<std::net::Ipv4Addr>().ok()?;
        is_port(port).then_some(v4.into())
    })
}

/// A number, or a name that hides it (RFC 7239, 6).
fn is_port(port: &str) -> bool {
    let hides = |name: &str| {
        !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || b"._-".contains(&c))
    };
    port.parse::<u16>().is_ok() || port.strip_prefix('_').is_some_and(hides)
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

    /// The address that is found behind the proxies of 10.0.0.0/8, from one of which it comes.
    fn found(headers: &[&str]) -> IpAddr {
        let proxy: Network = "10.0.0.0/8".parse().expect("a network");
        client(ip("10.1.1.1"), headers.iter().copied(), &[proxy]).address
    }

    #[test]
    fn a_forwarded_address_is_believed_from_a_configured_proxy_only() {
        let proxy: Network = "10.0.0.0/8".parse().expect("a network");
        let direct = client(ip("203.0.113.9"), ["1.2.3.4"].into_iter(), &[proxy]);
        assert_eq!(direct, Asking { address: ip("203.0.113.9"), unread: None });
        assert_eq!(found(&["1.2.3.4"]), ip("1.2.3.4"));
        assert_eq!(found(&[]), ip("10.1.1.1"));
    }

    #[test]
    fn what_the_client_itself_wrote_into_the_header_is_ignored() {
        assert_eq!(found(&["127.0.0.1, 198.51.100.7, 10.2.2.2"]), ip("198.51.100.7"));
        assert_eq!(found(&["evil, 10.2.2.2"]), ip("10.2.2.2"));
        assert_eq!(found(&["8.8.8.8", "198.51.100.7", "10.2.2.2, 10.3.3.3"]), ip("198.51.100.7"));
    }

    #[test]
    fn an_address_is_read_in_every_form_that_proxies_write() {
        for (hop, read) in [
            ("203.0.113.7:51123", "203.0.113.7"),
            ("\"203.0.113.7:51123\"", "203.0.113.7"),
            ("203.0.113.7:_hidden", "203.0.113.7"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("\"[2001:db8::1]:443\"", "2001:db8::1"),
            ("[fe80::1%eth0]:443", "fe80::1"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("[::ffff:203.0.113.7]:443", "203.0.113.7"),
            ("203.0.113.7 , [::ffff:10.2.2.2]:80 ,, 10.3.3.3:8080", "203.0.113.7"),
        ] {
            assert_eq!(found(&[hop]), ip(read), "{hop}");
        }
    }

    #[test]
    fn what_is_no_address_ends_the_search_and_is_told() {
        let proxy: Network = "10.0.0.0/8".parse().expect("a network");
        for unread in [
            "unknown",
            "_hidden",
            "[2001:db8::1",
            "[2001:db8::1]443",
            "203.0.113.7:99999",
            "203.0.113.7:",
            "203.0.113",
            "for=203.0.113.7",
            "hall.example",
        ] {
            let headers = [format!("198.51.100.7, {unread}, 10.2.2.2")];
            let asking = client(ip("10.1.1.1"), headers.iter().map(String::as_str), &[proxy]);
            assert_eq!(asking, Asking { address: ip("10.2.2.2"), unread: Some(unread) });
        }
    }

    #[test]
    fn networks_of_every_length_are_understood() {
        let all: Network = "0.0.0.0/0".parse().expect("a network");
        assert!(all.contains(ip("8.8.8.8")) && !all.contains(ip("::1")));
        let six: Network = "fd00::/8".parse().expect("a network");
        assert!(six.contains(ip("fd12::1")) && !six.contains(ip("fe80::1")));
        let every: Network = "::/0".parse().expect("a network");
        assert!(every.contains(ip("fe80::1")));
        let mapped: Network = "::ffff:10.0.0.0/104".parse().expect("a network");
        assert!(mapped.contains(ip("10.9.9.9")) && !mapped.contains(ip("11.0.0.1")));
        for bad in ["10.0.0.0/33", "10.0.0/8", "x", ""] {
            assert_eq!(bad.parse::<Network>(), Err(NotANetwork), "{bad}");
        }
    }
}
