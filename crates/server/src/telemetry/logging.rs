//! Log lines: for people or machines, one line each, whatever is in them.

use crate::{
    settings::{Log, LogFormat},
    telemetry::{log_foreign::Foreign, log_rate::RateLimited},
};
use std::io::{self, IsTerminal as _, Write};
use tracing::Metadata;
use tracing_subscriber::{
    filter::{LevelFilter, Targets, filter_fn},
    fmt,
    fmt::MakeWriter,
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

/// Logs to the standard error from now on; a second call changes nothing.
pub fn start(log: &Log) {
    // The settings refuse what is no filter.
    let filter = log.filter().unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    let json = match log.format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !io::stderr().is_terminal(),
    };
    let paced = tracing_subscriber::registry()
        .with(filter)
        .with(filter_fn(is_fit))
        .with(RateLimited::default())
        .with(Foreign);
    // A line that cannot be written, as on a full disk, is lost: saying so where it failed would panic.
    let lines = fmt::layer().with_ansi(false).log_internal_errors(false);
    let _ = if json {
        paced.with(lines.json().with_writer(io::stderr)).try_init()
    } else {
        paced.with(lines.with_target(false).with_writer(OneLine)).try_init()
    };
}

/// The HTTP client writes every byte it sends at the level `trace`: keys and what people wrote stand in no log,
/// whatever the filter says.
fn is_fit(line: &Metadata<'_>) -> bool {
    !line.target().starts_with("ureq")
}

/// Nobody can forge a line or recolour a terminal: control characters are written out.
#[derive(Debug, Clone, Copy)]
struct OneLine;

impl<'a> MakeWriter<'a> for OneLine {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        *self
    }
}

impl Write for OneLine {
    /// A whole line comes in one call.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        io::stderr().lock().write_all(escape(line).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

fn escape(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let (text, end) = text.strip_suffix('\n').map_or((&*text, ""), |text| (text, "\n"));
    let mut escaped = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        let hides = c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if hides {
            escaped.extend(c.escape_default());
        } else {
            escaped.push(c);
        }
    }
    escaped + end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one_line_and_keeps_its_colour() {
        assert_eq!(
            escape(b"a\nINFO forged \x1b[31m\r\x07\n"),
            "a\\nINFO forged \\u{1b}[31m\\r\\u{7}\n"
        );
        assert_eq!(escape("één\n".as_bytes()), "één\n");
        assert_eq!(escape("a\u{202e}b".as_bytes()), "a\\u{202e}b");
    }
}
