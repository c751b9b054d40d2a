//! Which node of a cluster holds a key, as the nodes tell it.

use crate::address::Address;
use redis::RedisError;

/// Into how many slots a cluster parts all keys.
const SLOTS: u16 = 16_384;

/// The slot of a key: of what stands between the first braces in it, if anything does.
#[must_use]
pub fn slot_of(key: &str) -> u16 {
    let tag = key.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map(|(tag, _)| tag);
    crc16(tag.filter(|tag| !tag.is_empty()).unwrap_or(key).as_bytes()) % SLOTS
}

/// CRC-16/XMODEM, which the cluster protocol names.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc: u16, byte| {
        let crc = crc ^ u16::from(*byte) << 8;
        (0..8).fold(crc, |crc, _| if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 })
    })
}

/// A node, as another one tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub address: Address,
    /// By which vote it holds what it holds: a newer one counts.
    epoch: u64,
    slots: Vec<(u16, u16)>,
}

impl Node {
    fn holds(&self, slot: u16) -> bool {
        self.slots.iter().any(|(first, last)| (*first..=*last).contains(&slot))
    }
}

/// The node that holds a slot, by the newest vote: one that is cut off claims by an older one.
pub(crate) fn holder(told: &[Node], slot: u16) -> Option<Address> {
    let holders = told.iter().filter(|node| node.holds(slot));
    holders.max_by_key(|node| node.epoch).map(|node| node.address.clone())
}

/// What the node at `asked` tells of all that it knows (`CLUSTER NODES`), but for those that are gone. One that does
/// not know its own address has that by which it was asked.
pub(crate) fn nodes(told: &str, asked: &Address) -> Vec<Node> {
    told.lines().filter_map(|line| node(line, asked)).collect()
}

/// `id host:port@bus[,name] flags primary ping pong epoch link slot…`
fn node(line: &str, asked: &Address) -> Option<Node> {
    let mut parts = line.split_whitespace();
    let address = parts.nth(1)?;
    let flags = parts.next()?;
    let epoch = parts.nth(3)?.parse().ok()?;
    let gone = ["noaddr", "handshake", "fail"];
    if flags.split(',').any(|flag| gone.contains(&flag)) {
        return None;
    }
    let (address, names) = address.split_once(',').unwrap_or((address, ""));
    let name = names.split(',').next().filter(|name| !name.is_empty() && !name.contains('='));
    let (host, port) = address.split('@').next()?.rsplit_once(':')?;
    let host = name.unwrap_or(host).trim_matches(['[', ']']);
    let host = if host.is_empty() { &asked.host } else { host };
    let port = port.parse().ok().filter(|port| *port != 0)?;
    let slots = parts.skip(1).filter_map(range).collect();
    Some(Node { address: Address { host: host.to_owned(), port }, epoch, slots })
}

/// `5` or `0-5460`; one that is on its way (`[5-<-id]`) counts where it was.
fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some((first.parse().ok()?, last.parse().ok()?))
}

/// Where a node sends us, told by its refusal (`MOVED 3999 127.0.0.1:6381`, `ASK` alike). One that does not know the
/// other's address means its own host.
pub(crate) fn sent_to(error: &RedisError, asked: &Address) -> Option<Address> {
    let (host, port) = error.detail()?.split_whitespace().nth(1)?.rsplit_once(':')?;
    let host = if host.is_empty() || host == "?" { &asked.host } else { host };
    Some(Address { host: host.to_owned(), port: port.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        text.parse().expect("an address")
    }

    #[test]
    fn a_key_has_the_slot_that_redis_gives_it() {
        // `CLUSTER KEYSLOT` of Redis 7.0.15 says so.
        assert_eq!(slot_of("123456789"), 12_739);
        assert_eq!(slot_of("foo"), 12_182);
        assert_eq!(slot_of("{foo}bar"), 12_182);
        assert_eq!(slot_of("burgertop:{foo}:log"), slot_of("foo"));
        assert_eq!(slot_of("foo{}"), crc16(b"foo{}") % SLOTS);
    }

    #[test]
    fn what_a_node_tells_of_the_others_is_read() {
        const TOLD: &str = "\
07c3 127.0.0.1:30004@31004,hostname4 slave e7d1 0 1426238317239 4 connected
67ed 127.0.0.1:30002@31002,,shard-id=1 master - 0 1426238316232 2 connected 5461-10922 [93-<-292f]
292f 127.0.0.1:30003@31003 master,fail - 0 1426238318243 3 connected 10923-16383
6ec2 [2001:db8::5]:30005@31005 master - 0 0 9 connected 100 200-300
824f :0@0 master,noaddr - 0 0 0 disconnected
e7d1 :30001@31001 myself,master - 0 0 1 connected 0-5460";
        let nodes = nodes(TOLD, &address("10.0.0.9:1"));
        let shown: Vec<_> = nodes.iter().map(|node| node.address.to_string()).collect();
        assert_eq!(
            shown,
            ["hostname4:30004", "127.0.0.1:30002", "[2001:db8::5]:30005", "10.0.0.9:30001"]
        );
        assert!(nodes[1].holds(5_461) && nodes[1].holds(10_922) && !nodes[1].holds(93));
        assert_eq!(holder(&nodes, 5_500), Some(address("127.0.0.1:30002")));
        assert_eq!(holder(&nodes, 200), Some(address("[2001:db8::5]:30005")), "the newer vote");
        assert_eq!(holder(&nodes, 16_000), None, "the one that had it is gone");
        assert!(nodes[2].holds(100) && nodes[2].holds(250) && nodes[2].epoch == 9);
    }

    #[test]
    fn where_a_node_sends_us_is_read() {
        let moved = |detail: &str| {
            let kind = redis::ErrorKind::Server(redis::ServerErrorKind::Moved);
            let error = RedisError::from((kind, "moved", detail.to_owned()));
            sent_to(&error, &address("10.0.0.9:1")).map(|it| it.to_string())
        };
        assert_eq!(moved("3999 127.0.0.1:6381").as_deref(), Some("127.0.0.1:6381"));
        assert_eq!(moved("3999 2001:db8::5:6381").as_deref(), Some("[2001:db8::5]:6381"));
        assert_eq!(moved("3999 :6381").as_deref(), Some("10.0.0.9:6381"));
        assert_eq!(moved("3999"), None);
    }
}
