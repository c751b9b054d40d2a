//! What the decoder of WebSocket frames takes and what it refuses, by arbitrary and by evil bytes.

use bytes::Bytes;
use proptest::prelude::*;
use server::frames::decoder::{Decoder, Fault, Incoming};
use server::limits::MESSAGE_MAX_BYTES;

const MASK: [u8; 4] = [0x12, 0x34, 0x56, 0x78];

/// A client's frame: first byte, payload; masked, in the shortest form.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = header(first, payload.len() as u64);
    frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

fn header(first: u8, length: u64) -> Vec<u8> {
    let mut header = vec![first];
    match length {
        0..=125 => header.push(0x80 | length as u8),
        126..=0xffff => {
            header.push(0x80 | 126);
            header.extend((length as u16).to_be_bytes());
        }
        _ => {
            header.push(0x80 | 127);
            header.extend(length.to_be_bytes());
        }
    }
    header.extend(MASK);
    header
}

fn read(decoder: &mut Decoder, bytes: &[u8]) -> Vec<Result<Incoming, Fault>> {
    decoder.feed(Bytes::copy_from_slice(bytes));
    std::iter::from_fn(|| decoder.next()).collect()
}

fn decode(bytes: &[u8]) -> Vec<Result<Incoming, Fault>> {
    read(&mut Decoder::default(), bytes)
}

/// The code with which these bytes end a connection, if they do.
fn code(bytes: &[u8]) -> Option<u16> {
    decode(bytes).last()?.as_ref().err().map(|fault| fault.code.number())
}

fn text(text: &str) -> Result<Incoming, Fault> {
    Ok(Incoming::Text(text.into()))
}

#[test]
fn messages_whole_in_pieces_and_between_pings_are_read() {
    let mut bytes = frame(0x81, "één".as_bytes());
    bytes.extend(frame(0x01, b"two "));
    bytes.extend(frame(0x89, b"p"));
    bytes.extend(frame(0x00, b"hal"));
    bytes.extend(frame(0x80, b"ves"));
    bytes.extend(frame(0x8a, b""));
    let expected = [
        text("één"),
        Ok(Incoming::Ping(Bytes::from_static(b"p"))),
        text("two halves"),
        Ok(Incoming::Pong(Bytes::new())),
    ];
    assert_eq!(decode(&bytes), expected);

    let mut decoder = Decoder::default();
    let one_by_one: Vec<_> = bytes.iter().flat_map(|byte| read(&mut decoder, &[*byte])).collect();
    assert_eq!(one_by_one, expected);
}

#[test]
fn sixteen_kibibytes_fit_and_one_byte_more_does_not() {
    let largest = "x".repeat(MESSAGE_MAX_BYTES);
    assert_eq!(decode(&frame(0x81, largest.as_bytes())), [text(&largest)]);
    assert_eq!(code(&header(0x81, MESSAGE_MAX_BYTES as u64 + 1)), Some(1009));

    let mut halves = frame(0x01, &vec![b'x'; MESSAGE_MAX_BYTES / 2 + 1]);
    halves.extend(header(0x80, MESSAGE_MAX_BYTES as u64 / 2));
    assert_eq!(code(&halves), Some(1009));
}

#[test]
fn a_header_that_declares_a_tebibyte_is_refused_before_its_mask_has_come() {
    let header = header(0x81, 1 << 40);
    let mut decoder = Decoder::default();
    assert_eq!(read(&mut decoder, &header[..9]), []);
    let refused = read(&mut decoder, &header[9..10]);
    assert_eq!(refused.first().and_then(|r| r.as_ref().err()).map(|f| f.code.number()), Some(1009));
    assert_eq!(decoder.held_bytes(), 0);
    assert_eq!(read(&mut decoder, &vec![0; 1 << 20]), []);
}

#[test]
fn a_million_fragments_end_at_the_sixty_fifth() {
    let mut decoder = Decoder::default();
    assert_eq!(read(&mut decoder, &frame(0x01, b"")), []);
    for _ in 1..64 {
        assert_eq!(read(&mut decoder, &frame(0x00, b"")), []);
    }
    let refused = read(&mut decoder, &frame(0x00, b""));
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].as_ref().err().map(|fault| fault.code.number()), Some(1009));
    for _ in 65..1_000_000 / 1_000 {
        assert_eq!(read(&mut decoder, &frame(0x00, b"")), []);
    }
}

