//! A Redis as it is rented: by TLS, for known users, behind Sentinels of its own; and what is said when that does not fit.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "own/certificates.rs"]
mod certificates;
#[path = "own/redis.rs"]
#[allow(dead_code, reason = "other crates need the rest")]
mod redis;
#[path = "own/sentinel.rs"]
mod sentinel;

use certificates::{Authority, Files, Good, tls};
use line::{Failed, Heard, Line, Target, Value, Wanted, cmd, listen, look};
use redis::Server;
use sentinel::Sentinel;
use std::{path::Path, time::Duration};

const WITHIN: Duration = Duration::from_secs(5);

/// What is said of a Redis that cannot be used.
async fn complaint(target: &Target) -> String {
    match look(target).await {
        Err(Failed::Unfit(unfit)) => unfit.to_string(),
        other => panic!("{other:?}"),
    }
}

async fn answers(target: &Target) {
    look(target).await.unwrap();
    let line = Line::new(target.clone());
    assert_eq!(line.ask(&cmd("PING"), WITHIN).await.unwrap(), Value::SimpleString("PONG".into()));
}

/// By TLS, with an authority of one's own.
fn secured(url: &str, ca: &Path) -> Target {
    let files = line::Files { ca: Some(ca.to_owned()), ..line::Files::default() };
    Target::new(&Wanted { url, files, ..Wanted::default() }).unwrap()
}

/// An authority, and a server with a certificate for these names.
fn server(authority: &Authority, names: &[&str], good: Good) -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let files = authority.sign(folder.path(), "redis", names, good);
    let ca = authority.write(folder.path(), "ca.pem");
    (Server::with(|port| tls(port, &files, &ca)), folder)
}

