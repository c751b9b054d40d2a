//! What a display would show, before the hall sees it.

use super::reading;
use crate::{admission::tokens::Tokens, http::problem::Problem};
use actix_web::{HttpRequest, HttpResponse, http::header, web};
use domain::{Doc, access, wall::Scene};
use hub::Hub;
use protocol::refusal;
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    scene: Scene,
}

/// `GET /api/v1/summits/{summit}/preview?scene=themes`: `{"set":{…}}`, the entries of such a display.
pub async fn preview(
    request: HttpRequest,
    summit: web::Path<String>,
    hub: web::Data<Hub>,
    tokens: web::Data<Tokens>,
) -> HttpResponse {
    let look = || {
        let (summit, actor) = reading(&request, &hub, &tokens, &summit)?;
        if !access::may_watch(&actor, &Doc::Control) {
            return Err(Problem::code(refusal::ACCESS_DENIED));
        }
        let wish = web::Query::<Wish>::from_query(request.query_string())
            .map_err(|_| Problem::code(refusal::MALFORMED).field("scene"))?;
        Ok(summit.read(|summit| views::picture(summit, wish.scene)))
    };
    match look() {
        Ok(picture) => HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(json!({ "set": picture })),
        Err(problem) => Problem::respond(&problem, &request),
    }
}
