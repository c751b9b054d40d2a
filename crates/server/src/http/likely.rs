//! Where an idea most likely belongs, for who moves it at the desk.

use super::{access::Caller, problem::Problem};
use actix_web::web;
use domain::{IdeaId, Rejection};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

#[derive(Debug, Deserialize)]
pub struct LikelyPath {
    idea: String,
}

/// `GET /api/v1/summits/{summit}/ideas/{idea}/likely`: `{"likely":[{"theme","percent"}]}`, the likeliest first.
pub async fn likely(
    caller: Caller,
    address: web::Path<LikelyPath>,
) -> Result<web::Json<Value>, Problem> {
    let Caller { summit, actor, .. } = caller;
    let unknown = || Problem::code(Rejection::IdeaUnknown.code());
    let named = address.idea.parse::<Uuid>().ok().filter(|it| it.to_string() == address.idea);
    let idea = named.map(IdeaId).ok_or_else(unknown)?;
    let likely = hub::likely(&summit, &actor, idea).await.map_err(Problem::of)?;
    if !summit.read(|summit| summit.ideas.contains_key(&idea)) {
        return Err(unknown());
    }
    let one = |(theme, percent)| json!({ "theme": theme, "percent": percent });
    let likely: Vec<Value> = likely.into_iter().map(one).collect();
    Ok(web::Json(json!({ "likely": likely })))
}
