//! A server that is reached by IPv6: its own pages, its links, what proxies say, and commands beside it.

use crate::app::{self, App};
use serde_json::{Value, json};
use std::net::{Ipv6Addr, SocketAddr, TcpListener};
use tokio_tungstenite::tungstenite::http::HeaderValue;

const LOOPBACK: SocketAddr =
    SocketAddr::V6(std::net::SocketAddrV6::new(Ipv6Addr::LOCALHOST, 0, 0, 0));

fn has_ipv6() -> bool {
    let has = TcpListener::bind(LOOPBACK).is_ok();
    if !has {
        eprintln!("skipped: this machine has no IPv6");
    }
    has
}

async fn on(host: &str, set: &[(&str, &str)]) -> App {
    let folder = tempfile::tempdir().expect("a temporary folder");
    App::start_in(folder, &[&[("SERVER__HOST", host)], set].concat()).await
}

#[actix_web::test]
async fn pages_of_a_server_on_ipv6_may_join_and_open_a_socket() {
    if !has_ipv6() {
        return;
    }
    let app = on("::1", &[]).await;
    assert_eq!(app.address.ip(), LOOPBACK.ip());
    assert_eq!(app.get("/health/ready", &[]).await.status, 200);
    let origin = format!("http://[::1]:{}", app.address.port());
    let body = json!({ "code": app.code("host", Some(1)) });
    let joined = app.post("/api/v1/join", &body, &[("origin", &origin)]).await;
    assert_eq!(joined.status, 200, "{joined:?}");
    for (origin, status) in [
        (origin.as_str(), None),
        ("http://[::2]", Some(403)),
        ("http://[::1]", Some(403)),
        ("http://::1", Some(403)),
    ] {
        let mut request = app.upgrade();
        request.headers_mut().insert("origin", HeaderValue::from_str(origin).expect("a header"));
        assert_eq!(app.socket_with(request).await.err(), status, "{origin}");
    }
}

#[actix_web::test]
async fn a_server_on_every_network_is_reached_by_both_protocols_and_its_links_have_brackets() {
    for host in ["::", "[::]"] {
        let app = on(host, &[]).await;
        let port = app.address.port();
        let live = async |ip: &str| {
            let address = SocketAddr::new(ip.parse().expect("an address"), port);
            app::send(address, "GET", "/health/live", &[], "").await.status
        };
        assert_eq!(live("127.0.0.1").await, 200);
        if has_ipv6() {
            assert_eq!(live("::1").await, 200);
        }
        let reached = server::network::addresses::bases(None, app.address.ip(), port);
        let six = server::network::addresses::addresses().into_iter().filter(|ip| {
            matches!(ip, std::net::IpAddr::V6(v6) if !v6.is_loopback() && !v6.is_unicast_link_local())
        });
        for ip in six.filter(|_| app.address.is_ipv6()) {
            assert!(reached.contains(&format!("http://[{ip}]:{port}")), "{ip}: {reached:?}");
        }
        app.running.stop().await;
    }
}

#[actix_web::test]
async fn a_public_url_of_ipv6_is_on_every_link() {
    let app = on("127.0.0.1", &[("SERVER__PUBLIC_URL", "https://[2001:db8::5]:8443")]).await;
    let links = serde_json::to_value(app.running.links()).expect("links");
    let links = links.as_array().expect("a list");
    let begins = |link: &Value| {
        link["url"].as_str().is_some_and(|url| url.starts_with("https://[2001:db8::5]:8443/join#"))
    };
    assert!(!links.is_empty() && links.iter().all(begins), "{links:?}");
    assert!(app.running.screenful().contains("https://[2001:db8::5]:8443/join#"));
}

#[actix_web::test]
async fn a_network_of_ipv6_is_one_address_behind_a_proxy_of_ipv6() {
    if !has_ipv6() {
        return;
    }
    let set = [
        ("SERVER__TRUSTED_PROXIES", "::1, 2001:db8:ffff::/48"),
        ("LIMITS__FAILED_CODES_PER_ADDRESS", "1"),
        ("LIMITS__FAILED_CODES", "1000"),
    ];
    let app = on("::1", &set).await;
    let body = json!({ "code": "ABCD-EFGH" });
    for (name, first, neighbour, other) in [
        ("x-forwarded-for", "2001:db8:1::1", "[2001:db8:1::2]:443", "2001:db8:2::1"),
        (
            "forwarded",
            "for=\"[2001:db8:3::1]:123\"",
            "for=\"[2001:db8:3::2]\", for=\"[2001:db8:ffff::9]:80\"",
            "for=\"[2001:db8:4::1]\"",
        ),
    ] {
        for (said, code) in [(first, "join.code"), (neighbour, "rate.join"), (other, "join.code")] {
            let answer = app.post("/api/v1/join", &body, &[(name, said)]).await;
            assert_eq!(answer.code(), code, "{name}: {said}");
        }
    }
}

#[actix_web::test]
async fn links_are_renewed_beside_a_server_on_ipv6() {
    if !has_ipv6() {
        return;
    }
    for host in ["::1", "::"] {
        let app = on(host, &[]).await;
        let renewed = tokio::process::Command::new(env!("CARGO_BIN_EXE_burgertop"))
            .args(["links", "--renew", "--data-dir"])
            .arg(app.folder.path().join("data"))
            .env("BURGERTOP__SERVER__ADMIN", "")
            .output()
            .await
            .expect("it runs");
        let said = String::from_utf8_lossy(&renewed.stderr);
        assert!(renewed.status.success(), "{host}: {said}");
        app.running.stop().await;
    }
}
