//! New links for consoles, while the day runs: for who lost one, and in place of those that were used up.

use super::{codes::Card, join::Codes, json, own_origin, reading};
use crate::{
    admission::{origin::Origins, tokens::Tokens},
    codes::{
        code::Code,
        ledger::{Console, Opens},
        links,
    },
    http::problem::Problem,
    network::addresses::Reached,
    serving, settings,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Bytes},
};
use domain::Role;
use hub::{Hub, Refused};
use protocol::refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which link is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewLink")]
pub struct Wish {
    /// For one more console of this kind; without it, all that were used up are made anew.
    #[serde(default)]
    console: Option<Console>,
}

/// The links that were made.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "NewLinks")]
#[expect(missing_debug_implementations, reason = "codes are secrets")]
pub struct Made {
    /// A card each.
    codes: Vec<Card>,
}

/// `POST /api/v1/summits/{summit}/codes`
#[expect(clippy::too_many_arguments, reason = "each is something it truly needs")]
pub async fn make(
    request: HttpRequest,
    body: Result<Bytes, actix_web::Error>,
    summit: web::Path<String>,
    hub: web::Data<Hub>,
    tokens: web::Data<Tokens>,
    origins: web::Data<Origins>,
    codes: web::Data<Codes>,
    reached: web::Data<Reached>,
    asked: web::Data<settings::Summit>,
) -> HttpResponse {
    let made = async {
        own_origin(&request, &origins)?;
        let (handle, actor) = reading(&request, &hub, &tokens, &summit)?;
        if actor.role != Role::Operator {
            return Err(Problem::code(refusal::ACCESS_DENIED));
        }
        let Wish { console } = json(body)?;
        let not_ready = || Problem::of(Refused::later(refusal::NODE_NOT_READY, 1_000));
        let books = codes.0.get().ok_or_else(not_ready)?;
        let made: Vec<(Code, Opens)> = match console {
            Some(console) => {
                let made = books.fresh(handle.id(), console).await.map_err(|it| failed(&it))?;
                vec![made.ok_or_else(|| Problem::code(refusal::CODES_TOO_MANY))?]
            }
            None => {
                let wanted = handle.read(|summit| serving::wanted(&asked, summit));
                books.renew(handle.id(), wanted).await.map_err(|it| failed(&it))?
            }
        };
        tracing::info!(summit = %handle.id(), made = made.len(), "new links for consoles were made");
        let base = reached.bases().first().cloned().unwrap_or_default();
        let cards = links::all(handle.id(), &made, &base).into_iter().zip(&made);
        Ok(Made { codes: cards.map(|(link, (_, opens))| Card::of(link, opens)).collect() })
    };
    match made.await {
        Ok(made) => {
            HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(made)
        }
        Err(problem) => problem.respond(&request),
    }
}

/// A fault of ours: told as "try again", its cause in the log.
fn failed(error: &dyn std::error::Error) -> Problem {
    tracing::error!(%error, "a link for a console could not be made");
    Problem::of(Refused::try_again())
}
