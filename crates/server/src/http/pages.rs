//! The screens, carried in the binary: pages, and what they are made of.

use crate::http::{astray, branding, gzip};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ETag, EntityTag, Header as _, IfNoneMatch},
    web::{self, Bytes},
};
use screens::{Address, File, SCREENS, Screen};
use std::borrow::Cow;

/// The pages, and what they load.
pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/", web::get().to(move |request: HttpRequest| page(request, &screens::JOIN)));
    for screen in SCREENS {
        config.route(
            &route(screen),
            web::get().to(move |request: HttpRequest| page(request, screen)),
        );
    }
    config
        .route("/theme/{name}", web::get().to(branding::file))
        .route("/assets/i18n/{name}", web::get().to(translation))
        .route("/assets/{path:.*}", web::get().to(asset));
}

/// The address of a screen as a pattern. Each has one spelling: others are led to it.
fn route(screen: &Screen) -> String {
    match screen.address {
        Address::Alone => format!("/{}", screen.name),
        Address::Number => format!("/{}/{{number:[1-9][0-9]*}}", screen.name),
        Address::Name => format!("/{}/{{name}}", screen.name),
    }
}

async fn page(request: HttpRequest, screen: &'static Screen) -> HttpResponse {
    file(&request, "html", Some(screen.page().into()))
}

async fn translation(request: HttpRequest, name: web::Path<String>) -> HttpResponse {
    file(&request, "ftl", screens::language(&name))
}

async fn asset(request: HttpRequest, path: web::Path<String>) -> HttpResponse {
    let extension = path.rsplit('.').next().unwrap_or_default();
    file(&request, extension, screens::asset(&path))
}

/// Answers with a file and its digest; with 304 if the browser has it already.
fn file(request: &HttpRequest, extension: &str, file: Option<File>) -> HttpResponse {
    let Some(file) = file else {
        return astray::not_found(request);
    };
    let tag = EntityTag::new_strong(hex::encode(&file.digest[..16]));
    let known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header(ETag(tag)).insert_header((header::CACHE_CONTROL, "no-cache"));
    if known {
        // A body here would be read as the next answer on the same connection (RFC 9110, 15.4.5).
        return answer.finish();
    }
    answer.insert_header((header::CONTENT_TYPE, content_type(extension)));
    answer.insert_header((header::VARY, "accept-encoding"));
    let packed = gzip::is_taken(request).then(|| gzip::file(file.digest, &file.bytes)).flatten();
    if let Some(packed) = packed {
        return answer.insert_header((header::CONTENT_ENCODING, "gzip")).body(packed);
    }
    answer.body(match file.bytes {
        Cow::Borrowed(carried) => Bytes::from_static(carried),
        Cow::Owned(read) => read.into(),
    })
}

fn content_type(extension: &str) -> &'static str {
    match extension {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "ftl" | "txt" | "md" => "text/plain; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
