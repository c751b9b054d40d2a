//! Bytes to WebSocket messages, without IO; a frame is refused at its header, before its payload.

use crate::limits::{CONTROL_MAX_BYTES, FRAGMENTS_MAX, MESSAGE_MAX_BYTES};
use bytes::{Buf as _, Bytes};
use protocol::CloseCode;

/// A message from a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// A whole text.
    Text(String),
    /// To be answered by a pong with the same bytes.
    Ping(Bytes),
    /// The answer to a ping.
    Pong(Bytes),
    /// The client leaves; nothing comes after it.
    Close(Option<u16>),
}

/// Why a connection must be closed; nothing comes after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The close code: CloseCode::Protocol, 1003, 1007 or 1009.
    pub code: CloseCode,
    /// For the log and the close frame.
    pub reason: &'static str,
}

const fn protocol(reason: &'static str) -> Fault {
    Fault { code: CloseCode::Protocol, reason }
}
const BINARY: Fault = Fault { code: CloseCode::Unsupported, reason: "text only" };
const NOT_UTF8: Fault = Fault { code: CloseCode::Invalid, reason: "not utf-8" };
const TOO_LARGE: Fault = Fault { code: CloseCode::TooLarge, reason: "message too large" };
const TOO_MANY_FRAGMENTS: Fault = Fault { code: CloseCode::TooLarge, reason: "too many fragments" };

/// Two bytes, eight of length, four of mask.
const HEADER_MAX_BYTES: usize = 14;

/// Reads one connection. Feed it what the network brings, then take [`next`](Self::next) until it
/// gives none. It holds one message of at most 16 KiB, and the chunk that it was fed.
#[derive(Debug)]
pub struct Decoder {
    chunk: Bytes,
    state: State,
    message: Vec<u8>,
    /// Frames of the message so far; 0: no message has begun.
    fragments: u32,
}

#[derive(Debug)]
enum State {
    Header { bytes: [u8; HEADER_MAX_BYTES], have: usize },
    Payload(Frame),
    Over,
}

const START: State = State::Header { bytes: [0; HEADER_MAX_BYTES], have: 0 };

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Data,
    Ping,
    Pong,
    Close,
}

#[derive(Debug)]
struct Frame {
    kind: Kind,
    last: bool,
    mask: [u8; 4],
    length: usize,
    read: usize,
    /// Of a control frame; that of a data frame goes into the message.
    control: Vec<u8>,
}

impl Default for Decoder {
    fn default() -> Self {
        Self { chunk: Bytes::new(), state: START, message: Vec::new(), fragments: 0 }
    }
}

impl Decoder {
    /// Takes the next bytes; those before must have been taken up by [`next`](Self::next).
    pub fn feed(&mut self, chunk: Bytes) {
        debug_assert!(self.chunk.is_empty(), "taken up before more is fed");
        self.chunk = chunk;
    }

    /// The next message, if it is complete. After a fault or a close there is none any more.
    #[expect(clippy::should_implement_trait, reason = "it goes on after none, when fed")]
    pub fn next(&mut self) -> Option<Result<Incoming, Fault>> {
        loop {
            let step = match &mut self.state {
                State::Header { .. } => self.read_header(),
                State::Payload(_) => self.read_payload(),
                State::Over => {
                    self.chunk.clear();
                    return None;
                }
            };
            match step {
                Ok(Step::Hungry) => return None,
                Ok(Step::Onward) => {}
                Ok(Step::Message(message)) => {
                    if matches!(message, Incoming::Close(_)) {
                        self.finish();
                    }
                    return Some(Ok(message));
                }
                Err(fault) => {
                    self.finish();
                    return Some(Err(fault));
                }
            }
        }
    }

    /// Bytes held of a message that is not complete.
    #[must_use]
    pub const fn held_bytes(&self) -> usize {
        self.message.capacity()
    }

    fn finish(&mut self) {
        *self = Self { state: State::Over, ..Self::default() };
    }

    fn read_header(&mut self) -> Result<Step, Fault> {
        let State::Header { bytes, have } = &mut self.state else { return Ok(Step::Onward) };
        while self.chunk.has_remaining() {
            bytes[*have] = self.chunk.get_u8();
            *have += 1;
            if let Some(frame) = parse(&bytes[..*have], self.fragments, self.message.len())? {
                if frame.kind == Kind::Data {
                    self.fragments += 1;
                    self.message.reserve_exact(frame.length);
                }
                self.state = State::Payload(frame);
                return Ok(Step::Onward);
            }
        }
        Ok(Step::Hungry)
    }

