//! The addresses and names by which this machine is reached.

use nix::{ifaddrs::getifaddrs, sys::utsname::uname};
use std::net::IpAddr;

/// What other devices may call this machine, the likeliest first; loopback last.
#[must_use]
pub fn addresses() -> Vec<IpAddr> {
    let Ok(interfaces) = getifaddrs() else { return Vec::new() };
    let passing = passing(&std::fs::read_to_string("/proc/net/if_inet6").unwrap_or_default());
    let mut found: Vec<(u8, bool, IpAddr)> = interfaces
        .filter_map(|interface| {
            let address = interface.address?;
            let ip = address
                .as_sockaddr_in()
                .map(|v4| IpAddr::V4(v4.ip()))
                .or_else(|| address.as_sockaddr_in6().map(|v6| IpAddr::V6(v6.ip())))?;
            Some((rank(&interface.interface_name, ip), passing.contains(&ip), ip))
        })
        .collect();
    found.sort();
    found.dedup();
    found.into_iter().map(|(_, _, ip)| ip).collect()
}

/// The addresses of IPv6 that a machine gives itself for a day or less, so that nobody knows it again by them: a card
/// should name another one. From `/proc/net/if_inet6`: address, interface, length, scope, flags, name.
fn passing(table: &str) -> Vec<IpAddr> {
    const TEMPORARY_OR_DEPRECATED: u8 = 0x01 | 0x20;
    let address = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let flags = u8::from_str_radix(fields.get(4)?, 16).ok()?;
        let bits = u128::from_str_radix(fields.first()?, 16).ok()?;
        (flags & TEMPORARY_OR_DEPRECATED != 0).then(|| std::net::Ipv6Addr::from_bits(bits).into())
    };
    table.lines().filter_map(address).collect()
}

/// Cables and radios before tunnels and bridges, IPv4 (shorter to type) before IPv6.
fn rank(interface: &str, ip: IpAddr) -> u8 {
    let inner = ["docker", "br-", "veth", "virbr", "cni", "lxc", "podman", "vboxnet", "vmnet"];
    let tunnel = ["tun", "tap", "wg", "tailscale", "zt"];
    let starts = |names: &[&str]| names.iter().any(|name| interface.starts_with(name));
    let way = match ip {
        _ if ip.is_loopback() => 12,
        IpAddr::V6(v6) if v6.is_unicast_link_local() => 10,
        IpAddr::V4(v4) if v4.is_link_local() => 8,
        _ if starts(&inner) => 6,
        _ if starts(&tunnel) => 4,
        _ => 0,
    };
    way + u8::from(ip.is_ipv6())
}

/// The host name, and the name that devices on the same network resolve without a server.
#[must_use]
pub fn host_names() -> Vec<String> {
    let Ok(system) = uname() else { return Vec::new() };
    let name = system.nodename().to_string_lossy().to_ascii_lowercase();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if name.is_empty() || name == "localhost" || name == "(none)" || !name.chars().all(is_name) {
        return Vec::new();
    }
    let short = name.split('.').next().unwrap_or(&name);
    let local = format!("{short}.local");
    if name == local { vec![name] } else { vec![name, local] }
}

/// An address as it stands in a URL.
#[must_use]
pub fn in_url(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => format!("[{v6}]"),
    }
}

/// By what this server is reached: read anew each time, for networks come and go.
#[derive(Debug, Clone)]
pub struct Reached {
    /// As configured.
    pub public_url: Option<String>,
    /// The address it listens on.
    pub bound: std::net::SocketAddr,
}

impl Reached {
    /// See [`bases`].
    #[must_use]
    pub fn bases(&self) -> Vec<String> {
        bases(self.public_url.as_deref(), self.bound.ip(), self.bound.port())
    }
}

