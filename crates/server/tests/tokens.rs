//! Which tokens are taken, and every way in which one is refused.

use domain::{Actor, Badge, Jti, Role, Seat, SummitId, TableNo, Time};
use hub::Clock;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::SecretString;
use serde_json::{Value, json};
use server::admission::tokens::{Refused, Tokens};
use std::time::{Duration, SystemTime};

const SECRET: &str = "a secret of more than thirty-two bytes";

fn tokens() -> Tokens {
    Tokens::new(&SecretString::from(SECRET), "k1", Duration::from_secs(3_600))
        .expect("a long secret")
}

fn host() -> Actor {
    Actor { role: Role::Host, seat: Seat::Table(TableNo(7)), jti: Some(Jti(uuid::Uuid::new_v4())) }
}

fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs()
}

fn claims() -> Value {
    json!({
        "sub": "table/7", "summit": "s", "role": "host", "table": 7,
        "iat": now(), "nbf": now(), "exp": now() + 60,
        "aud": "burgertop", "iss": "burgertop", "jti": uuid::Uuid::new_v4(),
    })
}

fn signed_with(header: &Header, claims: &Value, secret: &str) -> String {
    server::admission::tokens::hs256::install();
    jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(secret.as_bytes()))
        .expect("claims are JSON")
}

/// As any library would sign it with the right secret, and an algorithm that is not the configured one.
fn signed_by_hs384(claims: &Value) -> String {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
    let header = json!({ "alg": "HS384", "typ": "JWT", "kid": "k1" });
    let signed = [header, claims.clone()].map(|part| BASE64.encode(part.to_string())).join(".");
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA384, SECRET.as_bytes());
    let signature = ring::hmac::sign(&key, signed.as_bytes());
    format!("{signed}.{}", BASE64.encode(signature))
}

fn header(kid: &str) -> Header {
    Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::HS256) }
}

fn signed(claims: &Value) -> String {
    signed_with(&header("k1"), claims, SECRET)
}

fn with(key: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[key] = value;
    claims
}

#[test]
fn a_token_says_again_for_whom_it_was_made() {
    for actor in [
        host(),
        Actor { role: Role::Participant, seat: Seat::Badge(Badge(81)), jti: host().jti },
        Actor { role: Role::Facilitator, seat: Seat::Staff("control-1".into()), jti: host().jti },
    ] {
        let minted = tokens().mint(&SummitId::from("s"), &actor).expect("a token");
        let granted = tokens().grant(&minted.token).expect("a valid token");
        assert_eq!(granted.actor, actor);
        assert_eq!(granted.summit, SummitId::from("s"));
        assert_eq!(granted.expires_at, minted.expires_at);
    }
    assert!(tokens().grant(&signed(&claims())).is_ok());
}

#[test]
fn a_secret_under_thirty_two_bytes_is_refused() {
    for short in ["", "0123456789012345678901234567890"] {
        assert!(Tokens::new(&SecretString::from(short), "k1", Duration::from_secs(1)).is_err());
    }
}

#[test]
fn a_token_that_lacks_a_claim_is_refused() {
    for claim in ["sub", "summit", "role", "table", "iat", "nbf", "exp", "aud", "iss", "jti"] {
        let mut claims = claims();
        claims.as_object_mut().expect("an object").remove(claim);
        assert_eq!(tokens().grant(&signed(&claims)), Err(Refused::Invalid), "{claim}");
    }
}

#[test]
fn a_claim_of_the_wrong_type_or_that_does_not_fit_is_refused() {
    let wrong = [
        ("sub", json!(7)),
        ("sub", json!("table/x")),
        ("sub", json!("system")),
        ("sub", json!("badge/7")),
        ("role", json!("god")),
        ("role", json!("system")),
        ("role", json!("facilitator")),
        ("role", json!(["host"])),
        ("table", json!("7")),
        ("table", json!(8)),
        ("table", json!(-1)),
        ("exp", json!("tomorrow")),
        ("exp", json!(null)),
        ("nbf", json!("now")),
        ("iat", json!([])),
        ("aud", json!("others")),
        ("iss", json!("others")),
        ("jti", json!("1")),
        ("summit", json!({})),
    ];
    for (claim, value) in wrong {
        assert_eq!(
            tokens().grant(&signed(&with(claim, value.clone()))),
            Err(Refused::Invalid),
            "{claim}: {value}"
        );
    }
}

#[test]
fn clocks_may_differ_by_five_seconds_and_no_more() {
    assert!(tokens().grant(&signed(&with("nbf", json!(now() + 3)))).is_ok());
    assert_eq!(tokens().grant(&signed(&with("nbf", json!(now() + 8)))), Err(Refused::Invalid));
    assert!(tokens().grant(&signed(&with("exp", json!(now() - 3)))).is_ok());
    assert_eq!(tokens().grant(&signed(&with("exp", json!(now() - 8)))), Err(Refused::Expired));
}

#[test]
fn a_token_goes_by_the_clock_of_the_node_and_not_by_that_of_the_machine() {
    let at = |seconds: u64| Clock::starting_at(Time(seconds * 1_000));
    let token = signed(&claims());
    assert!(tokens().by(at(now() + 30)).grant(&token).is_ok());
    assert_eq!(tokens().by(at(now() + 3_600)).grant(&token), Err(Refused::Expired));
    assert_eq!(tokens().by(at(now() - 3_600)).grant(&token), Err(Refused::Invalid));
    let early = tokens().by(at(now() - 3_600));
    let minted = early.mint(&SummitId::from("s"), &host()).expect("a token");
    assert!(early.grant(&minted.token).is_ok());
}

#[test]
fn another_algorithm_key_or_secret_is_refused() {
    let none = "eyJhbGciOiJub25lIiwia2lkIjoiazEifQ.e30.";
    let capital_none = "eyJhbGciOiJOT05FIiwia2lkIjoiazEifQ.e30.";
    let evil = [
        none.to_owned(),
        capital_none.to_owned(),
        signed_by_hs384(&claims()),
        signed_with(&Header::new(Algorithm::HS256), &claims(), SECRET),
        signed_with(&header("../x"), &claims(), SECRET),
        signed_with(&header("k2"), &claims(), SECRET),
        signed_with(&header("k1"), &claims(), "another secret of more than 32 bytes"),
        format!("{}x", signed(&claims())),
        signed(&claims()).replace('.', ".."),
        "..".to_owned(),
        String::new(),
        "ünïcode.ünïcode.ünïcode".to_owned(),
    ];
    for token in evil {
        assert_eq!(tokens().grant(&token), Err(Refused::Invalid), "{token}");
    }
}

#[test]
fn a_token_of_a_hundred_kilobytes_is_refused_for_its_length() {
    let tokens = tokens();
    let padded = signed(&with("padding", json!("x".repeat(100_000))));
    // Its signature is good, and its claims are those of a host: nothing but its length stands against it.
    assert_eq!(tokens.grant(&padded), Err(Refused::Invalid));
    assert!(tokens.grant(&signed(&with("padding", json!("x".repeat(100))))).is_ok());
}
