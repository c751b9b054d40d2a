//! `cargo xtask cluster`: Redis with a replica and two nodes on this machine, to look at and to break.

mod asked;
mod member;
mod ports;
mod store;
mod told;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::signal::unix::{SignalKind, signal};

use crate::step::{Step, root};
use crate::test::built;
use crate::tools;
use member::{Fate, Member};
use ports::Ports;

/// How long a member may take until it answers; a busy machine included.
const START_MAX: Duration = Duration::from_secs(30);
/// How often it is looked whether all live.
const LOOK: Duration = Duration::from_millis(200);

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// How many nodes share the log.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=9))]
    nodes: u16,
    /// Tables of the summit (default: as the programme says).
    #[arg(long, value_name = "N")]
    tables: Option<u16>,
    /// Keep the folder with logs and data at the end.
    #[arg(long)]
    keep: bool,
}

/// Runs until Ctrl-C, or until a member ends in a way that cannot go on; ends what it started, and nothing else.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    // From the first moment on, so that nothing is left behind.
    let signals = caught()?;
    let root = root()?;
    let redis = ["redis-server", "valkey-server"].into_iter().find_map(tools::find);
    let redis =
        redis.context("there is no redis-server (on Debian: apt-get install redis-server)")?;
    let burgertop = program(&root)?;
    let folder = tempfile::Builder::new().prefix("burgertop-cluster-").tempdir()?;
    let mut cluster = Cluster::new(folder.path(), arguments)?;
    let done = cluster.start(&redis, &burgertop, &signals).and_then(|told| {
        print!("{told}");
        cluster.watch(&signals)
    });
    println!("stopping");
    cluster.stop();
    if arguments.keep {
        println!("kept: {}", folder.keep().display());
    }
    done
}

/// The program that is built already, if one is named; else it is built.
fn program(root: &Path) -> anyhow::Result<PathBuf> {
    if let Some(program) = std::env::var_os("BURGERTOP_BIN") {
        return std::path::absolute(program).context("BURGERTOP_BIN");
    }
    Step::cargo(&["build", "--release", "--package", "server", "--bin", "burgertop"])
        .run_in(root)?;
    Ok(built(root)?.with_file_name("release").join("burgertop"))
}

/// Ctrl-C, a request to end and a terminal that closes, as messages.
fn caught() -> anyhow::Result<Receiver<()>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let [mut interrupt, mut terminate, mut hangup] = {
        let _entered = runtime.enter();
        let [one, two, three] = kinds.map(signal);
        [one?, two?, three?]
    };
    let (tell, told) = channel();
    std::thread::spawn(move || {
        runtime.block_on(async {
            loop {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                    _ = hangup.recv() => {}
                }
                if tell.send(()).is_err() {
                    break;
                }
            }
        });
    });
    Ok(told)
}

/// What runs, in the order in which it was started.
struct Cluster {
    folder: PathBuf,
    tables: Option<u16>,
    secret: String,
    /// Its own, so that no tablet hands in here what it kept of an earlier one.
    summit: String,
    redis: u16,
    replica: u16,
    /// For people, and for metrics.
    nodes: Vec<(u16, u16)>,
    members: Vec<Member>,
}

impl Cluster {
    fn new(folder: &Path, arguments: &Arguments) -> anyhow::Result<Self> {
        let mut ports = Ports::default();
        let (redis, replica) = (ports.free_from(6379)?, ports.free_from(6379)?);
        let node = |_| Ok((ports.free_from(8080)?, ports.free_from(9090)?));
        let nodes = (0..arguments.nodes).map(node).collect::<anyhow::Result<_>>()?;
        let (folder, tables) = (folder.to_owned(), arguments.tables);
        let (secret, summit) = (chance(32)?, format!("cluster-{}", chance(4)?));
        let members = Vec::new();
        Ok(Self { folder, tables, secret, summit, redis, replica, nodes, members })
    }

    /// One after another, each once the one before answers; gives what is to be told.
    fn start(
        &mut self,
        redis: &Path,
        burgertop: &Path,
        signals: &Receiver<()>,
    ) -> anyhow::Result<String> {
        let (primary, replica) = (self.redis, self.replica);
        self.begin("redis", store::command(redis, &self.folder, "redis", primary, None)?)?;
        self.wait("redis", signals, || asked::pong(primary))?;
        let command = store::command(redis, &self.folder, "replica", replica, Some(primary))?;
        self.begin("replica", command)?;
        self.wait("replica", signals, || asked::follows(replica))?;
        for at in 0..self.nodes.len() {
            let name = node_name(at);
            let command = self.node(burgertop, at)?;
            self.begin(&name, command)?;
            let port = self.nodes[at].0;
            self.wait(&name, signals, || asked::ready(port))?;
        }
        let printed = self.folder.join(format!("{}.out", node_name(0)));
        let screenful = asked::until(Duration::from_secs(5), || {
            std::fs::read_to_string(&printed).ok().filter(|text| told::is_whole(text))
        });
        let pids: Vec<u32> = self.members.iter().map(Member::pid).collect();
        Ok(told::all(&told::Running {
            screenful: &screenful.unwrap_or_default(),
            nodes: &self.nodes,
            stores: [self.redis, self.replica],
            pids: &pids,
            folder: &self.folder,
        }))
    }

