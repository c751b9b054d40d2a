//! What a process holds: memory of its own, at rest and at most, and sockets.

use std::{fs, net::SocketAddr};

fn lines(pid: u32, file: &str) -> String {
    fs::read_to_string(format!("/proc/{pid}/{file}")).expect("it runs, on Linux")
}

fn kib(lines: &str, names: &[&str]) -> u64 {
    let named = lines
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| names.contains(name));
    named.filter_map(|(_, rest)| rest.split_whitespace().next()?.parse::<u64>().ok()).sum()
}

/// Memory that no other process shares, in KiB.
pub fn own_kib(pid: u32) -> u64 {
    kib(&lines(pid, "smaps_rollup"), &["Private_Dirty", "Private_Clean"])
}

/// Memory that it has written to, in KiB: what it maps from files is private or shared by who else runs.
pub fn written_kib(pid: u32) -> u64 {
    kib(&lines(pid, "smaps_rollup"), &["Private_Dirty"])
}

/// Measures the most from here on.
pub fn forget_peak(pid: u32) {
    fs::write(format!("/proc/{pid}/clear_refs"), "5").expect("it is our own process");
}

/// How far the memory rose above what it is now, in KiB, since [`forget_peak`].
pub fn peak_above_kib(pid: u32, before: u64) -> u64 {
    kib(&lines(pid, "status"), &["VmHWM"]).saturating_sub(before)
}

/// Resident memory, in KiB: what a peak is compared with.
pub fn resident_kib(pid: u32) -> u64 {
    kib(&lines(pid, "status"), &["VmRSS"])
}

/// Sockets that the process has open.
pub fn sockets(pid: u32) -> usize {
    let open = fs::read_dir(format!("/proc/{pid}/fd")).expect("it is our own process");
    let targets = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count()
}

/// Connections of this server that the kernel keeps buffers for, closed by the process or not.
pub fn kept_by_kernel(address: SocketAddr) -> usize {
    const LISTENING: &str = "0A";
    const TIME_WAIT: &str = "06";
    let local = format!(":{:04X}", address.port());
    let table = fs::read_to_string("/proc/net/tcp").expect("Linux");
    let rows = table.lines().skip(1).map(|row| row.split_whitespace().collect::<Vec<_>>());
    rows.filter(|row| row[1].ends_with(&local) && ![LISTENING, TIME_WAIT].contains(&row[3])).count()
}
