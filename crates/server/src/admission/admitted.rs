//! A connection as whoever serves it reads and writes it: one request at a time, and none while an answer is unread.
//!
//! actix-http reads on while it answers, and keeps what it read: 128 KiB of requests on each connection, decoded.

use super::exchange::{Exchange, Reading};
use crate::frames::socket::Line;
use actix_web::{dev::Extensions, rt::net::TcpStream};
use bytes::BytesMut;
use futures_util::ready;
use socket2::SockRef;
use std::{
    io,
    net::Shutdown,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A TCP connection that has its place.
#[derive(Debug)]
pub struct Admitted {
    socket: Rc<TcpStream>,
    exchange: Rc<Exchange>,
    /// What came with a head and stands behind it.
    surplus: BytesMut,
    head: HeadEnd,
}

impl Admitted {
    pub(super) fn new(socket: Rc<TcpStream>, exchange: Rc<Exchange>) -> Self {
        Self { socket, exchange, surplus: BytesMut::new(), head: HeadEnd::default() }
    }

    /// What the requests of this connection find it by.
    pub(super) fn note(&self, data: &mut Extensions) {
        data.insert(Rc::clone(&self.exchange));
        data.insert(Line::of(&self.socket));
    }

    /// Reads no more than this, and no further than where it ends: what follows is kept for later.
    fn fill(
        &mut self,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
        most: usize,
        ends: Ends,
    ) -> Poll<io::Result<usize>> {
        let most = most.min(buf.remaining());
        if self.surplus.is_empty() {
            let read = ready!(read(&self.socket, cx, buf.initialize_unfilled_to(most)))?;
            let bytes = &buf.initialize_unfilled_to(most)[..read];
            let end = self.head.end(ends, bytes);
            self.surplus.extend_from_slice(&bytes[end..]);
            buf.advance(end);
            return Poll::Ready(Ok(end));
        }
        let most = most.min(self.surplus.len());
        let end = self.head.end(ends, &self.surplus[..most]);
        buf.put_slice(&self.surplus.split_to(end));
        if self.surplus.is_empty() {
            self.surplus = BytesMut::new();
        }
        Poll::Ready(Ok(end))
    }

    /// Reads nothing; a client that is gone is noticed all the same.
    fn hold(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.exchange.waits(cx);
        match self.socket.poll_peek(cx, &mut ReadBuf::new(&mut [0])) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(_)) | Poll::Pending => Poll::Pending,
        }
    }
}

fn read(socket: &TcpStream, cx: &mut Context<'_>, into: &mut [u8]) -> Poll<io::Result<usize>> {
    loop {
        ready!(socket.poll_read_ready(cx))?;
        match socket.try_read(into) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            read => return Poll::Ready(read),
        }
    }
}

fn write(socket: &TcpStream, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
    loop {
        ready!(socket.poll_write_ready(cx))?;
        match socket.try_write(from) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            written => return Poll::Ready(written),
        }
    }
}

impl AsyncRead for Admitted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let (most, ends) = match self.exchange.reading() {
            Reading::Held => return self.hold(cx),
            Reading::Later => {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Reading::Head(most) => (most, Ends::AfterHead),
            Reading::Line(most) => (most, Ends::AfterLine),
            Reading::Body(most) => (most, Ends::Nowhere),
            Reading::All => (usize::MAX, Ends::Nowhere),
        };
        let came = ready!(self.fill(cx, buf, most, ends))?;
        if came > 0 {
            self.exchange.handed(came);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Admitted {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = write(&self.socket, cx, bytes);
        match &written {
            Poll::Ready(Ok(taken)) => self.exchange.wrote(*taken, bytes.len()),
            Poll::Pending => self.exchange.wrote(0, bytes.len()),
            Poll::Ready(Err(_)) => {}
        }
        written
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(SockRef::from(&*self.socket).shutdown(Shutdown::Write))
    }
}

/// Where it is read to.
#[derive(Debug, Clone, Copy)]
enum Ends {
    AfterHead,
    AfterLine,
    Nowhere,
}

/// Finds where a head ends, in whatever parts it comes: at an empty line, with or without carriage returns.
#[derive(Debug, Default)]
struct HeadEnd {
    /// A line was just begun.
    is_at_start: bool,
}

impl HeadEnd {
    /// How many of these bytes are handed over now.
    fn end(&mut self, ends: Ends, bytes: &[u8]) -> usize {
        match ends {
            Ends::AfterHead => self.find(bytes),
            Ends::AfterLine => {
                bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1)
            }
            Ends::Nowhere => bytes.len(),
        }
    }

    /// How many of these bytes belong to the head.
    fn find(&mut self, bytes: &[u8]) -> usize {
        for (index, byte) in bytes.iter().enumerate() {
            match byte {
                b'\n' if self.is_at_start => {
                    self.is_at_start = false;
                    return index + 1;
                }
                b'\n' => self.is_at_start = true,
                b'\r' => {}
                _ => self.is_at_start = false,
            }
        }
        bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_ends_at_an_empty_line_in_whatever_parts_it_comes() {
        for (text, end) in [
            ("GET / HTTP/1.1\r\n\r\nGET /", 18),
            ("GET / HTTP/1.1\n\nGET /", 16),
            ("GET / HTTP/1.1\r\na: b\r\n\r\n{", 24),
            ("GET / HTTP/1.1\r\na: b\r\n", 22),
        ] {
            assert_eq!(HeadEnd::default().find(text.as_bytes()), end, "{text:?}");
            for cut in 0..end {
                let mut head = HeadEnd::default();
                let (first, rest) = text.as_bytes().split_at(cut);
                assert_eq!(head.find(first) + head.find(rest), end, "{text:?} cut at {cut}");
            }
        }
    }
}
