//! Tokens of devices: signed, short, and refused unless every claim is there and fits.

pub mod hs256;

use crate::{
    limits::{SECRET_MIN_BYTES, TOKEN_LEEWAY_S, TOKEN_MAX_BYTES},
    system,
};
use domain::{Actor, Jti, Role, Seat, SummitId, TableNo, Time};
use hub::Clock;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use std::{fmt, time::Duration};

/// Who signs, and for whom.
const ISSUER: &str = "burgertop";
const ALGORITHM: Algorithm = Algorithm::HS256;

/// Makes tokens, and says whose a token is.
pub struct Tokens {
    sign: EncodingKey,
    verify: DecodingKey,
    validation: Validation,
    key_id: String,
    lifetime: Duration,
    clock: Clock,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

/// The secret is shorter than the key of the algorithm: anyone could guess tokens.
#[derive(Debug, thiserror::Error)]
#[error("the secret that signs tokens has less than {SECRET_MIN_BYTES} bytes")]
pub struct WeakSecret;

/// What a token was found to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Of which summit.
    pub summit: SummitId,
    /// Who holds it.
    pub actor: Actor,
    /// Until when.
    pub expires_at: Time,
}

/// Why a token was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not ours, not whole, or not yet valid: it never will be taken by trying again.
    #[error("the token is not valid")]
    Invalid,
    /// It was, once.
    #[error("the token has expired")]
    Expired,
}

impl Refused {
    /// The code on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invalid => "token.invalid",
            Self::Expired => "token.expired",
        }
    }
}

/// A token that was made.
#[derive(Debug, Clone)]
pub struct Minted {
    /// The token.
    pub token: String,
    /// Until when it is valid.
    pub expires_at: Time,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    sub: Seat,
    summit: SummitId,
    role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    table: Option<TableNo>,
    iat: u64,
    nbf: u64,
    exp: u64,
    aud: String,
    iss: String,
    jti: Jti,
}

impl Tokens {
    /// Signs and verifies with one secret; refused if that is too short to be one.
    pub fn new(
        secret: &SecretString,
        key_id: &str,
        lifetime: Duration,
    ) -> Result<Self, WeakSecret> {
        let secret = secret.expose_secret().as_bytes();
        if secret.len() < SECRET_MIN_BYTES {
            return Err(WeakSecret);
        }
        hs256::install();
        let mut validation = Validation::new(ALGORITHM);
        // By the node's clock, below: that of the machine may have been set since.
        (validation.validate_exp, validation.validate_nbf) = (false, false);
        validation.set_audience(&[ISSUER]);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        Ok(Self {
            sign: EncodingKey::from_secret(secret),
            verify: DecodingKey::from_secret(secret),
            validation,
            key_id: key_id.to_owned(),
            lifetime,
            clock: Clock::starting_at(system::now()),
        })
    }

    /// The same by this clock, which goes by the log: where the machine's was set back, all would have to join anew.
    #[must_use]
    pub fn by(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    fn now_s(&self) -> u64 {
        self.clock.now().0 / 1_000
    }

    /// A token for a device that sits down now.
    pub fn mint(
        &self,
        summit: &SummitId,
        actor: &Actor,
    ) -> Result<Minted, jsonwebtoken::errors::Error> {
        let now = self.now_s();
        let exp = now + self.lifetime.as_secs();
        let claims = Claims {
            sub: actor.seat.clone(),
            summit: summit.clone(),
            role: actor.role,
            table: actor.seat.table(),
            iat: now,
            nbf: now,
            exp,
            aud: ISSUER.to_owned(),
            iss: ISSUER.to_owned(),
            jti: actor.jti.unwrap_or_else(|| Jti(uuid::Uuid::new_v4())),
        };
        let header = Header { kid: Some(self.key_id.clone()), ..Header::new(ALGORITHM) };
        let token = jsonwebtoken::encode(&header, &claims, &self.sign)?;
        Ok(Minted { token, expires_at: Time(exp * 1_000) })
    }

    /// Whose a token is.
    pub fn grant(&self, token: &str) -> Result<Granted, Refused> {
        if token.len() > TOKEN_MAX_BYTES {
            return Err(Refused::Invalid);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| Refused::Invalid)?;
        if header.kid.as_deref() != Some(&self.key_id) {
            return Err(Refused::Invalid);
        }
        let claims = jsonwebtoken::decode::<Claims>(token, &self.verify, &self.validation)
            .map_err(|_| Refused::Invalid)?
            .claims;
        let now = self.now_s();
        if claims.nbf > now + TOKEN_LEEWAY_S {
            return Err(Refused::Invalid);
        }
        if claims.exp.saturating_add(TOKEN_LEEWAY_S) < now {
            return Err(Refused::Expired);
        }
        if !fits(claims.role, &claims.sub, claims.table) {
            return Err(Refused::Invalid);
        }
        Ok(Granted {
            summit: claims.summit,
            actor: Actor { role: claims.role, seat: claims.sub, jti: Some(claims.jti) },
            expires_at: Time(claims.exp.saturating_mul(1_000)),
        })
    }
}

/// Whether this role sits at such a seat; nobody but the server itself is the system.
fn fits(role: Role, seat: &Seat, table: Option<TableNo>) -> bool {
    table == seat.table()
        && match seat {
            Seat::Table(_) => role == Role::Host,
            Seat::Badge(_) => role == Role::Participant,
            Seat::Staff(_) => !matches!(role, Role::Host | Role::Participant | Role::System),
            Seat::System => false,
        }
}