#[test]
fn what_is_not_utf8_is_refused_with_1007() {
    assert_eq!(code(&frame(0x81, b"\xff")), Some(1007));
    assert_eq!(code(&frame(0x81, b"cut \xc3")), Some(1007));
    assert_eq!(code(&frame(0x01, b"\xed\xa0\x80")), Some(1007), "wrong already in its first frame");
    assert_eq!(code(&frame(0x88, b"\x03\xe8\xff")), Some(1007));

    let mut between_frames = frame(0x01, b"\xc3");
    between_frames.extend(frame(0x80, b"\xa9"));
    assert_eq!(decode(&between_frames), [text("é")]);
}

#[test]
fn what_breaks_the_protocol_is_refused_with_1002() {
    let unmasked = [0x81, 0x02, b'h', b'i'];
    let within = [frame(0x01, b"a"), frame(0x81, b"b")].concat();
    let evil: &[(&str, Vec<u8>)] = &[
        ("unmasked", unmasked.to_vec()),
        ("first reserved bit, as compression has it", frame(0xc1, b"x")),
        ("second reserved bit", frame(0xa1, b"x")),
        ("third reserved bit", frame(0x91, b"x")),
        ("unknown data opcode", frame(0x83, b"")),
        ("unknown control opcode", frame(0x8b, b"")),
        ("fragmented ping", frame(0x09, b"")),
        ("long ping", frame(0x89, &[0; 126])),
        ("long close", header(0x88, 1 << 40)),
        ("continuation of nothing", frame(0x80, b"x")),
        ("text within a text", within),
        ("half a close code", frame(0x88, b"\x03")),
        ("reserved close code", frame(0x88, &1005u16.to_be_bytes())),
        ("unused close code", frame(0x88, &2000u16.to_be_bytes())),
        ("length not in its shortest form", vec![0x81, 0xfe, 0, 5, 1, 2, 3, 4]),
        ("length with its first bit set", vec![0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0]),
    ];
    for (what, bytes) in evil {
        assert_eq!(code(bytes), Some(1002), "{what}");
    }
    assert_eq!(code(&frame(0x82, b"binary")), Some(1003));
}

#[test]
fn nothing_is_read_after_a_close() {
    let mut bytes = frame(0x88, &1000u16.to_be_bytes());
    bytes.extend(frame(0x81, b"late"));
    assert_eq!(decode(&bytes), [Ok(Incoming::Close(Some(1000)))]);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic_nor_pile_up(
        chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..50)
    ) {
        let mut decoder = Decoder::default();
        for chunk in chunks {
            read(&mut decoder, &chunk);
            prop_assert!(decoder.held_bytes() <= MESSAGE_MAX_BYTES);
        }
    }

    #[test]
    fn well_formed_messages_come_out_as_they_went_in_however_they_are_cut(
        messages in prop::collection::vec((".{0,300}", 1usize..8), 0..12),
        cut in 1usize..40,
    ) {
        let mut bytes = Vec::new();
        for (message, pieces) in &messages {
            let size = (message.len() / pieces).max(1);
            let mut parts: Vec<&[u8]> = message.as_bytes().chunks(size).collect();
            if parts.is_empty() {
                parts.push(b"");
            }
            for (n, part) in parts.iter().enumerate() {
                let opcode = if n == 0 { 0x01 } else { 0x00 };
                let last = if n + 1 == parts.len() { 0x80 } else { 0x00 };
                bytes.extend(frame(opcode | last, part));
            }
        }
        // `.` may give characters of several bytes, and so more pieces than asked, but never 64.
        let mut decoder = Decoder::default();
        let mut read_back = Vec::new();
        for chunk in bytes.chunks(cut) {
            read_back.extend(read(&mut decoder, chunk));
            prop_assert!(decoder.held_bytes() <= MESSAGE_MAX_BYTES);
        }
        let expected: Vec<_> = messages.iter().map(|(message, _)| text(message)).collect();
        prop_assert_eq!(read_back, expected);
    }
}