    fn read_payload(&mut self) -> Result<Step, Fault> {
        let State::Payload(frame) = &mut self.state else { return Ok(Step::Onward) };
        let target = if frame.kind == Kind::Data { &mut self.message } else { &mut frame.control };
        let taken = self.chunk.len().min(frame.length - frame.read);
        let start = target.len();
        target.extend_from_slice(&self.chunk[..taken]);
        self.chunk.advance(taken);
        for (byte, at) in target[start..].iter_mut().zip(frame.read..) {
            *byte ^= frame.mask[at & 3];
        }
        frame.read += taken;
        if frame.read < frame.length {
            return Ok(Step::Hungry);
        }
        let State::Payload(frame) = std::mem::replace(&mut self.state, START) else {
            return Ok(Step::Onward);
        };
        match frame.kind {
            Kind::Ping => Ok(Step::Message(Incoming::Ping(frame.control.into()))),
            Kind::Pong => Ok(Step::Message(Incoming::Pong(frame.control.into()))),
            Kind::Close => close(&frame.control).map(|code| Step::Message(Incoming::Close(code))),
            Kind::Data if frame.last => {
                self.fragments = 0;
                let text =
                    String::from_utf8(std::mem::take(&mut self.message)).map_err(|_| NOT_UTF8)?;
                Ok(Step::Message(Incoming::Text(text)))
            }
            // A character may be cut in two between frames, but what is wrong already stays wrong.
            Kind::Data => match std::str::from_utf8(&self.message) {
                Err(error) if error.error_len().is_some() => Err(NOT_UTF8),
                _ => Ok(Step::Onward),
            },
        }
    }
}

enum Step {
    Hungry,
    Onward,
    Message(Incoming),
}

/// Reads a header as far as it is there, and refuses what is wrong as soon as it shows.
fn parse(bytes: &[u8], fragments: u32, message_bytes: usize) -> Result<Option<Frame>, Fault> {
    let last = bytes[0] & 0x80 != 0;
    if bytes[0] & 0x70 != 0 {
        return Err(protocol("reserved bits"));
    }
    let kind = match (bytes[0] & 0x0f, fragments) {
        (0x0, 0) => return Err(protocol("nothing to continue")),
        (0x0, FRAGMENTS_MAX..) => return Err(TOO_MANY_FRAGMENTS),
        (0x0, _) | (0x1, 0) => Kind::Data,
        (0x1 | 0x2, 1..) => return Err(protocol("a message within a message")),
        (0x2, 0) => return Err(BINARY),
        (0x8, _) => Kind::Close,
        (0x9, _) => Kind::Ping,
        (0xa, _) => Kind::Pong,
        _ => return Err(protocol("unknown opcode")),
    };
    if kind != Kind::Data && !last {
        return Err(protocol("fragmented control frame"));
    }
    let Some(second) = bytes.get(1) else { return Ok(None) };
    if second & 0x80 == 0 {
        return Err(protocol("unmasked"));
    }
    let short = second & 0x7f;
    if kind != Kind::Data && usize::from(short) > CONTROL_MAX_BYTES {
        return Err(protocol("long control frame"));
    }
    let extended = match short {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    let Some(length) = bytes.get(2..2 + extended) else { return Ok(None) };
    let length = match extended {
        0 => u64::from(short),
        _ => length.iter().fold(0, |length, byte| length << 8 | u64::from(*byte)),
    };
    if length >> 63 != 0 || (extended == 2 && length < 126) || (extended == 8 && length <= 0xffff) {
        return Err(protocol("length not in its shortest form"));
    }
    let fits =
        usize::try_from(length).ok().filter(|length| message_bytes + length <= MESSAGE_MAX_BYTES);
    let Some(length) = fits.or_else(|| (kind != Kind::Data).then_some(usize::from(short))) else {
        return Err(TOO_LARGE);
    };
    let Some(mask) = bytes.get(2 + extended..6 + extended) else { return Ok(None) };
    let mask = [mask[0], mask[1], mask[2], mask[3]];
    Ok(Some(Frame { kind, last, mask, length, read: 0, control: Vec::new() }))
}

fn close(payload: &[u8]) -> Result<Option<u16>, Fault> {
    match payload {
        [] => Ok(None),
        [_] => Err(protocol("half a close code")),
        [high, low, reason @ ..] => {
            let code = u16::from_be_bytes([*high, *low]);
            if !matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999) {
                return Err(protocol("no such close code"));
            }
            std::str::from_utf8(reason).map_err(|_| NOT_UTF8)?;
            Ok(Some(code))
        }
    }
}
