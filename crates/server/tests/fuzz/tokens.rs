//! No token is taken but the one that was made, and no claims make the reader stumble.

use crate::bytes::Bytes;
use domain::{Actor, Jti, Role, Seat, SummitId, TableNo};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::SecretString;
use serde_json::{Value, json};
use server::admission::tokens::Tokens;
use std::{sync::LazyLock, time::Duration};

const SECRET: &str = "a secret of more than thirty-two bytes";

/// What reads tokens, and one that it made.
static MADE: LazyLock<(Tokens, String)> = LazyLock::new(|| {
    let tokens = Tokens::new(&SecretString::from(SECRET), "k1", Duration::from_secs(36_000));
    let tokens = tokens.expect("a long secret");
    let actor = Actor {
        role: Role::Host,
        seat: Seat::Table(TableNo(7)),
        jti: Some(Jti(uuid::Uuid::from_u128(7))),
    };
    let minted = tokens.mint(&SummitId::from("s"), &actor).expect("a token");
    (tokens, minted.token)
});

pub fn present(input: &[u8]) {
    let mut choices = Bytes(input);
    let (tokens, made) = &*MADE;
    if choices.byte().is_multiple_of(2) {
        let words = [".", "..", "=", "eyJhbGciOiJub25lIn0", "\u{0}", "A", "é", "none"];
        let spoilt = choices.spoil(made, &words);
        assert_eq!(tokens.grant(&spoilt).is_ok(), spoilt == *made, "{spoilt}");
    } else {
        let claims = claims(&mut choices);
        let kid = choices.one_of(&["k1", "k2", "", "../x"]);
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::HS256) };
        let key = EncodingKey::from_secret(SECRET.as_bytes());
        let signed = jsonwebtoken::encode(&header, &claims, &key).expect("claims are JSON");
        if let Ok(granted) = tokens.grant(&signed) {
            assert_eq!(kid, "k1");
            assert_eq!(
                (&claims["aud"], &claims["iss"]),
                (&json!("burgertop"), &json!("burgertop"))
            );
            assert_eq!(claims["summit"], json!(granted.summit));
            assert_eq!(claims["sub"], json!(granted.actor.seat));
            assert!(granted.actor.jti.is_some());
        }
    }
}

/// The claims of a good token, some of them of the wrong kind or absent.
fn claims(choices: &mut Bytes) -> Value {
    let mut claims = json!({
        "sub": "table/7", "summit": "s", "role": "host", "table": 7,
        "iat": 1, "nbf": 1, "exp": 4_000_000_000_u64,
        "aud": "burgertop", "iss": "burgertop", "jti": uuid::Uuid::from_u128(7),
    });
    let names = ["sub", "summit", "role", "table", "iat", "nbf", "exp", "aud", "iss", "jti", "x"];
    let values = [
        json!(null),
        json!(-1),
        json!(0),
        json!(1.5),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("system"),
        json!("staff/x"),
        json!("badge/4294967296"),
        json!("table/65536"),
        json!("facilitator"),
        json!(["burgertop"]),
        json!({"a": 1}),
        json!(true),
    ];
    for _ in 0..choices.byte() % 3 {
        let name = choices.one_of(&names);
        let value = values[usize::from(choices.byte()) % values.len()].clone();
        match choices.byte() % 4 {
            0 => drop(claims.as_object_mut().and_then(|claims| claims.remove(name))),
            _ => claims[name] = value,
        }
    }
    claims
}
