//! The metrics of the process that every Prometheus client exports under the same names, read from `/proc/self`
//! (proc(5)). The library's own collector brings two crates that cost more to compile than the library.

use nix::{
    sys::resource::{Resource, getrlimit},
    unistd::{SysconfVar, sysconf},
};
use prometheus::{
    Counter, Gauge,
    core::{Collector, Desc},
    proto::MetricFamily,
};
use std::fs;

/// Reads all of them whenever the metrics are asked for.
#[derive(Debug)]
pub struct ProcessMetrics {
    cpu: Counter,
    open_fds: Gauge,
    max_fds: Gauge,
    virtual_memory: Gauge,
    resident_memory: Gauge,
    start_time: Gauge,
    threads: Gauge,
    units: Units,
}

/// What the kernel counts in.
#[derive(Debug, Clone, Copy)]
struct Units {
    ticks_per_second: f64,
    page_bytes: f64,
}

impl ProcessMetrics {
    /// Of this process.
    pub fn new() -> Result<Self, prometheus::Error> {
        let system =
            |name, otherwise| sysconf(name).ok().flatten().map_or(otherwise, |value| value as f64);
        let metrics = Self {
            cpu: Counter::new("process_cpu_seconds_total", "Time on a processor, in seconds.")?,
            open_fds: Gauge::new("process_open_fds", "Open file descriptors.")?,
            max_fds: Gauge::new("process_max_fds", "Most file descriptors that may be open.")?,
            virtual_memory: Gauge::new(
                "process_virtual_memory_bytes",
                "Size of the virtual memory, in bytes.",
            )?,
            resident_memory: Gauge::new(
                "process_resident_memory_bytes",
                "Size of the resident memory, in bytes.",
            )?,
            start_time: Gauge::new(
                "process_start_time_seconds",
                "When the process was started, in seconds since 1970.",
            )?,
            threads: Gauge::new("process_threads", "Threads of the process.")?,
            units: Units {
                ticks_per_second: system(SysconfVar::CLK_TCK, 100.0),
                page_bytes: system(SysconfVar::PAGE_SIZE, 4_096.0),
            },
        };
        Ok(metrics)
    }

    fn read(&self) {
        if let Some(stat) = fs::read_to_string("/proc/self/stat").ok().as_deref().and_then(Stat::of)
        {
            let seconds = |ticks: u64| ticks as f64 / self.units.ticks_per_second;
            // Two scrapes may read at once: a counter takes no negative step.
            self.cpu.inc_by((seconds(stat.cpu_ticks) - self.cpu.get()).max(0.0));
            self.threads.set(stat.threads as f64);
            self.virtual_memory.set(stat.virtual_bytes as f64);
            self.resident_memory.set(stat.resident_pages as f64 * self.units.page_bytes);
            if let Some(booted) = booted_at_s() {
                self.start_time.set((booted as f64 + seconds(stat.started_ticks)).floor());
            }
        }
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            // The directory that is read is open as well.
            self.open_fds.set(open.count().saturating_sub(1) as f64);
        }
        if let Ok((soft, _)) = getrlimit(Resource::RLIMIT_NOFILE) {
            self.max_fds.set(soft as f64);
        }
    }

    fn all(&self) -> [&dyn Collector; 7] {
        [
            &self.cpu,
            &self.open_fds,
            &self.max_fds,
            &self.virtual_memory,
            &self.resident_memory,
            &self.start_time,
            &self.threads,
        ]
    }
}

impl Collector for ProcessMetrics {
    fn desc(&self) -> Vec<&Desc> {
        self.all().into_iter().flat_map(Collector::desc).collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        self.read();
        self.all().into_iter().flat_map(Collector::collect).collect()
    }
}

/// What is read of `/proc/self/stat`.
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    cpu_ticks: u64,
    threads: u64,
    started_ticks: u64,
    virtual_bytes: u64,
    resident_pages: u64,
}

impl Stat {
    /// None: the text is not what proc(5) describes.
    fn of(text: &str) -> Option<Self> {
        // The name of the program stands in brackets, and may hold spaces and brackets itself.
        let (_, after_name) = text.rsplit_once(')')?;
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        // Counted from one in proc(5); the third comes first here.
        let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
        Some(Self {
            cpu_ticks: field(14)? + field(15)?,
            threads: field(20)?,
            started_ticks: field(22)?,
            virtual_bytes: field(23)?,
            resident_pages: field(24)?,
        })
    }
}

fn booted_at_s() -> Option<u64> {
    let stat = fs::read_to_string("/proc/stat").ok()?;
    stat.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_found_behind_any_name() {
        let text = "4242 (a (b) c) S 1 4242 4242 0 -1 4194560 1 2 3 4 150 25 0 0 20 0 7 0 9000 104857600 2560 5";
        let stat = Stat::of(text);
        let expected = Stat {
            cpu_ticks: 175,
            threads: 7,
            started_ticks: 9_000,
            virtual_bytes: 104_857_600,
            resident_pages: 2_560,
        };
        assert_eq!(stat, Some(expected));
        assert_eq!(Stat::of("4242 (cut"), None);
        assert_eq!(Stat::of("4242 (cut) S 1 4242"), None);
    }

    #[test]
    fn this_process_is_running_and_uses_something_of_everything() {
        let metrics = ProcessMetrics::new().unwrap();
        let named: Vec<(String, f64)> = metrics
            .collect()
            .iter()
            .map(|family| {
                let metric = &family.get_metric()[0];
                let value = metric.get_gauge().get_value() + metric.get_counter().get_value();
                (family.name().to_owned(), value)
            })
            .collect();
        let names: Vec<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
        let expected = [
            "process_cpu_seconds_total",
            "process_open_fds",
            "process_max_fds",
            "process_virtual_memory_bytes",
            "process_resident_memory_bytes",
            "process_start_time_seconds",
            "process_threads",
        ];
        assert_eq!(names, expected);
        let value = |name: &str| named.iter().find(|(it, _)| it == name).unwrap().1;
        assert!(value("process_open_fds") >= 3.0 && value("process_max_fds") >= 3.0);
        assert!(value("process_resident_memory_bytes") > 100_000.0);
        assert!(value("process_virtual_memory_bytes") > value("process_resident_memory_bytes"));
        assert!(value("process_threads") >= 1.0);
        // After this test was written, and before it ran.
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs_f64();
        assert!((1_790_000_000.0..=now + 1.0).contains(&value("process_start_time_seconds")));
    }
}
