//! One request over HTTP: saved, or a problem.

use super::{admitted, json, own_origin, rates::Rates, too_fast};
use crate::{
    admission::{origin::Origins, tokens::Tokens},
    http::problem::Problem,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Bytes},
};
use hub::{Answer, Hub};
use protocol::{Reply, RequestFrame, refusal};

/// `POST /api/v1/summits/{summit}/requests`
pub async fn submit(
    request: HttpRequest,
    summit: web::Path<String>,
    body: Result<Bytes, actix_web::Error>,
    hub: web::Data<Hub>,
    tokens: web::Data<Tokens>,
    origins: web::Data<Origins>,
    rates: web::Data<Rates>,
) -> HttpResponse {
    let replied = async {
        own_origin(&request, &origins)?;
        let (summit, actor) = admitted(&request, &hub, &tokens, &summit)?;
        let frame: RequestFrame = json(body)?;
        let within = actor.jti.map_or(Ok(()), |jti| rates.request(jti));
        within.map_err(|wait| too_fast(wait).about(frame.id))?;
        let command = frame
            .command()
            .map_err(|_| Problem::code(refusal::MALFORMED).about(frame.id).field("command"))?;
        match summit.request(actor, frame.id, frame.was.as_ref(), command).await {
            Answer::Saved(at) => Ok(Reply::Saved { id: frame.id, at }),
            Answer::Refused(refused) => Err(Problem::of(refused).about(frame.id)),
        }
    };
    match replied.await {
        Ok(reply) => {
            HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(reply)
        }
        Err(problem) => problem.respond(&request),
    }
}
