//! Lines of libraries: what they call an error is often a stranger's doing, and then nobody has to act on it.
//!
//! A line at ERROR is one of ours, for an operator. What a library says at ERROR or WARN is told again at another level:
//! at DEBUG if it speaks with whoever connects, else at WARN.

use std::fmt;
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context};

/// The crates of this program.
const OURS: [&str; 13] = [
    "burgertop",
    "client",
    "domain",
    "hub",
    "journal",
    "line",
    "protocol",
    "relay",
    "screens",
    "server",
    "text",
    "themes",
    "views",
];
/// The libraries that read what strangers send.
const OF_CONNECTIONS: [&str; 6] =
    ["actix_codec", "actix_http", "actix_web", "actix_ws", "h2", "httparse"];

/// Tells lines of libraries at the level that is right for an operator.
#[derive(Debug, Default)]
pub struct Foreign;

/// What a line says, and where it comes from if it went through the crate `log`.
#[derive(Debug, Default)]
struct Said {
    message: String,
    target: Option<String>,
}

impl Said {
    fn of(event: &Event<'_>) -> Self {
        let mut said = Self::default();
        event.record(&mut said);
        said
    }
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "log.target" => self.target = Some(value.to_owned()),
            "message" => value.clone_into(&mut self.message),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.message = format!("{value:?}");
        }
    }
}

impl<S: Subscriber> Layer<S> for Foreign {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        let metadata = event.metadata();
        if *metadata.level() > Level::WARN || is_of(&OURS, metadata.target()) {
            return true;
        }
        let said = Said::of(event);
        let from = said.target.as_deref().unwrap_or_else(|| metadata.target());
        if is_of(&OF_CONNECTIONS, from) {
            tracing::debug!(from, said = said.message, "a connection failed");
        } else {
            tracing::warn!(from, said = said.message, "a library warns");
        }
        false
    }
}

fn is_of(crates: &[&str], target: &str) -> bool {
    let name = target.split("::").next().unwrap_or_default();
    crates.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};
    use tracing_subscriber::{Registry, layer::SubscriberExt as _};

    /// The level, place and words of each line.
    #[derive(Default, Clone)]
    struct Lines(Arc<Mutex<Vec<(Level, String, String)>>>);

    impl<S: Subscriber> Layer<S> for Lines {
        fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
            let (metadata, said) = (event.metadata(), Said::of(event));
            let line = (*metadata.level(), metadata.target().to_owned(), said.message);
            self.0.lock().expect("nobody fell over").push(line);
        }
    }

    #[test]
    fn every_crate_of_this_program_is_known() {
        let crates = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).expect("crates");
        let crates = crates.map(|it| it.expect("a crate").path());
        let libraries: Vec<_> = crates.filter(|it| it.join("src/lib.rs").exists()).collect();
        assert!(!libraries.is_empty());
        for library in libraries {
            let name = library.file_name().and_then(|it| it.to_str()).expect("a name");
            assert!(OURS.contains(&name), "{name}");
        }
    }

    #[test]
    fn only_this_program_says_error() {
        let lines = Lines::default();
        // As in the program: under one that counts in its scope alone, no line is told while another is.
        tracing::subscriber::set_global_default(
            Registry::default().with(lines.clone()).with(Foreign),
        )
        .expect("no other test sets it");
        tracing::error!(target: "actix_http::h1::dispatcher", "stream error: Invalid Header");
        tracing::error!(target: "actix_server::accept", "Error accepting connection");
        tracing::warn!(target: "h2::proto", "recv PING ack that we never sent");
        tracing::info!(target: "actix_server::builder", "starting 2 workers");
        tracing::error!(target: "hub::task", "nothing can be saved");
        let lines = lines.0.lock().expect("nobody fell over");
        let told: Vec<_> = lines.iter().map(|(level, _, said)| (*level, said.as_str())).collect();
        assert_eq!(
            told,
            [
                (Level::DEBUG, "a connection failed"),
                (Level::WARN, "a library warns"),
                (Level::DEBUG, "a connection failed"),
                (Level::INFO, "starting 2 workers"),
                (Level::ERROR, "nothing can be saved"),
            ]
        );
        assert!(
            lines[..3].iter().all(|(_, target, _)| target.starts_with("server::")),
            "{lines:?}"
        );
    }
}
