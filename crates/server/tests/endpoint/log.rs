//! What the log says of an endpoint, at its most talkative.

use crate::fake::{Fake, Mood};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    fs::{self, File},
    process::{Command, Stdio},
};

#[actix_web::test]
async fn neither_the_key_nor_what_is_sent_stands_in_the_log_even_if_everything_is_logged() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut fake = Fake::start(Mood::Good);
    // Not a pipe, which the server would fill before anyone reads it.
    let log = folder.path().join("log");
    let mut server = Command::new(env!("CARGO_BIN_EXE_burgertop"))
        .current_dir(folder.path())
        .args(["--host", "127.0.0.1", "--port", "0", "--tables", "3"])
        .env("BURGERTOP__SERVER__ADMIN", "")
        .env("BURGERTOP__LOG__LEVEL", "trace,ureq=trace,ureq_proto::util=trace")
        .env("BURGERTOP__LOG__FORMAT", "json")
        .env("BURGERTOP__THEMING__ENDPOINT", format!("http://{}/v1", fake.address))
        .env("BURGERTOP__THEMING__MODEL", "e5")
        .env("BURGERTOP__THEMING__DIMENSIONS", "4")
        .env("BURGERTOP__THEMING__KEY", "sk-hall")
        .stdout(Stdio::null())
        .stderr(File::create(&log).expect("room"))
        .spawn()
        .expect("it runs");
    let asked = fake.asked().await;
    assert_eq!(asked.authorization.as_deref(), Some("Bearer sk-hall"));
    let id = Pid::from_raw(i32::try_from(server.id()).expect("an id"));
    kill(id, Signal::SIGTERM).expect("it runs");
    assert!(server.wait().expect("it ran").success());
    let log = fs::read_to_string(&log).expect("a log");
    assert!(log.contains("the embeddings endpoint answers"), "{log}");
    assert!(log.contains("\"level\":\"TRACE\""), "everything is logged: {log}");
    // The client writes bytes in rows of sixteen: the key could stand in two of them.
    assert!(!log.contains("sk-h") && !log.contains("ureq"), "{log}");
}
