//! As much of Redis' protocol (RESP2) as it takes to ask it something and read the answer.

use crate::place::Place;
use anyhow::{Context as _, bail};
use std::{fmt, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufStream},
    net::TcpStream,
    time::timeout,
};

/// Longer than Redis may take for anything that is asked here.
const PATIENCE: Duration = Duration::from_secs(30);
/// What Redis itself allows for one text.
const BULK_MAX_BYTES: usize = 512 * 1024 * 1024;

/// An answer of Redis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Nil,
    /// A status, or an error that is part of an answer.
    Text(String),
    Number(i64),
    Bytes(Vec<u8>),
    List(Vec<Value>),
}

/// A connection to Redis.
pub struct Connection(BufStream<TcpStream>);

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

impl Connection {
    /// Connects from a place.
    pub async fn open(from: &Place, to: SocketAddr) -> anyhow::Result<Self> {
        let stream = timeout(PATIENCE, from.connect(to, None)).await?;
        Ok(Self(BufStream::new(stream.with_context(|| format!("redis at {to}"))?)))
    }

    /// Asks one thing and waits for its answer.
    pub async fn ask(&mut self, words: &[&str]) -> anyhow::Result<Value> {
        let asked = async {
            self.say(words).await?;
            self.hear().await
        };
        timeout(PATIENCE, asked).await.with_context(|| words.join(" "))?
    }

    /// Asks one thing; the answer is still to be [heard](Self::hear).
    pub async fn say(&mut self, words: &[&str]) -> anyhow::Result<()> {
        self.0.write_all(&frame(words)).await?;
        Ok(self.0.flush().await?)
    }

    /// The next answer, however long it takes.
    pub async fn hear(&mut self) -> anyhow::Result<Value> {
        let mut open: Vec<(usize, Vec<Value>)> = Vec::new();
        loop {
            let mut value = match self.head().await? {
                Head::Whole(value) => value,
                Head::List(0) => Value::List(Vec::new()),
                Head::List(count) => {
                    open.push((count, Vec::new()));
                    continue;
                }
            };
            loop {
                let Some((count, mut list)) = open.pop() else { return Ok(value) };
                list.push(value);
                if list.len() < count {
                    open.push((count, list));
                    break;
                }
                value = Value::List(list);
            }
        }
    }

    async fn head(&mut self) -> anyhow::Result<Head> {
        let mut line = Vec::new();
        self.0.read_until(b'\n', &mut line).await?;
        let line = String::from_utf8_lossy(&line);
        let Some(line) = line.strip_suffix("\r\n") else { bail!("redis hung up") };
        let Some((kind, rest)) = line.split_at_checked(1) else { bail!("an empty answer") };
        let number = || rest.parse::<i64>().with_context(|| format!("redis said {line:?}"));
        Ok(match kind {
            "+" => Head::Whole(Value::Text(rest.to_owned())),
            "-" => bail!("redis refused: {rest}"),
            ":" => Head::Whole(Value::Number(number()?)),
            "*" | "$" if number()? < 0 => Head::Whole(Value::Nil),
            "*" => Head::List(usize::try_from(number()?)?),
            "$" => {
                let length = usize::try_from(number()?)?;
                if length > BULK_MAX_BYTES {
                    bail!("redis said {line:?}");
                }
                let mut bytes = vec![0; length + 2];
                self.0.read_exact(&mut bytes).await?;
                bytes.truncate(length);
                Head::Whole(Value::Bytes(bytes))
            }
            _ => bail!("redis said {line:?}"),
        })
    }
}

/// An answer, or the beginning of a list.
enum Head {
    Whole(Value),
    List(usize),
}

fn frame(words: &[&str]) -> Vec<u8> {
    let mut frame = format!("*{}\r\n", words.len());
    for word in words {
        frame.push_str(&format!("${}\r\n{word}\r\n", word.len()));
    }
    frame.into_bytes()
}

impl Value {
    /// What is in a list; nothing if it is none.
    pub fn list(&self) -> &[Self] {
        match self {
            Self::List(list) => list,
            _ => &[],
        }
    }

    /// As text; empty if it is none.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Self::Number(number) => number.to_string(),
            Self::Nil | Self::List(_) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    async fn answered(bytes: &'static [u8]) -> anyhow::Result<Value> {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            stream.write_all(bytes).await.expect("it is read");
        });
        Connection::open(&Place::Here, address).await.expect("it listens").hear().await
    }

    #[tokio::test]
    async fn lists_in_lists_are_read_as_they_are() {
        let said = b"*3\r\n$2\r\nab\r\n*2\r\n:7\r\n*0\r\n$-1\r\n";
        let inner = Value::List(vec![Value::Number(7), Value::List(Vec::new())]);
        let wanted = Value::List(vec![Value::Bytes(b"ab".to_vec()), inner, Value::Nil]);
        assert_eq!(answered(said).await.expect("an answer"), wanted);
    }

    #[tokio::test]
    async fn a_refusal_and_a_broken_answer_are_errors() {
        assert!(answered(b"-ERR no\r\n").await.is_err());
        assert!(answered(b"$5\r\nab").await.is_err());
        assert!(answered(b"").await.is_err());
    }

    #[test]
    fn what_is_asked_is_a_list_of_texts() {
        assert_eq!(frame(&["GET", "é"]), "*2\r\n$3\r\nGET\r\n$2\r\né\r\n".as_bytes());
    }
}
