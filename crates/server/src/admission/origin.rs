//! Which pages may open a WebSocket: those that this server itself served.

use crate::network::addresses;
use std::{
    collections::HashSet,
    net::IpAddr,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};
use url::Url;

/// An unknown origin makes the addresses be read again, at most this often.
const REFRESH: Duration = Duration::from_secs(2);

/// The exact origins that are allowed, read anew as networks come and go.
#[derive(Debug)]
pub struct Origins {
    public_url: Option<String>,
    port: u16,
    known: RwLock<(Instant, Arc<HashSet<String>>)>,
}

impl Origins {
    /// Allows the names of this machine at this port, and the public URL.
    #[must_use]
    pub fn new(public_url: Option<String>, port: u16) -> Self {
        let known = RwLock::new((Instant::now(), Arc::new(read(public_url.as_deref(), port))));
        Self { public_url, port, known }
    }

    /// Whether a page of this origin may talk to us. Whoever sends none is no browser, and its token
    /// alone decides.
    #[must_use]
    pub fn allow(&self, origin: Option<&[u8]>) -> bool {
        let Some(origin) = origin else { return true };
        let Ok(origin) = std::str::from_utf8(origin) else { return false };
        if self.current().contains(origin) {
            return true;
        }
        self.refresh(Instant::now()) && self.current().contains(origin)
    }

    fn current(&self) -> Arc<HashSet<String>> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner).1)
    }

    /// Reads the addresses again, unless that was done just now.
    fn refresh(&self, now: Instant) -> bool {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let is_due = now.duration_since(known.0) >= REFRESH;
        if is_due {
            *known = (now, Arc::new(read(self.public_url.as_deref(), self.port)));
        }
        is_due
    }
}

fn read(public_url: Option<&str>, port: u16) -> HashSet<String> {
    let addresses = addresses::addresses();
    let hosts = addresses.iter().copied().map(addresses::in_url).chain(addresses::host_names());
    let hosts = hosts.chain(addresses.iter().filter_map(mapped));
    let hosts = hosts.chain(["localhost", "127.0.0.1", "[::1]"].map(str::to_owned));
    let mut origins: HashSet<String> =
        hosts
            .map(|host| {
                if port == 80 { format!("http://{host}") } else { format!("http://{host}:{port}") }
            })
            .collect();
    origins.extend(public_url.map(as_browsers_write));
    origins.extend(public_url.map(str::to_owned));
    origins
}

/// An address of IPv4 in the form that it has in IPv6, as browsers write it.
fn mapped(ip: &IpAddr) -> Option<String> {
    let IpAddr::V4(v4) = ip else { return None };
    let [.., high, low] = v4.to_ipv6_mapped().segments();
    Some(format!("[::ffff:{high:x}:{low:x}]"))
}

/// The origin of a URL as it stands in the header: IPv6 cut short, names of other scripts in ASCII, no port that the
/// scheme has anyway.
fn as_browsers_write(url: &str) -> String {
    Url::parse(url).map_or_else(|_| url.to_owned(), |url| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_this_server_and_clients_without_a_page_are_allowed() {
        let origins = Origins::new(Some("https://summit.example.org".into()), 8080);
        for origin in
            ["http://localhost:8080", "http://127.0.0.1:8080", "https://summit.example.org"]
        {
            assert!(origins.allow(Some(origin.as_bytes())), "{origin}");
        }
        for ip in addresses::addresses() {
            assert!(
                origins.allow(Some(format!("http://{}:8080", addresses::in_url(ip)).as_bytes())),
                "{ip}"
            );
        }
        assert!(origins.allow(None));
    }

    #[test]
    fn a_public_url_is_known_as_browsers_write_it() {
        for (url, origin) in [
            ("https://[2001:db8:0:0::5]", "https://[2001:db8::5]"),
            ("https://[2001:db8::5]:443", "https://[2001:db8::5]"),
            ("http://summit.example.org:80", "http://summit.example.org"),
            ("https://bürgertop.example", "https://xn--brgertop-65a.example"),
            ("https://[2001:db8::5]:8443", "https://[2001:db8::5]:8443"),
        ] {
            let origins = Origins::new(Some(url.into()), 8080);
            assert!(origins.allow(Some(origin.as_bytes())), "{url}");
        }
        let origins = Origins::new(Some("https://[2001:db8::5]".into()), 8080);
        for evil in ["https://[2001:db8::6]", "http://[2001:db8::5]", "https://[2001:db8::5]:444"] {
            assert!(!origins.allow(Some(evil.as_bytes())), "{evil}");
        }
        assert!(origins.allow(Some(b"http://[::1]:8080")));
        assert!(origins.allow(Some(b"http://[::ffff:7f00:1]:8080")));
    }

    #[test]
    fn evil_origins_are_refused_however_much_they_look_like_ours() {
        let origins = Origins::new(Some("https://summit.example.org".into()), 8080);
        let evil: [&[u8]; 14] = [
            b"null",
            b"",
            b"http://evil.example",
            b"https://summit.example.org.evil.example",
            b"https://evil.example/https://summit.example.org",
            b"https://summit.example.org:444",
            b"http://summit.example.org",
            b"https://xsummit.example.org",
            b"http://localhost:8081",
            b"http://localhost",
            b"https://localhost:8080",
            b"http://localhost:8080.evil.example",
            b"http://localhost:8080@evil.example",
            b"\xff\xfe",
        ];
        for origin in evil {
            assert!(!origins.allow(Some(origin)), "{}", String::from_utf8_lossy(origin));
        }
    }
}
