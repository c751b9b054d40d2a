//! New links for consoles, while the day runs: for who lost one, and in place of those that were used up.

use super::{access::Writer, codes::Card, join::JoinCodes, problem::Problem};
use crate::{
    codes::{
        code::Code,
        ledger::{Console, Opens},
        links,
    },
    network::addresses::Reached,
    serving, settings,
};
use actix_web::web;
use domain::Role;
use protocol::refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which link is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewLink")]
pub struct NewConsole {
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
pub async fn make(
    mut writer: Writer,
    codes: web::Data<JoinCodes>,
    reached: web::Data<Reached>,
    asked: web::Data<settings::Summit>,
) -> Result<web::Json<Made>, Problem> {
    writer.read_rate()?;
    writer.must_be(Role::Operator)?;
    let NewConsole { console } = writer.json()?;
    let (summit, id) = (&writer.summit, writer.summit.id());
    let registries = codes.ready()?;
    let made: Vec<(Code, Opens)> = match console {
        Some(console) => {
            let made = registries.fresh(id, console).await.map_err(|it| failed(&it))?;
            vec![made.ok_or_else(|| Problem::code(refusal::CODES_TOO_MANY))?]
        }
        None => {
            let wanted = summit.read(|summit| serving::wanted(&asked, summit));
            registries.renew(id, wanted).await.map_err(|it| failed(&it))?
        }
    };
    tracing::info!(summit = %id, made = made.len(), "new links for consoles were made");
    let base = reached.bases().first().cloned().unwrap_or_default();
    let cards = links::all(id, &made, &base).into_iter().zip(&made);
    let codes = cards.map(|(link, (_, opens))| Card::of(link, opens)).collect();
    Ok(web::Json(Made { codes }))
}

/// Logs a fault of ours.
fn failed(error: &dyn std::error::Error) -> Problem {
    tracing::error!(%error, "a link for a console cannot be made");
    Problem::fault()
}
