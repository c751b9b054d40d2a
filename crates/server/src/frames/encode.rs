//! What a server sends: ready-made frames, and the few control frames of its own.

use crate::limits::CONTROL_MAX_BYTES;
use bytes::{BufMut as _, Bytes, BytesMut};
use hub::socket::Outgoing;

/// The bytes on the wire; a server's frames are not masked.
#[must_use]
pub fn bytes_of(outgoing: Outgoing) -> Bytes {
    match outgoing {
        Outgoing::Frame(frame) => frame.websocket(),
        Outgoing::Ping => Bytes::from_static(&[0x89, 0]),
        Outgoing::Pong(payload) => control(0x8a, &payload),
        Outgoing::Close(code) => close(code.number(), code.reason()),
    }
}

/// A close frame. The reasons are ours, and short.
#[must_use]
pub fn close(code: u16, reason: &str) -> Bytes {
    let mut payload = BytesMut::with_capacity(2 + reason.len());
    payload.put_u16(code);
    payload.put_slice(reason.as_bytes());
    control(0x88, &payload)
}

fn control(first: u8, payload: &[u8]) -> Bytes {
    let payload = &payload[..payload.len().min(CONTROL_MAX_BYTES)];
    let mut frame = BytesMut::with_capacity(2 + payload.len());
    frame.put_u8(first);
    frame.put_u8(u8::try_from(payload.len()).unwrap_or(0));
    frame.put_slice(payload);
    frame.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::CloseCode;

    #[test]
    fn control_frames_are_short_and_unmasked() {
        assert_eq!(bytes_of(Outgoing::Ping).as_ref(), [0x89, 0]);
        assert_eq!(
            bytes_of(Outgoing::Pong(Bytes::from_static(b"hi"))).as_ref(),
            [0x8a, 2, b'h', b'i']
        );
        let close = bytes_of(Outgoing::Close(CloseCode::Restart));
        assert_eq!(&close[..4], [0x88, 14, 0x03, 0xf4]);
        assert_eq!(&close[4..], b"node.restart");
    }
}