    fn node(&self, burgertop: &Path, at: usize) -> anyhow::Result<Command> {
        let (port, admin) = self.nodes[at];
        let mut command = Command::new(burgertop);
        // What is set for another server is not for this one.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("BURGERTOP__") {
                command.env_remove(name);
            }
        }
        let data = self.folder.join(node_name(at));
        std::fs::create_dir_all(&data)?;
        command.arg("--data-dir").arg(data).args(["--port", &port.to_string()]);
        if let Some(tables) = self.tables {
            command.args(["--tables", &tables.to_string()]);
        }
        command
            .env("BURGERTOP__SERVER__ADMIN", format!("127.0.0.1:{admin}"))
            .env("BURGERTOP__REDIS__URL", format!("redis://127.0.0.1:{}/0", self.redis))
            .env("BURGERTOP__REDIS__REPLICAS", "1")
            .env("BURGERTOP__TOKENS__SECRET", &self.secret)
            .env("BURGERTOP__SUMMIT__ID", &self.summit)
            .env("BURGERTOP__LOG__FORMAT", "text");
        Ok(command)
    }

    fn begin(&mut self, name: &str, command: Command) -> anyhow::Result<()> {
        self.members.push(Member::start(name, command, &self.folder)?);
        Ok(())
    }

    /// Until the newest member answers; that one of them ends meanwhile is an error.
    fn wait(
        &mut self,
        name: &str,
        signals: &Receiver<()>,
        mut answers: impl FnMut() -> bool,
    ) -> anyhow::Result<()> {
        let begun = Instant::now();
        while !answers() {
            for member in &mut self.members {
                if let Some(ended) = member.ended()? {
                    bail!("{} ended ({ended})\n{}", member.name(), member.last_words());
                }
            }
            if begun.elapsed() > START_MAX {
                bail!("{name} does not answer: its log is in {}", self.folder.display());
            }
            if !matches!(signals.recv_timeout(LOOK), Err(RecvTimeoutError::Timeout)) {
                bail!("stopped before {name} answered");
            }
        }
        Ok(())
    }

    /// What dies is started again, as a service would be, until a signal comes or nothing helps.
    fn watch(&mut self, signals: &Receiver<()>) -> anyhow::Result<()> {
        while matches!(signals.recv_timeout(LOOK), Err(RecvTimeoutError::Timeout)) {
            for member in &mut self.members {
                let Some(ended) = member.ended()? else { continue };
                let name = member.name().to_owned();
                if member.fate(ended) == Fate::Over {
                    bail!("{name} ended ({ended}), and cannot go on\n{}", member.last_words());
                }
                std::thread::sleep(Duration::from_secs(1));
                member.again()?;
                println!("{name} ended ({ended}); started again as {}", member.pid());
            }
        }
        Ok(())
    }

    /// The nodes first, for they still have to answer; the primary last.
    fn stop(&mut self) {
        while let Some(mut member) = self.members.pop() {
            member.stop();
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}

fn node_name(at: usize) -> String {
    format!("node-{}", at + 1)
}

/// So many random bytes, in hexadecimal digits.
fn chance(length: usize) -> anyhow::Result<String> {
    use std::io::Read as _;
    let mut bytes = vec![0_u8; length];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes).context("/dev/urandom")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::path::Path;

    use super::{Arguments, Cluster};

    fn cluster(nodes: u16) -> (tempfile::TempDir, Cluster) {
        let folder = tempfile::tempdir().unwrap();
        let arguments = Arguments { nodes, tables: Some(12), keep: false };
        let cluster = Cluster::new(folder.path(), &arguments).unwrap();
        (folder, cluster)
    }

    #[test]
    fn every_member_has_a_port_of_its_own() {
        let (_folder, cluster) = cluster(3);
        let mut ports = vec![cluster.redis, cluster.replica];
        ports.extend(cluster.nodes.iter().flat_map(|(port, admin)| [*port, *admin]));
        ports.sort_unstable();
        ports.dedup();
        assert_eq!(ports.len(), 8);
    }

    #[test]
    fn nodes_share_the_secret_the_summit_and_redis_and_nothing_else() {
        let (_folder, cluster) = cluster(2);
        let [one, two] = [0, 1].map(|at| cluster.node(Path::new("burgertop"), at).unwrap());
        for (name, same) in [
            ("BURGERTOP__TOKENS__SECRET", true),
            ("BURGERTOP__SUMMIT__ID", true),
            ("BURGERTOP__REDIS__URL", true),
            ("BURGERTOP__SERVER__ADMIN", false),
        ] {
            let of = |command: &std::process::Command| {
                let mut set = command.get_envs().filter(|(key, _)| *key == OsStr::new(name));
                set.next().and_then(|(_, value)| value.map(OsStr::to_owned)).unwrap()
            };
            assert_eq!(of(&one) == of(&two), same, "{name}");
        }
        let arguments = |command: &std::process::Command| {
            command.get_args().map(OsStr::to_owned).collect::<Vec<_>>()
        };
        assert_ne!(arguments(&one), arguments(&two), "the data directory and the port");
        assert!(arguments(&one).iter().any(|argument| argument == "12"), "the tables");
    }

    #[test]
    fn no_cluster_has_the_secret_or_the_summit_of_another() {
        let ((_one, one), (_other, other)) = (cluster(1), cluster(1));
        assert!(one.secret.len() >= 32 && one.secret != other.secret);
        assert!(one.summit.len() <= 32 && one.summit != other.summit);
    }
}
