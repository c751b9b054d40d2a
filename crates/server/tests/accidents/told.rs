//! What an operator is told: lines at ERROR.

use std::{
    io,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tracing_subscriber::fmt::MakeWriter;

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn lines() -> MutexGuard<'static, Vec<u8>> {
    LINES.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Clone, Copy)]
struct Kept;

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lines().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Kept {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        *self
    }
}

/// Of several tests in one process only one plays at a time: the lines of all of them come here.
pub async fn turn() -> tokio::sync::MutexGuard<'static, ()> {
    static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    TURN.lock().await
}

/// Listens from now on, to all that this process says at ERROR.
pub fn listen() {
    let level = tracing_subscriber::filter::LevelFilter::ERROR;
    let lines = tracing_subscriber::fmt().with_max_level(level).with_ansi(false);
    // Of several tests in one process the first listens for all.
    let _ = lines.with_writer(Kept).try_init();
}

/// What was told since this was last asked.
pub fn since() -> String {
    String::from_utf8(std::mem::take(&mut *lines())).expect("text")
}
