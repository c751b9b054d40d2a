//! A server of embeddings for tests: it answers as it is told, and keeps what it was asked.

use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub const DIMENSIONS: u16 = 4;

/// What it does with a question.
#[derive(Clone)]
pub enum Mood {
    /// Answers as it should, last text first.
    Good,
    /// Answers with this status and body.
    Says(u16, String),
    /// Says that so many bytes follow, and sends these.
    Begins(u64, String),
    /// Takes the question, and does nothing.
    Silent,
    /// Closes the connection.
    Away,
}

/// What it was asked.
#[derive(Debug, Clone)]
pub struct Question {
    pub path: String,
    pub authorization: Option<String>,
    pub body: Value,
}

impl Question {
    pub fn texts(&self) -> Vec<String> {
        let input = self.body["input"].as_array().expect("a list").iter();
        input.map(|text| text.as_str().expect("a text").to_owned()).collect()
    }
}

pub struct Fake {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    questions: UnboundedReceiver<Question>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    mood: Mutex<Mood>,
    ended: AtomicBool,
}

impl Shared {
    fn mood(&self) -> MutexGuard<'_, Mood> {
        self.mood.lock().expect("no test panics with it")
    }
}

impl Fake {
    pub fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it listens");
        let shared = Arc::new(Shared { mood: Mutex::new(mood), ended: AtomicBool::new(false) });
        let (told, questions) = unbounded_channel();
        let thread = thread::spawn({
            let shared = Arc::clone(&shared);
            move || serve(&listener, &shared, &told)
        });
        Self { address, shared, questions, thread: Some(thread) }
    }

    /// What it does from now on.
    pub fn is(&self, mood: Mood) {
        *self.shared.mood() = mood;
    }

    /// The next question that it took.
    pub async fn asked(&mut self) -> Question {
        self.questions.recv().await.expect("it runs")
    }

    /// All questions that it took, and that nobody looked at yet.
    pub fn all_asked(&mut self) -> Vec<Question> {
        std::iter::from_fn(|| self.questions.try_recv().ok()).collect()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Release);
        let _ = TcpStream::connect(self.address);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// One connection after another, for ours asks one thing at a time.
fn serve(listener: &TcpListener, shared: &Shared, told: &UnboundedSender<Question>) {
    let mut kept = Vec::new();
    for stream in listener.incoming() {
        let Ok(mut stream) = stream else { return };
        if shared.ended.load(Ordering::Acquire) {
            return;
        }
        let mood = shared.mood().clone();
        if matches!(mood, Mood::Away) {
            continue;
        }
        let Some(question) = question(&stream) else { continue };
        let (status, length, body) = match mood {
            Mood::Good => (200, None, good(&question).to_string()),
            Mood::Says(status, body) => (status, None, body),
            Mood::Begins(length, body) => (200, Some(length), body),
            Mood::Silent | Mood::Away => (0, None, String::new()),
        };
        let _ = told.send(question);
        if status != 0 {
            let length = length.unwrap_or(body.len() as u64);
            let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {length}\r\n\r\n");
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        }
        // Closing it would be an answer.
        kept.push(stream);
    }
}

fn question(stream: &TcpStream) -> Option<Question> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let header = |name: &str| {
        let named = |line: &String| {
            let (is, value) = line.split_once(": ")?;
            is.eq_ignore_ascii_case(name).then(|| value.to_owned())
        };
        lines.iter().find_map(named)
    };
    let mut body = vec![0; header("content-length")?.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    Some(Question {
        path: lines.first()?.clone(),
        authorization: header("authorization"),
        body: serde_json::from_slice(&body).ok()?,
    })
}

/// In the form that servers of embeddings share; a vector says how long its text is, and is not of length 1.
fn good(question: &Question) -> Value {
    let item = |(index, text): (usize, String)| json!({ "object": "embedding", "index": index, "embedding": [text.chars().count(), 3, 0, 0] });
    let data: Vec<Value> = question.texts().into_iter().enumerate().rev().map(item).collect();
    json!({ "object": "list", "data": data, "model": "any", "usage": { "total_tokens": 7 } })
}
