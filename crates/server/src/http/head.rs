//! HEAD: answered as GET on every address, without the body.

use actix_web::{
    Error,
    body::{BodySize, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, header},
    middleware::Next,
    web::Bytes,
};
use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

/// Nothing, said to be as long as what GET is answered with.
struct Left(BodySize);

impl MessageBody for Left {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        self.0
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(None)
    }
}

/// Turns HEAD into GET on the way in, and leaves the body out on the way back: what would stream without end is not
/// begun to be sent.
pub async fn as_get(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method() != Method::HEAD {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let head = request.head_mut();
    head.method = Method::GET;
    // Only GET can become a WebSocket.
    head.headers_mut().remove(header::UPGRADE);
    let answer = next.call(request).await?;
    Ok(answer.map_body(|_, body| Left(body.size())).map_into_boxed_body())
}
