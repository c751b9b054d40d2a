//! What the one who started it sees: links, who runs where, and how to break it.

use std::fmt::Write as _;
use std::path::Path;

/// What runs, in the order in which it was started: Redis, its replica, the nodes.
pub struct Running<'a> {
    /// What the first node printed.
    pub screenful: &'a str,
    /// The port for people and the port for metrics of each node.
    pub nodes: &'a [(u16, u16)],
    /// The ports of Redis and of its replica.
    pub stores: [u16; 2],
    pub pids: &'a [u32],
    pub folder: &'a Path,
}

/// The whole text.
pub fn all(running: &Running<'_>) -> String {
    let mut text = running.screenful.trim_end().to_owned();
    let (stores, nodes) = running.pids.split_at(running.pids.len().min(2));
    text.push_str("\n\nThe log is on Redis; every link is good at every node.\n\n");
    let host = host(running.screenful).unwrap_or("http://127.0.0.1");
    for (at, ((port, admin), pid)) in running.nodes.iter().zip(nodes).enumerate() {
        let url = format!("{host}:{port}");
        let node = format!("node {}", at + 1);
        let _ =
            writeln!(text, "  {node:<9} {url:<28} pid {pid:<8} http://127.0.0.1:{admin}/metrics");
    }
    for ((name, port), pid) in ["redis", "replica"].iter().zip(running.stores).zip(stores) {
        let address = format!("127.0.0.1:{port}");
        let _ = writeln!(text, "  {name:<9} {address:<28} pid {pid}");
    }
    text.push_str(
        "\nTry a fault from another terminal. What ends is started again after a second.\n\n",
    );
    if let (&[redis, replica], Some(node)) = (stores, nodes.last()) {
        for (fault, what) in faults(redis, replica, *node) {
            let _ = writeln!(text, "  {fault:<48} {what}");
        }
    }
    let _ = writeln!(text, "\n  Logs and data: {}", running.folder.display());
    text.push_str("  Ctrl-C ends all of it.\n\n");
    text
}

fn faults(redis: u32, replica: u32, node: u32) -> [(String, &'static str); 5] {
    let still = |pid, for_s| format!("kill -STOP {pid}; sleep {for_s}; kill -CONT {pid}");
    [
        (format!("kill -9 {node}"), "a node dies"),
        (format!("kill {node}"), "a node is stopped, as for an update"),
        (format!("kill -9 {redis}"), "Redis dies"),
        (still(redis, 8), "Redis hangs: screens say so"),
        (still(replica, 45), "the replica is away: a single copy after 30 s"),
    ]
}

/// Whether a node has printed all that it prints at its start.
pub fn is_whole(screenful: &str) -> bool {
    screenful.lines().any(|line| line.trim_start().starts_with("Data: "))
        && screenful.ends_with('\n')
}

/// The address of this machine that the links name, without the port.
fn host(screenful: &str) -> Option<&str> {
    let link = screenful.split_whitespace().find(|word| word.contains("/join#"))?;
    let base = link.split_once("/join#")?.0;
    let (host, port) = base.rsplit_once(':')?;
    port.bytes().all(|byte| byte.is_ascii_digit()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::{Running, all, host, is_whole};
    use std::path::Path;

    const SCREENFUL: &str = "\nBurgertop is running.\n\n  control   http://192.168.1.20:8080/join#TXFJ-ME66-ZTRM\n\n  Data: node-1\n\n";

    fn told(screenful: &str) -> String {
        all(&Running {
            screenful,
            nodes: &[(8080, 9090), (8081, 9091)],
            stores: [6379, 6380],
            pids: &[11, 12, 13, 14],
            folder: Path::new("/tmp/cluster"),
        })
    }

    #[test]
    fn the_second_node_is_told_at_the_address_of_the_first() {
        let text = told(SCREENFUL);
        assert!(text.contains("http://192.168.1.20:8080/join#TXFJ-ME66-ZTRM"), "{text}");
        assert!(text.contains("node 2    http://192.168.1.20:8081 "), "{text}");
    }

    #[test]
    fn every_pid_stands_beside_what_it_is() {
        let text = told(SCREENFUL);
        for (name, pid) in [("redis", 11), ("replica", 12), ("node 1", 13), ("node 2", 14)] {
            let line = text.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
            assert!(line.contains(&format!("pid {pid}")), "{line}");
        }
        assert!(text.contains("kill -9 14 ") && text.contains("kill -9 11 "), "{text}");
    }

    #[test]
    fn without_links_the_nodes_are_told_at_this_machine() {
        assert!(told("").contains("http://127.0.0.1:8081 "));
    }

    #[test]
    fn the_host_of_a_link_may_be_an_ipv6_address() {
        assert_eq!(host("wall http://[fd00::1]:8080/join#A"), Some("http://[fd00::1]"));
        assert_eq!(host("wall http://hall.local/join#A"), None);
    }

    #[test]
    fn half_a_screenful_is_waited_for() {
        assert!(is_whole(SCREENFUL));
        assert!(!is_whole(SCREENFUL.trim_end()) && !is_whole(&SCREENFUL[..60]) && !is_whole(""));
    }
}
