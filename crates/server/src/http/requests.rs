//! One request over HTTP: saved, or a problem.

use super::{admitted, json, own_origin};
use crate::{origin::Origins, problem::Problem, tokens::Tokens};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Bytes},
};
use dashmap::DashMap;
use domain::Jti;
use hub::{
    Answer, Hub, Refused,
    limits::{MESSAGES_BURST, MESSAGES_PER_S},
    rate::Bucket,
};
use protocol::{Reply, RequestFrame, refusal};
use std::time::Duration;

/// How fast each token may ask over HTTP: as fast as on one connection.
#[derive(Debug, Default)]
pub struct Rates(DashMap<Jti, Bucket>);

/// Full buckets are forgotten when there are this many.
const RATES_KEPT: usize = 4_096;

impl Rates {
    fn take(&self, jti: Jti) -> Result<(), Duration> {
        if self.0.len() >= RATES_KEPT {
            self.0.retain(|_, bucket| !bucket.is_full());
        }
        let full = || Bucket::new(MESSAGES_BURST, MESSAGES_PER_S, Duration::from_secs(1));
        self.0.entry(jti).or_insert_with(full).take()
    }
}

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
        let within = actor.jti.map_or(Ok(()), |jti| rates.take(jti));
        within.map_err(|wait| {
            let retry_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1);
            Problem::of(Refused::later(refusal::RATE_REQUESTS, retry_ms)).about(frame.id)
        })?;
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