#[tokio::test]
async fn a_redis_is_reached_by_tls_with_an_authority_of_ones_own() {
    let authority = Authority::new("Gemeente");
    let (redis, folder) = server(&authority, &["localhost", "127.0.0.1"], Good::Always);
    let ca = folder.path().join("ca.pem");
    for host in ["localhost", "127.0.0.1"] {
        answers(&secured(&format!("rediss://{host}:{}", redis.port), &ca)).await;
    }
    // What is published comes by TLS as well.
    let target = secured(&format!("rediss://localhost:{}", redis.port), &ca);
    let mut heard = listen(target.clone(), "hall".to_owned());
    assert_eq!(heard.recv().await, Some(Heard::Opened));
    let mut publish = cmd("PUBLISH");
    publish.arg("hall").arg("hello");
    Line::new(target).ask(&publish, WITHIN).await.unwrap();
    assert_eq!(heard.recv().await, Some(Heard::Message(b"hello".to_vec())));
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_refused() {
    let (redis, folder) = server(&Authority::new("Gemeente"), &["localhost"], Good::Always);
    let ca = Authority::new("Een ander").write(folder.path(), "other.pem");
    let said = complaint(&secured(&format!("rediss://localhost:{}", redis.port), &ca)).await;
    assert!(said.contains("signed by no authority in") && said.contains("redis.ca"), "{said}");
    // Those of the machine, if it has any, did not sign it either.
    let url = format!("rediss://localhost:{}", redis.port);
    match Target::new(&Wanted { url: &url, ..Wanted::default() }) {
        Ok(target) => assert!(complaint(&target).await.contains("that this machine knows")),
        Err(bad) => assert!(bad.to_string().contains("ca-certificates"), "{bad}"),
    }
}

#[tokio::test]
async fn a_certificate_out_of_its_time_or_for_another_host_is_refused() {
    let authority = Authority::new("Gemeente");
    for (names, good, word) in [
        (&["localhost"][..], Good::Once, "ran out"),
        (&["localhost"], Good::Later, "is valid only in"),
        (
            &["redis.example", "10.0.0.5"],
            Good::Always,
            "is for redis.example, 10.0.0.5, not for localhost",
        ),
        (&[], Good::Always, "names no host"),
    ] {
        let (redis, folder) = server(&authority, names, good);
        let ca = folder.path().join("ca.pem");
        let target = secured(&format!("rediss://localhost:{}", redis.port), &ca);
        let said = complaint(&target).await;
        assert!(said.contains(word), "{said}");
        assert!(Line::new(target).ask(&cmd("PING"), WITHIN).await.is_err(), "nothing is asked");
    }
}

#[tokio::test]
async fn a_redis_that_wants_our_certificate_gets_it() {
    let authority = Authority::new("Gemeente");
    let folder = tempfile::tempdir().unwrap();
    let sign = |who: &Authority, name| who.sign(folder.path(), name, &["localhost"], Good::Always);
    let files = sign(&authority, "redis");
    let ca = authority.write(folder.path(), "ca.pem");
    let redis = Server::with(|port| {
        [tls(port, &files, &ca), vec!["--tls-auth-clients".into(), "yes".into()]].concat()
    });
    let url = format!("rediss://localhost:{}", redis.port);
    let by = |own: Option<&Files>| {
        let certificate = own.map(|it| it.certificate.clone());
        let key = own.map(|it| it.key.clone());
        let files = line::Files { ca: Some(ca.clone()), certificate, key };
        Target::new(&Wanted { url: &url, files, ..Wanted::default() }).unwrap()
    };
    let said = complaint(&by(None)).await;
    assert!(said.contains("wants to see a certificate of ours"), "{said}");
    let strange = sign(&Authority::new("Een ander"), "strange");
    let said = complaint(&by(Some(&strange))).await;
    assert!(said.contains("does not take the certificate in `redis.certificate`"), "{said}");
    answers(&by(Some(&sign(&authority, "node")))).await;
}

#[tokio::test]
async fn tls_at_a_plain_port_and_none_at_one_for_tls_are_told_apart() {
    let authority = Authority::new("Gemeente");
    let (by_tls, folder) = server(&authority, &["localhost"], Good::Always);
    let ca = folder.path().join("ca.pem");
    let plain = Server::start();
    let said = complaint(&secured(&format!("rediss://localhost:{}", plain.port), &ca)).await;
    assert!(said.contains("no TLS is spoken at this port"), "{said}");
    let said = complaint(&redis::target(&format!("redis://localhost:{}", by_tls.port))).await;
    assert!(said.contains("Write rediss://"), "{said}");
    // A plain one that wants a password says so in its own way.
    let closed = Server::with(|_| ["--requirepass", "geheim"]);
    let said = complaint(&secured(&format!("rediss://localhost:{}", closed.port), &ca)).await;
    assert!(said.contains("no TLS is spoken at this port"), "{said}");
}

#[tokio::test]
async fn nobody_there_is_no_complaint_but_an_outage() {
    let port = redis::free_port();
    let away = look(&redis::target(&format!("redis://127.0.0.1:{port}"))).await;
    assert!(matches!(away, Err(Failed::Away(_))), "{away:?}");
}

#[tokio::test]
async fn a_user_with_a_password_gets_in_and_no_other_does() {
    let users = "--user burger on >ge#heim ~* &* +@all --user default off";
    let redis = Server::with(|_| users.split(' '));
    let by = |who: &str| redis::target(&format!("redis://{who}127.0.0.1:{}", redis.port));
    answers(&by("burger:ge%23heim@")).await;
    let said = complaint(&by("burger:verkeerd@")).await;
    assert!(said.contains("does not know user `burger`"), "{said}");
    assert!(!said.contains("verkeerd"), "{said}");
    assert!(complaint(&by("")).await.contains("it wants a password"));
    let one = Server::with(|_| ["--requirepass", "geheim"]);
    answers(&redis::target(&format!("redis://:geheim@127.0.0.1:{}", one.port))).await;
}

#[tokio::test]
async fn sentinels_have_users_and_tls_of_their_own() {
    let authority = Authority::new("Gemeente");
    let (redis, folder) = server(&authority, &["127.0.0.1"], Good::Always);
    let files = authority.sign(folder.path(), "sentinel", &["127.0.0.1"], Good::Always);
    let ca = folder.path().join("ca.pem");
    let sentinel = Sentinel::start(redis.port, |port| {
        let mut told = tls(port, &files, &ca);
        told.extend(["--requirepass", "wachter", "--tls-replication", "yes"].map(str::to_owned));
        told
    });
    let by = |sentinel: String, master| {
        let sentinels = [sentinel];
        let files = line::Files { ca: Some(ca.clone()), ..line::Files::default() };
        let url = "rediss://any";
        let wanted = Wanted { url, sentinels: &sentinels, master, files, ..Wanted::default() };
        Target::new(&wanted).unwrap()
    };
    let port = sentinel.port;
    answers(&by(format!("rediss://:wachter@127.0.0.1:{port}"), "summits")).await;
    for (sentinel, master, word) in [
        (format!("rediss://127.0.0.1:{port}"), "summits", "wants a password"),
        (
            format!("rediss://:fout@127.0.0.1:{port}"),
            "summits",
            "with the password in `redis.sentinels`",
        ),
        (format!("127.0.0.1:{port}"), "summits", "Write rediss://"),
        (format!("rediss://:wachter@127.0.0.1:{port}"), "toppen", "no primary called `toppen`"),
    ] {
        let said = complaint(&by(sentinel, master)).await;
        assert!(said.starts_with("the Sentinel at") && said.contains(word), "{said}");
        assert!(!said.contains("wachter") && !said.contains("fout"), "{said}");
    }
}

#[tokio::test]
async fn a_redis_is_reached_by_ipv6_and_a_name_by_the_address_that_answers() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        eprintln!("skipped: this machine has no IPv6");
        return;
    }
    let six = Server::with(|_| ["--bind", "::1"]);
    answers(&redis::target(&format!("redis://[::1]:{}", six.port))).await;
    let sentinel = Sentinel::of("::1", six.port, |_| vec!["--bind".into(), "::1".into()]);
    let sentinels = [format!("[::1]:{}", sentinel.port)];
    let wanted = Wanted {
        url: "redis://any",
        sentinels: &sentinels,
        master: "summits",
        ..Wanted::default()
    };
    answers(&Target::new(&wanted).unwrap()).await;
    // The name may have both addresses, and one of them refuses.
    let four = Server::start();
    answers(&redis::target(&format!("redis://localhost:{}", four.port))).await;
}
