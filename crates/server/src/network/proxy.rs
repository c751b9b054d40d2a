//! The address of the client behind a proxy.

use crate::settings::Network;
use std::net::IpAddr;

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

/// The hops in a `Forwarded` header (RFC 7239), in order: what stands behind `for=` in each, or nothing where a proxy
/// does not say.
pub fn forwarded(header: &str) -> impl DoubleEndedIterator<Item = &str> {
    let hops = outside_quotes(header, ',').into_iter().filter(|hop| !hop.trim().is_empty());
    let hops = hops.map(|hop| {
        let pairs = outside_quotes(hop, ';').into_iter().filter_map(|pair| pair.split_once('='));
        let mut named = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
        named.next().map_or(NOT_SAID, |(_, value)| value.trim())
    });
    hops.collect::<Vec<_>>().into_iter()
}

/// Stands for a hop of which nothing is said.
const NOT_SAID: &str = "unknown";

/// The parts between a sign, but for signs that stand in quotes.
fn outside_quotes(text: &str, sign: char) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(move |c| {
        is_quoted ^= c == '"';
        c == sign && !is_quoted
    })
    .collect()
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
    fn forwarded_is_read_in_every_form_of_its_standard() {
        let proxy: Network = "10.0.0.0/8".parse().expect("a network");
        for (header, read) in [
            ("for=203.0.113.7", "203.0.113.7"),
            ("For=\"203.0.113.7:51123\";proto=https;by=10.2.2.2", "203.0.113.7"),
            ("proto=https; for=\"[2001:db8::1]:123\"", "2001:db8::1"),
            ("for=\"[2001:db8::1]\", for=10.2.2.2", "2001:db8::1"),
            (
                "for=8.8.8.8, for=198.51.100.7;host=\"a,b;for=1.2.3.4\", for=10.2.2.2",
                "198.51.100.7",
            ),
        ] {
            let asking = client(ip("10.1.1.1"), forwarded(header), &[proxy]);
            assert_eq!(asking, Asking { address: ip(read), unread: None }, "{header}");
        }
        for header in ["for=unknown", "proto=https", "for=8.8.8.8, by=10.2.2.2", "for=\"_hidden\""]
        {
            let asking = client(ip("10.1.1.1"), forwarded(header), &[proxy]);
            assert_eq!(asking.address, ip("10.1.1.1"), "{header}");
            assert!(asking.unread.is_some(), "{header}");
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
}
