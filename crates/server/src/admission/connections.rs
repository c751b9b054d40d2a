//! How many connections there may be, WebSockets and streams of events: in all, and for one token. Sockets are another
//! matter: see [`crate::admission`].

use crate::settings::Limits;
use domain::Jti;
use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// Counts the connections of this node.
#[derive(Debug)]
pub struct Connections {
    limits: Limits,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    in_all: u32,
    /// Of those, whose client has shown a token.
    let_in: u32,
    by_token: HashMap<Jti, u32>,
}

/// A bound that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// The node has as many as it can.
    Node,
    /// This token has as many as it may.
    Token,
}

/// A connection that counts until it is dropped.
#[derive(Debug)]
pub struct Connection {
    connections: Arc<Connections>,
    token: Mutex<Option<Jti>>,
}

impl Connections {
    /// With these bounds.
    #[must_use]
    pub fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { limits, counted: Mutex::default() })
    }

    /// Counts one more, if there is a place. Those whose client has not shown a token take none: their sockets are
    /// bounded by [`crate::admission`].
    pub fn admit(self: &Arc<Self>) -> Result<Connection, Full> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.let_in >= self.limits.connections {
            return Err(Full::Node);
        }
        counted.in_all += 1;
        drop(counted);
        Ok(Connection { connections: Arc::clone(self), token: Mutex::default() })
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner).in_all
    }
}

impl Connection {
    /// Gives it a place, and counts it for its token, once that is known.
    pub fn claim(&self, jti: Jti) -> Result<(), Full> {
        let mut token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if token.is_some() {
            return Ok(());
        }
        let mut counted = self.connections.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.let_in >= self.connections.limits.connections {
            return Err(Full::Node);
        }
        if !add(&mut counted.by_token, jti, self.connections.limits.connections_per_token) {
            return Err(Full::Token);
        }
        counted.let_in += 1;
        *token = Some(jti);
        Ok(())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let mut counted = self.connections.counted.lock().unwrap_or_else(PoisonError::into_inner);
        counted.in_all -= 1;
        if let Some(jti) = self.token.get_mut().unwrap_or_else(PoisonError::into_inner) {
            counted.let_in -= 1;
            subtract(&mut counted.by_token, jti);
        }
    }
}

/// One household or hall has a /64 of IPv6, so that is what counts as an address.
pub fn site(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::from((v6.to_bits() >> 64 << 64).to_be_bytes()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

fn add<K: Hash + Eq>(counts: &mut HashMap<K, u32>, key: K, most: u32) -> bool {
    if most == 0 {
        return false;
    }
    let count = counts.entry(key).or_default();
    let fits = *count < most;
    *count += u32::from(fits);
    fits
}

fn subtract<K: Hash + Eq>(counts: &mut HashMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections() -> Arc<Connections> {
        Connections::new(Limits {
            connections_per_token: 3,
            connections_per_address: 2,
            connections_per_private_address: 4,
            connections: 5,
            failed_codes_per_address: 0,
            failed_codes_per_summit: 0,
            failed_codes: 0,
            joins_per_address: 0,
            joins: 0,
        })
    }

    #[test]
    fn a_node_has_its_bound() {
        let connections = connections();
        let all: Vec<_> = (0..5).map(|_| connections.admit().expect("room")).collect();
        let late = connections.admit().expect("none of them has shown a token");
        for connection in &all {
            assert_eq!(connection.claim(Jti(uuid::Uuid::new_v4())), Ok(()));
        }
        assert_eq!(connections.admit().err(), Some(Full::Node));
        assert_eq!(late.claim(Jti(uuid::Uuid::new_v4())), Err(Full::Node));
        drop(late);
        assert_eq!(connections.count(), 5);
        drop(all);
        assert_eq!(connections.count(), 0);
    }

    #[test]
    fn a_token_has_three_connections() {
        let connections = connections();
        let jti = Jti(uuid::Uuid::new_v4());
        let open: Vec<_> = (0..4).map(|_| connections.admit().expect("room")).collect();
        let claims: Vec<_> = open.iter().map(|connection| connection.claim(jti)).collect();
        assert_eq!(claims, [Ok(()), Ok(()), Ok(()), Err(Full::Token)]);
        assert_eq!(open[0].claim(jti), Ok(()), "once is enough");
        drop(open);
        assert!(connections.counted.lock().expect("no panic").by_token.is_empty());
    }
}
