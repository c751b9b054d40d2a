//! Devices behind a proxy: each is known by its own address, however the proxy writes it.

use crate::app::App;
use serde_json::json;

/// The refusal of a wrong code that comes with these headers.
async fn guesses(app: &App, headers: &[(&str, &str)]) -> String {
    let body = json!({ "code": "ABCD-EFGH" });
    app.post("/api/v1/join", &body, headers).await.code()
}

/// A server behind proxies of this machine and of 10.0.0.0/8, at which one wrong code an address is enough.
async fn behind_proxies() -> App {
    let set = [
        ("SERVER__TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8"),
        ("LIMITS__FAILED_CODES_PER_ADDRESS", "1"),
        ("LIMITS__FAILED_CODES", "1000"),
    ];
    App::start_in(tempfile::tempdir().expect("a temporary folder"), &set).await
}

#[actix_web::test]
async fn a_device_is_the_same_however_the_proxy_writes_its_address() {
    let app = behind_proxies().await;
    for (first, again) in [
        ("203.0.113.1", "203.0.113.1:51123"),
        ("203.0.113.2:51123", "203.0.113.2:51124"),
        ("203.0.113.3", "\"203.0.113.3:80\""),
        ("203.0.113.4", "::ffff:203.0.113.4"),
        ("203.0.113.5", "8.8.8.8, 203.0.113.5:1 , 10.0.0.9:2"),
        ("2001:db8:1::1", "[2001:db8:1::1]:443"),
        ("\"[2001:db8:2::1]:443\"", "[2001:db8:2::1]"),
    ] {
        assert_eq!(guesses(&app, &[("x-forwarded-for", first)]).await, "join.code", "{first}");
        assert_eq!(guesses(&app, &[("x-forwarded-for", again)]).await, "rate.join", "{again}");
    }
    for (first, again) in [
        ("for=203.0.113.11", "for=\"203.0.113.11:1\";proto=https"),
        ("for=\"[2001:db8:3::1]:123\"", "for=\"[2001:db8:3::2]\", for=10.0.0.9"),
    ] {
        assert_eq!(guesses(&app, &[("forwarded", first)]).await, "join.code", "{first}");
        assert_eq!(guesses(&app, &[("forwarded", again)]).await, "rate.join", "{again}");
    }
    let other = [("x-forwarded-for", "203.0.113.12"), ("forwarded", "for=203.0.113.13")];
    assert_eq!(guesses(&app, &other).await, "join.code");
    assert_eq!(
        guesses(&app, &other[..1]).await,
        "rate.join",
        "the first counts, if there are both"
    );
    let twice = [("x-forwarded-for", "203.0.113.6"), ("x-forwarded-for", "10.0.0.9")];
    assert_eq!(guesses(&app, &twice).await, "join.code");
    assert_eq!(guesses(&app, &twice[..1]).await, "rate.join", "both headers are one list");
}

#[actix_web::test]
async fn what_cannot_be_read_counts_as_the_proxy_that_sent_it() {
    let app = behind_proxies().await;
    assert_eq!(guesses(&app, &[]).await, "join.code", "the proxy itself");
    for unread in ["unknown", "203.0.113.9, unknown", "[2001:db8::1", "for=203.0.113.9"] {
        let said = guesses(&app, &[("x-forwarded-for", unread)]).await;
        assert_eq!(said, "rate.join", "{unread}");
    }
    let fresh = guesses(&app, &[("x-forwarded-for", "203.0.113.10:1")]).await;
    assert_eq!(fresh, "join.code", "who is known by an address of their own goes on");
}