/// The start of links that other devices can follow, best first. `localhost` only if there is nothing else.
#[must_use]
pub fn bases(public_url: Option<&str>, bound: IpAddr, port: u16) -> Vec<String> {
    let base = |host: String| {
        if port == 80 { format!("http://{host}") } else { format!("http://{host}:{port}") }
    };
    let is_any = bound.is_unspecified();
    let reached = |ip: &IpAddr| if is_any { bound.is_ipv6() || ip.is_ipv4() } else { *ip == bound };
    let out: Vec<IpAddr> =
        addresses().into_iter().filter(|ip| rank("", *ip) < 10 && reached(ip)).collect();
    let mut bases: Vec<String> = public_url.map(str::to_owned).into_iter().collect();
    bases.extend(out.iter().map(|ip| base(in_url(*ip))));
    if is_any && !out.is_empty() {
        bases.extend(host_names().into_iter().map(base));
    }
    if bases.is_empty() {
        bases.push(base(if is_any || bound.is_loopback() {
            "localhost".into()
        } else {
            in_url(bound)
        }));
    }
    bases
}

/// Whether an address leads to the machine that follows it, and so to this server from this machine alone.
#[must_use]
pub fn is_local(base: &str) -> bool {
    let host = base.split_once("://").map_or(base, |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((v6, _)) => v6,
        None => host.split(':').next().unwrap_or_default(),
    };
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let here = |ip: IpAddr| ip.to_canonical().is_loopback() || ip.is_unspecified();
    host == "localhost" || host.ends_with(".localhost") || host.parse().is_ok_and(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_localhost_only_if_nothing_else_reaches_the_server() {
        let any = "0.0.0.0".parse().expect("an address");
        let outside = addresses().iter().any(|ip| ip.is_ipv4() && rank("", *ip) < 10);
        let bases = bases(None, any, 8080);
        assert_eq!(bases.iter().any(|base| base.contains("localhost")), !outside, "{bases:?}");
        let loopback = super::bases(None, "127.0.0.1".parse().expect("an address"), 8080);
        assert_eq!(loopback, ["http://localhost:8080"]);
    }

    #[test]
    fn an_address_of_this_machine_alone_is_known_however_it_is_written() {
        for local in [
            "http://localhost:8080",
            "http://LOCALHOST",
            "https://localhost./",
            "http://127.0.0.1:1",
            "http://127.9.9.9",
            "http://[::1]:80",
            "http://[::ffff:127.0.0.1]",
            "http://0.0.0.0:8080",
            "http://hall.localhost",
            "localhost",
        ] {
            assert!(is_local(local), "{local}");
        }
        for other in ["http://192.168.1.2:8080", "http://localhost.example", "http://[fd00::1]"] {
            assert!(!is_local(other), "{other}");
        }
    }

    #[test]
    fn an_address_for_a_day_is_known() {
        const TABLE: &str = "\
20010db8000000000000000000000005 02 40 00 80     eth0
20010db80000000000a10b2c3d4e5f60 02 40 00 01     eth0
20010db8000000001111111111111111 02 40 00 21     eth0
00000000000000000000000000000001 01 80 10 80       lo";
        let passing: Vec<String> = passing(TABLE).iter().map(IpAddr::to_string).collect();
        assert_eq!(passing, ["2001:db8::a1:b2c:3d4e:5f60", "2001:db8::1111:1111:1111:1111"]);
        assert!(super::passing("nonsense\n\n1 2 3 4 zz").is_empty());
    }

    #[test]
    fn the_public_url_comes_first() {
        let any = "0.0.0.0".parse().expect("an address");
        assert_eq!(
            bases(Some("https://summit.example.org"), any, 8080)[0],
            "https://summit.example.org"
        );
    }

    #[test]
    fn a_cable_goes_before_a_bridge_and_ipv4_before_ipv6() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        assert!(rank("eth0", ip("192.168.1.2")) < rank("docker0", ip("172.17.0.1")));
        assert!(rank("wlan0", ip("192.168.1.2")) < rank("wlan0", ip("2001:db8::1")));
        assert!(rank("docker0", ip("172.17.0.1")) < rank("eth0", ip("fe80::1")));
    }
}
