//! Refusals over HTTP: problem JSON (RFC 9457) with the same codes as on a WebSocket.

use crate::http::translator::Translator;
use actix_web::{
    Error, HttpRequest, HttpResponse, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{StatusCode, header},
    middleware::Next,
    web,
};
use domain::RequestId;
use hub::answer::{Refused, Translate as _};
use journal::Obstacle;
use protocol::refusal;
use schemars::JsonSchema;
use serde::Serialize;
use std::{fmt, sync::Arc, time::Duration};

/// What was refused, on its way to an answer.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    refused: Refused,
    id: Option<RequestId>,
    screen: Option<String>,
    why: Option<Obstacle>,
}

/// What is told.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct Body<'a> {
    /// `urn:burgertop:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// The status in words.
    title: &'a str,
    /// The status.
    status: u16,
    /// `concept.reason`, from one list.
    code: &'a str,
    /// The same in the caller's language.
    detail: String,
    /// The field at fault, where it is one.
    field: Option<&'a str>,
    /// When to send the same again, in milliseconds; none if it is final.
    retry_ms: Option<u64>,
    /// The request that was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<RequestId>,
    /// The page of the seat that the device holds already.
    #[serde(skip_serializing_if = "Option::is_none")]
    screen: Option<&'a str>,
    /// What stands in the way of saving, by its word in the document `health`: of a node that is not ready for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
}

/// When to ask a node again that is not ready.
const NOT_READY_RETRY: Duration = Duration::from_secs(1);

/// The code of an address that leads nowhere; people see it in the status alone.
const NOT_FOUND: &str = "page.unknown";

impl Problem {
    /// A refusal with the status that its code has.
    #[must_use]
    pub fn of(refused: Refused) -> Self {
        Self { status: status(refused.code), refused, id: None, screen: None, why: None }
    }

    /// A final refusal by its code alone.
    #[must_use]
    pub fn code(code: &'static str) -> Self {
        Self::of(Refused::with(code))
    }

    /// Refused for now: to be sent again after this time.
    #[must_use]
    pub fn later(code: &'static str, wait: Duration) -> Self {
        let retry_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1);
        Self::of(Refused::later(code, retry_ms))
    }

    /// The node does not serve its summits yet.
    #[must_use]
    pub fn not_ready() -> Self {
        Self::later(refusal::NODE_NOT_READY, NOT_READY_RETRY)
    }

    /// A fault of ours, told as "try again"; its cause is for the log alone.
    #[must_use]
    pub fn fault() -> Self {
        Self::of(Refused::try_again())
    }

    /// Nothing has this address.
    #[must_use]
    pub fn not_found() -> Self {
        Self::code(NOT_FOUND)
    }

    /// Its code, from a closed list.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.refused.code
    }

    /// Names the request that was refused.
    #[must_use]
    pub fn about(mut self, id: RequestId) -> Self {
        self.id = Some(id);
        self
    }

    /// Names the page to go on at.
    #[must_use]
    pub fn screen(mut self, screen: String) -> Self {
        self.screen = Some(screen);
        self
    }

    /// Says what stands in the way of saving.
    #[must_use]
    pub const fn because(mut self, why: Option<Obstacle>) -> Self {
        self.why = why;
        self
    }

    /// Names the field at fault.
    #[must_use]
    pub fn field(mut self, field: &'static str) -> Self {
        self.refused.field = Some(field);
        self
    }

    /// The answer, in the language of the one who asked.
    #[must_use]
    pub fn respond(&self, request: &HttpRequest) -> HttpResponse {
        let lang =
            request.headers().get(header::ACCEPT_LANGUAGE).and_then(|lang| lang.to_str().ok());
        let translator = request.app_data::<web::Data<Arc<Translator>>>();
        let blocked = self.why.and_then(|why| translator.and_then(|it| it.obstacle(why, lang)));
        let detail = blocked.unwrap_or_else(|| {
            translator
                .map_or_else(|| self.refused.code.to_owned(), |it| it.refusal(&self.refused, lang))
        });
        let body = Body {
            kind: format!("urn:burgertop:{}", self.refused.code),
            title: self.status.canonical_reason().unwrap_or_default(),
            status: self.status.as_u16(),
            code: self.refused.code,
            detail,
            field: self.refused.field,
            retry_ms: self.refused.retry_ms,
            id: self.id,
            screen: self.screen.as_deref(),
            why: self.why.map(Obstacle::name),
        };
        let mut answer = HttpResponse::build(self.status);
        answer.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(retry_ms) = self.refused.retry_ms {
            answer.insert_header((header::RETRY_AFTER, retry_ms.div_ceil(1_000).to_string()));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        let json = serde_json::to_vec(&body).unwrap_or_default();
        answer.content_type("application/problem+json").body(json)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.refused.code)
    }
}

/// Lets handlers and extractors return a problem as their error; [`in_words`] writes the answer.
impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status)
    }
}

/// Answers a problem that a handler or extractor returned, in the language of the one who asked.
pub async fn in_words(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let problem = response.response().error().and_then(|error| error.as_error::<Problem>());
    let answer = problem.map(|problem| problem.respond(response.request()));
    Ok(match answer {
        Some(answer) => response.into_response(answer),
        None => response,
    })
}

/// The status of a code: whose fault it is, and whether trying again helps.
fn status(code: &str) -> StatusCode {
    let (concept, reason) = code.split_once('.').unwrap_or((code, ""));
    match (concept, reason) {
        ("rate", _) => StatusCode::TOO_MANY_REQUESTS,
        ("node" | "storage", _) | ("request", "try_again") | ("summit", "read_only") => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        ("token", _) => StatusCode::UNAUTHORIZED,
        ("join", "seat_held") => StatusCode::CONFLICT,
        ("access" | "origin" | "join", _) | (_, "not_yours") => StatusCode::FORBIDDEN,
        ("page" | "doc", "unknown") | ("summit", "unknown") => StatusCode::NOT_FOUND,
        ("export", "format_unavailable") => StatusCode::NOT_ACCEPTABLE,
        ("request", "too_large") => StatusCode::PAYLOAD_TOO_LARGE,
        ("request", "malformed") | ("version", _) | ("text", _) => StatusCode::BAD_REQUEST,
        (
            _,
            "empty"
            | "too_long"
            | "unreadable"
            | "label_empty"
            | "label_too_long"
            | "extend_out_of_range",
        ) => StatusCode::BAD_REQUEST,
        _ => StatusCode::CONFLICT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_status_that_says_whose_fault_it_is() {
        for code in domain::Rejection::CODES.iter().chain(protocol::refusal::CODES) {
            assert!(status(code).is_client_error() || status(code).is_server_error(), "{code}");
        }
        for (code, expected) in [
            ("idea.round_closed", 409),
            ("idea.too_long", 400),
            ("access.denied", 403),
            ("rate.ideas", 429),
            ("request.try_again", 503),
            ("device.table_taken", 409),
            ("join.code", 403),
            ("token.expired", 401),
        ] {
            assert_eq!(status(code).as_u16(), expected, "{code}");
        }
    }
}
