//! The whole record of a summit, for its operator.

use super::{
    access::{Reader, query},
    problem::Problem,
};
use crate::export::{self, Format};
use actix_web::{HttpRequest, HttpResponse, http::header, web};
use protocol::refusal;
use serde::Deserialize;
use views::Scope;

#[derive(Debug, Deserialize)]
struct ExportQuery {
    format: Option<String>,
}

/// `GET /api/v1/summits/{summit}/export?format=json|csv|xlsx`
pub async fn export(reader: Reader, request: HttpRequest) -> Result<HttpResponse, Problem> {
    reader.must_export()?;
    let wish: Option<ExportQuery> = query(&request, "format").ok();
    let format = match wish.and_then(|wish| wish.format).as_deref() {
        None | Some("json") => Format::Json,
        Some("csv") => Format::Csv,
        Some("xlsx") => Format::Xlsx,
        Some(_) => return Err(Problem::code(refusal::EXPORT_FORMAT_UNAVAILABLE)),
    };
    let summit = reader.summit.clone();
    // A day of a thousand people takes a while to write out; connections must not wait for it.
    let written = web::block(move || {
        let summit = summit.read(domain::Summit::clone);
        export::write(&summit, Scope::Everything, format).map_err(|error| error.to_string())
    });
    let written = written.await.map_err(|error| error.to_string()).flatten();
    let bytes = written.map_err(|error| {
        tracing::error!(error, "the record cannot be written");
        Problem::fault()
    })?;
    let name = format!("attachment; filename=\"burgertop.{}\"", format.extension());
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, format.content_type()))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(bytes))
}
