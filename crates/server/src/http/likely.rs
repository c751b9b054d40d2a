//! Where an idea most likely belongs, for who moves it at the desk.

use super::admitted;
use crate::{admission::tokens::Tokens, http::problem::Problem};
use actix_web::{HttpRequest, HttpResponse, http::header, web};
use domain::{IdeaId, Rejection};
use hub::Hub;
use serde_json::{Value, json};
use uuid::Uuid;

/// `GET /api/v1/summits/{summit}/ideas/{idea}/likely`: `{"likely":[{"theme","percent"}]}`, the likeliest first.
pub async fn likely(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    hub: web::Data<Hub>,
    tokens: web::Data<Tokens>,
) -> HttpResponse {
    let (summit, idea) = path.into_inner();
    let look = async {
        let (summit, actor) = admitted(&request, &hub, &tokens, &summit)?;
        let unknown = || Problem::code(Rejection::IdeaUnknown.code());
        let named = idea.parse::<Uuid>().ok().filter(|it| it.to_string() == *idea);
        let idea = named.map(IdeaId).ok_or_else(unknown)?;
        let likely = summit.likely(&actor, idea).await.map_err(Problem::of)?;
        if !summit.read(|summit| summit.ideas.contains_key(&idea)) {
            return Err(unknown());
        }
        let one = |(theme, percent)| json!({ "theme": theme, "percent": percent });
        Ok::<_, Problem>(likely.into_iter().map(one).collect::<Vec<Value>>())
    };
    match look.await {
        Ok(likely) => HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(json!({ "likely": likely })),
        Err(problem) => Problem::respond(&problem, &request),
    }
}
