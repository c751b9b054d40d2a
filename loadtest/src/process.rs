//! What a process costs: its time on the processors and its memory, as Linux counts them.

use nix::unistd::{SysconfVar, sysconf};
use std::{fs, path::Path};

/// A process on this machine.
#[derive(Debug, Clone, Copy)]
pub struct Process(pub u32);

impl Process {
    /// This one.
    pub fn own() -> Self {
        Self(std::process::id())
    }

    /// The one that listens on a port of this machine, if it is ours to see.
    pub fn listening_on(port: u16) -> Option<Self> {
        let inode = ["/proc/net/tcp", "/proc/net/tcp6"].iter().find_map(|table| {
            fs::read_to_string(table).ok()?.lines().find_map(|line| inode_of(line, port))
        })?;
        let socket = format!("socket:[{inode}]");
        let processes = fs::read_dir("/proc").ok()?.flatten();
        let mut pids = processes.filter_map(|it| it.file_name().to_str()?.parse().ok());
        pids.find(|pid| holds(*pid, &socket)).map(Self)
    }

    /// Seconds on the processors since it began.
    pub fn cpu_s(self) -> Option<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0)).ok()?;
        // The name, in brackets, may hold anything.
        let (_, fields) = stat.rsplit_once(") ")?;
        let mut fields = fields.split(' ').skip(11).map_while(|field| field.parse::<f64>().ok());
        let ticks = fields.next()? + fields.next()?;
        let per_s = sysconf(SysconfVar::CLK_TCK).ok()??;
        Some(ticks / per_s as f64)
    }

    /// The most memory it ever had, and what it has now, in MB.
    pub fn rss_mb(self) -> Option<(f64, f64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).ok()?;
        let kib = |name: &str| {
            let value = status.lines().find_map(|line| line.strip_prefix(name))?;
            value.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok()
        };
        Some((kib("VmHWM:")? * 1.024 / 1_000.0, kib("VmRSS:")? * 1.024 / 1_000.0))
    }
}

/// How much else there is to do on this machine, on average over a minute.
pub fn load_average() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

/// From a line of `/proc/net/tcp`, if it is a socket that listens on this port.
fn inode_of(line: &str, port: u16) -> Option<u64> {
    const LISTENS: &str = "0A";
    let fields: Vec<&str> = line.split_whitespace().collect();
    let (_, its_port) = fields.get(1)?.rsplit_once(':')?;
    let is_it = *fields.get(3)? == LISTENS && u16::from_str_radix(its_port, 16) == Ok(port);
    is_it.then(|| fields.get(9)?.parse().ok()).flatten()
}

fn holds(pid: u32, socket: &str) -> bool {
    let Ok(descriptors) = fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
    let mut links = descriptors.flatten().filter_map(|it| fs::read_link(it.path()).ok());
    links.any(|link| link == Path::new(socket))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn a_process_is_found_by_its_port() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let found = Process::listening_on(port).expect("this one");
        assert_eq!(found.0, std::process::id());
    }

    #[test]
    fn this_process_has_a_cost() {
        let (most, now) = Process::own().rss_mb().expect("linux");
        assert!(most >= now && now > 0.5);
        assert!(Process::own().cpu_s().is_some());
    }
}
