//! Serves the look of a municipality, laid over the neutral look of the screens.

use crate::{
    http::astray,
    storage::branding::{kind, read},
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ETag, EntityTag, Header as _, IfNoneMatch},
    web,
};
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;

/// The folder with `theme.css` and what that names, if there is one.
#[derive(Debug, Clone)]
pub struct Branding(pub Option<PathBuf>);

/// The one file that every page asks for.
const SHEET: &str = "theme.css";

/// `GET /theme/{name}`: one file of the folder, no deeper. Without a folder the style sheet is empty.
pub async fn file(
    request: HttpRequest,
    name: web::Path<String>,
    theme: web::Data<Branding>,
) -> HttpResponse {
    let Some(kind) = kind(&name) else { return astray::not_found(&request) };
    let path = theme.0.as_ref().map(|folder| folder.join(name.as_str()));
    let read = web::block(move || path.map(read)).await;
    let bytes = match read {
        Ok(Some(Ok(bytes))) => bytes,
        _ if name.as_str() == SHEET => Vec::new(),
        _ => return astray::not_found(&request),
    };
    let tag = EntityTag::new_strong(hex::encode(&Sha256::digest(&bytes)[..16]));
    let known = match IfNoneMatch::parse(&request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header(ETag(tag)).insert_header((header::CACHE_CONTROL, "no-cache"));
    if known {
        return answer.finish();
    }
    answer.insert_header((header::CONTENT_TYPE, kind)).body(bytes)
}
