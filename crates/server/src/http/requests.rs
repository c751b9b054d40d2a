//! One request over HTTP: saved, or a problem.

use super::{access::Writer, problem::Problem};
use actix_web::web;
use hub::Answer;
use protocol::{Reply, RequestFrame, refusal};

/// `POST /api/v1/summits/{summit}/requests`
pub async fn submit(mut writer: Writer) -> Result<web::Json<Reply>, Problem> {
    let frame: RequestFrame = writer.json()?;
    let id = frame.id;
    writer.request_rate().map_err(|problem| problem.about(id))?;
    let malformed = |_| Problem::code(refusal::MALFORMED).about(id).field("command");
    let command = frame.command().map_err(malformed)?;
    let (summit, actor) = (&writer.summit, writer.actor.clone());
    match summit.request(actor, id, frame.was.as_ref(), command).await {
        Answer::Saved(at) => Ok(web::Json(Reply::Saved { id, at })),
        Answer::Refused(refused) => Err(Problem::of(refused).about(id)),
    }
}
