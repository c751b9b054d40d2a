//! The command line.

use crate::{export::Format, settings::Overrides, storage::location::LocationKind};
use clap::{Args, Parser, Subcommand};
use domain::limits::{SEATS_MAX, TABLES_MAX};
use std::path::PathBuf;

/// The backend of a citizens' summit: one program, one data directory, every screen in the hall.
#[derive(Debug, Parser)]
#[command(name = "burgertop", version, about)]
pub struct Cli {
    /// What to do; without one, the server starts.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Settings that win over the file and the environment.
    #[command(flatten)]
    pub flags: Flags,
}

/// Settings that win over the file and the environment.
#[derive(Debug, Clone, Default, Args)]
pub struct Flags {
    /// Settings (default: burgertop.toml, if it is there)
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    /// Where everything is kept (default: burgertop-data)
    #[arg(long, value_name = "DIR", global = true)]
    pub data_dir: Option<PathBuf>,
    /// The address to listen on (default: ::, every network, by IPv4 and IPv6)
    #[arg(long, value_name = "ADDRESS", global = true)]
    pub host: Option<String>,
    /// The port to listen on (default: 8080)
    #[arg(long, global = true)]
    pub port: Option<u16>,
    /// Tables, where the summit is new
    #[arg(long, value_name = "N", global = true, value_parser = tables, allow_negative_numbers = true)]
    pub tables: Option<u16>,
    /// Seats at a table, where the summit is new
    #[arg(long, value_name = "N", global = true, value_parser = seats, allow_negative_numbers = true)]
    pub seats: Option<u16>,
    /// The programme, where the summit is new: a file, or one that comes with the server
    #[arg(long, value_name = "NAME", global = true)]
    pub programme: Option<String>,
    /// Writes every join link to this file, as JSON
    #[arg(long, value_name = "FILE", global = true)]
    pub links: Option<PathBuf>,
    /// Starts a rehearsal with N simulated tables; nothing in it counts. Before the day has begun it goes to
    /// the first round of ideas, gives it a minute to hand in, and shows the themes on the wall. End it in control
    #[arg(long, value_name = "N", global = true, value_parser = tables, allow_negative_numbers = true)]
    pub rehearse: Option<u16>,
}

fn tables(text: &str) -> Result<u16, String> {
    within(text, TABLES_MAX, "tables")
}

fn seats(text: &str) -> Result<u16, String> {
    within(text, SEATS_MAX, "seats at a table")
}

fn within(text: &str, most: u16, of: &str) -> Result<u16, String> {
    let number = text.trim().parse().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| format!("a summit has 1 to {most} {of}"))
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the server (the default)
    Serve,
    /// Look at the settings
    Config {
        /// What to do with them.
        #[command(subcommand)]
        what: ConfigCommand,
    },
    /// Make a new summit from a programme, without starting the server
    New {
        /// The log of the summit is gone, and so are its backups: begin it anew under its name, with its codes. What is
        /// left is set aside; every device sends again what it handed in
        #[arg(long)]
        after_loss: bool,
    },
    /// Check that the log in the data directory (or in Redis), or a backup, is whole
    Verify {
        /// A backup, or a folder with backups; without it, the log that the server uses
        #[arg(value_name = "BACKUP")]
        backup: Option<PathBuf>,
        #[command(flatten)]
        of: Of,
    },
    /// Copy the whole data directory into one file, also while the server runs
    #[command(group = clap::ArgGroup::new("where").required(true).args(["to", "follow"]))]
    Backup {
        /// The file, or the folder for it
        #[arg(value_name = "FILE|DIR")]
        to: Option<PathBuf>,
        /// Keep a copy in this folder up to date, until this is stopped
        #[arg(long, value_name = "DIR")]
        follow: Option<PathBuf>,
    },
    /// Make an empty data directory of a backup
    Restore {
        /// The backup, or a folder with backups
        #[arg(value_name = "FROM")]
        from: PathBuf,
    },
    /// Show the first links to join by; with --links FILE, write all of them, of every summit unless one is named
    Links {
        /// Make those anew that were used up
        #[arg(long)]
        renew: bool,
        #[command(flatten)]
        of: Of,
    },
    /// Carry a whole summit from the data directory into Redis, or from Redis into a data directory; stop every server
    /// first
    Migrate {
        /// Where to: nothing may lie there
        #[arg(long, value_enum, value_name = "HOME")]
        to: LocationKind,
        #[command(flatten)]
        of: Of,
    },
    /// Group the ideas of any meeting into themes: in a file, one a line, in order of arrival
    Theme(Theme),
    /// Write the whole record of the summit, hidden ideas included
    Export {
        /// The format
        #[arg(long, value_enum, default_value = "json")]
        format: Format,
        /// Where to; the standard output if it is not given
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        #[command(flatten)]
        of: Of,
    },
}

/// Which summit, where nodes serve several.
#[derive(Debug, Clone, Default, Args)]
pub struct Of {
    /// The summit, if not the first of those that the settings name
    #[arg(long, value_name = "NAME")]
    pub summit: Option<String>,
}

/// Ideas in, themes out; docs/theming.md has the forms of the files.
#[derive(Debug, Args)]
pub struct Theme {
    /// Lines of JSON with a `text`, a table (comma, semicolon, tab or bar between cells), or a record that `export`
    /// wrote; `-` reads the standard input
    #[arg(value_name = "IDEAS")]
    pub ideas: PathBuf,
    /// The column that holds the ideas, by name or number; else `text`, `tekst`, `idea` or `idee`, or the one with the
    /// most words
    #[arg(long, value_name = "COLUMN")]
    pub column: Option<String>,
    /// Says after every N ideas which theme each is in, as a hall sees it, instead of how it ends
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub stream: Option<u32>,
    /// What people did to themes, and after how many ideas; lines of JSON
    #[arg(long, value_name = "FILE")]
    pub edits: Option<PathBuf>,
    /// How it is written; as the ideas are if it is not said
    #[arg(long, value_enum)]
    pub format: Option<ThemeFormat>,
    /// Fewer themes (75) or more (300)
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u16).range(75..=300))]
    pub resolution: Option<u16>,
}

/// How themes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ThemeFormat {
    /// A line of JSON for each idea.
    Jsonl,
    /// A table, as a Dutch spreadsheet opens it.
    Csv,
}

/// What to do with the settings.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum ConfigCommand {
    /// Say whether they can be used
    Check,
    /// Write them out, secrets masked
    Show,
}

impl From<&Flags> for Overrides {
    fn from(flags: &Flags) -> Self {
        Self {
            config: flags.config.clone(),
            data_dir: flags.data_dir.clone(),
            host: flags.host.clone(),
            port: flags.port,
            tables: flags.tables,
            seats: flags.seats,
            programme: flags.programme.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn nothing_at_all_starts_the_server_and_flags_may_stand_anywhere() {
        assert!(Cli::try_parse_from(["burgertop"]).expect("no arguments").command.is_none());
        let cli =
            Cli::try_parse_from(["burgertop", "export", "--format", "csv", "--data-dir", "x"])
                .expect("arguments");
        assert_eq!(cli.flags.data_dir, Some("x".into()));
        let cli = Cli::try_parse_from(["burgertop", "export", "--summit", "noord"]);
        let named = cli.expect("arguments").command;
        assert!(matches!(named, Some(Command::Export { of, .. }) if of.summit.is_some()));
        assert!(Cli::try_parse_from(["burgertop", "--prot", "1"]).is_err());
    }
}
