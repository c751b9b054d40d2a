//! Notes where each request begins and its answer ends, and hands an answer out in pieces.

use super::exchange::{Body, Exchange};
use crate::limits::WRITE_MAX_BYTES;
use actix_web::{
    Error, HttpMessage as _,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    http::{StatusCode, header},
    middleware::Next,
    web::Bytes,
};
use futures_util::Stream;
use std::{
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

/// The body of a request, until it is whole.
struct Asked {
    payload: Payload,
    exchange: Rc<Exchange>,
}

impl Stream for Asked {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.payload).poll_next(cx);
        if matches!(next, Poll::Ready(None)) {
            self.exchange.is_answered();
        }
        next
    }
}

/// The body of an answer: the carrier copies what it is given, so it is given little at a time.
struct Answered {
    body: BoxBody,
    rest: Bytes,
    exchange: Rc<Exchange>,
}

impl MessageBody for Answered {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        while self.rest.is_empty() {
            match Pin::new(&mut self.body).poll_next(cx) {
                Poll::Ready(Some(Ok(bytes))) => self.rest = bytes,
                other => return other,
            }
        }
        let most = self.rest.len().min(WRITE_MAX_BYTES);
        Poll::Ready(Some(Ok(self.rest.split_to(most))))
    }
}

impl Drop for Answered {
    fn drop(&mut self) {
        self.exchange.ends();
    }
}

/// What is still to come of a request whose head was read.
fn left(request: &ServiceRequest) -> Option<Body> {
    let headers = request.headers();
    let length = || headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok();
    if headers.contains_key(header::TRANSFER_ENCODING) || headers.contains_key(header::UPGRADE) {
        return Some(Body::Chunks);
    }
    length().filter(|length| *length > 0).map(Body::Bytes)
}

/// Around everything that answers.
pub async fn noted(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(exchange) = request.request().conn_data::<Rc<Exchange>>().cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let payload = request.take_payload();
    if matches!(payload, Payload::None) {
        exchange.begins(None);
    } else {
        exchange.begins(left(&request));
        let asked = Asked { payload, exchange: Rc::clone(&exchange) };
        request.set_payload(Payload::Stream { payload: Box::pin(asked) });
    }
    let answer = next.call(request).await?;
    if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
        exchange.upgrades();
        return Ok(answer.map_into_boxed_body());
    }
    exchange.is_answered();
    Ok(answer.map_body(|_, body| {
        BoxBody::new(Answered { body: body.boxed(), rest: Bytes::new(), exchange })
    }))
}
