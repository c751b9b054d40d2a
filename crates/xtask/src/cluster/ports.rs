//! Ports that nothing listens on, each given once.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, TcpListener};

use anyhow::Context;

/// How far from the wished port one is looked for.
const TRIED: u16 = 200;

/// The ports that were given out.
#[derive(Debug, Default)]
pub struct Ports(BTreeSet<u16>);

impl Ports {
    /// The wished port, or the next that is free.
    pub fn free_from(&mut self, wished: u16) -> anyhow::Result<u16> {
        let free = |port: &u16| {
            !self.0.contains(port) && TcpListener::bind((Ipv4Addr::UNSPECIFIED, *port)).is_ok()
        };
        let port = (wished..wished.saturating_add(TRIED)).find(free);
        let port = port.with_context(|| format!("no free port from {wished} on"))?;
        self.0.insert(port);
        Ok(port)
    }
}

#[cfg(test)]
mod tests {
    use super::Ports;
    use std::net::{Ipv4Addr, TcpListener};

    #[test]
    fn a_port_in_use_is_passed_over() {
        let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let taken = other.local_addr().unwrap().port();
        assert_ne!(Ports::default().free_from(taken).unwrap(), taken);
    }

    #[test]
    fn no_port_is_given_twice() {
        let mut ports = Ports::default();
        let first = ports.free_from(20_000).unwrap();
        assert!(ports.free_from(first).unwrap() > first);
    }
}
