//! Redis as it must be set to keep what it was given: the primary, and the replica that follows it.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// A Redis of its own folder, set so that what it answered is on the disk.
pub fn command(
    program: &Path,
    folder: &Path,
    name: &str,
    port: u16,
    follows: Option<u16>,
) -> anyhow::Result<Command> {
    let data = folder.join(name);
    std::fs::create_dir_all(&data)?;
    let file = folder.join(format!("{name}.conf"));
    std::fs::write(&file, settings(&data, port, follows))?;
    let mut command = Command::new(program);
    command.arg(file);
    Ok(command)
}

fn settings(data: &Path, port: u16, follows: Option<u16>) -> String {
    let mut text = format!(
        "port {port}\nbind 127.0.0.1\ndir \"{}\"\nappendonly yes\nappendfsync always\n\
         maxmemory-policy noeviction\nsave \"\"\nrepl-diskless-sync-delay 0\n",
        data.display()
    );
    if let Some(primary) = follows {
        let _ = writeln!(text, "replicaof 127.0.0.1 {primary}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::settings;
    use std::path::Path;

    #[test]
    fn both_write_to_the_disk_before_they_answer() {
        for follows in [None, Some(6379)] {
            let text = settings(Path::new("/srv/redis"), 6380, follows);
            for line in ["appendonly yes", "appendfsync always", "maxmemory-policy noeviction"] {
                assert!(text.lines().any(|it| it == line), "{line}");
            }
        }
    }

    #[test]
    fn only_the_replica_follows() {
        assert!(!settings(Path::new("/srv/a"), 6379, None).contains("replicaof"));
        assert!(
            settings(Path::new("/srv/b"), 6380, Some(6379)).ends_with("replicaof 127.0.0.1 6379\n")
        );
    }

    #[test]
    fn no_other_machine_reaches_it() {
        assert!(settings(Path::new("/srv/a"), 6379, None).contains("bind 127.0.0.1\n"));
    }
}
