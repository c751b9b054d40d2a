//! The whole record of a summit, for its operator.

use super::reading;
use crate::{
    admission::tokens::Tokens,
    export::{self, Format},
    http::problem::Problem,
};
use actix_web::{HttpRequest, HttpResponse, http::header, web};
use domain::access;
use hub::Hub;
use protocol::refusal;
use serde::Deserialize;
use views::Scope;

#[derive(Debug, Deserialize)]
struct Wish {
    format: Option<String>,
}

/// `GET /api/v1/summits/{summit}/export?format=json|csv|xlsx`
pub async fn export(
    request: HttpRequest,
    summit: web::Path<String>,
    hub: web::Data<Hub>,
    tokens: web::Data<Tokens>,
) -> HttpResponse {
    let made = || {
        let (summit, actor) = reading(&request, &hub, &tokens, &summit)?;
        if !access::may_export(&actor) {
            return Err(Problem::code(refusal::ACCESS_DENIED));
        }
        let wish = web::Query::<Wish>::from_query(request.query_string());
        let format = match wish.ok().and_then(|wish| wish.into_inner().format).as_deref() {
            None | Some("json") => Format::Json,
            Some("csv") => Format::Csv,
            Some("xlsx") => Format::Xlsx,
            Some(_) => return Err(Problem::code(refusal::EXPORT_FORMAT_UNAVAILABLE)),
        };
        Ok((format, summit))
    };
    let (format, summit) = match made() {
        Ok(made) => made,
        Err(problem) => return Problem::respond(&problem, &request),
    };
    // A day of a thousand people takes a while to write out; connections must not wait for it.
    let written = web::block(move || {
        let summit = summit.read(domain::Summit::clone);
        export::write(&summit, Scope::Everything, format)
    });
    match written.await {
        Ok(Ok(bytes)) => HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::CONTENT_TYPE, format.content_type()))
            .insert_header((
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"burgertop.{}\"", format.extension()),
            ))
            .body(bytes),
        Ok(Err(error)) => {
            tracing::error!(%error, "the record cannot be written");
            Problem::of(hub::Refused::try_again()).respond(&request)
        }
        Err(error) => {
            tracing::error!(%error, "the record cannot be made");
            Problem::of(hub::Refused::try_again()).respond(&request)
        }
    }
}
