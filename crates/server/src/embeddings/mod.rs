//! An encoder that lies elsewhere: any server of embeddings that speaks OpenAI's form of HTTP.
//!
//! It is sent the texts of ideas and nothing else, and only if it is configured; see `docs/adr/0007`.

pub mod answer;

use crate::{
    limits::{
        ENDPOINT_ANSWER_HEAD_BYTES, ENDPOINT_CONNECT_WITHIN_MS, ENDPOINT_ENVELOPE_BYTES,
        ENDPOINT_NUMBER_BYTES,
    },
    settings::Theming,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use std::{io, time::Duration};
use themes::{EncodeError, Encoder};
use ureq::{Agent, Error, http::header::AUTHORIZATION};

/// Asks a server of embeddings. Blocks while that works.
#[derive(Debug)]
pub struct Endpoint {
    agent: Agent,
    address: String,
    key: SecretString,
    /// As the server knows it.
    asked_model: String,
    /// As it stands with vectors: the same model with another length is another.
    model: String,
    dimensions: usize,
    batch: usize,
}

/// What is sent.
#[derive(Serialize)]
struct Question<'a> {
    model: &'a str,
    input: &'a [&'a str],
}

impl Endpoint {
    /// The one that is configured; none if none is.
    #[must_use]
    pub fn of(settings: &Theming) -> Option<Self> {
        let address = format!("{}/embeddings", settings.endpoint.as_ref()?);
        let within = Duration::from_millis(settings.timeout_ms.into());
        let config = Agent::config_builder()
            .timeout_global(Some(within))
            .timeout_connect(Some(within.min(Duration::from_millis(ENDPOINT_CONNECT_WITHIN_MS))))
            .http_status_as_error(false)
            // Texts go where the settings say: to no proxy of the environment, and nowhere that an answer points.
            .proxy(None)
            .max_redirects(0)
            // A connection that is closed while it idles would be taken for a failure.
            .max_idle_connections(0)
            .max_response_header_size(ENDPOINT_ANSWER_HEAD_BYTES)
            .user_agent("burgertop");
        Some(Self {
            agent: config.build().new_agent(),
            address,
            key: settings.key.clone(),
            asked_model: settings.model.clone(),
            model: format!("{}/{}", settings.model, settings.dimensions),
            dimensions: usize::from(settings.dimensions),
            batch: usize::from(settings.batch).max(1),
        })
    }

    /// Asks once, so that whoever set it up reads in the log whether it answers.
    pub fn try_out(&self) {
        match self.encode(&["burgertop"]) {
            Ok(_) => tracing::info!(model = self.model, "the embeddings endpoint answers"),
            Err(fault) => {
                let why = fault.to_string();
                tracing::warn!(
                    model = self.model,
                    why,
                    "the embeddings endpoint does not answer: the built-in encoder is used"
                );
            }
        }
    }

    /// The vectors of a few texts that have letters.
    fn ask(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        let question = Question { model: &self.asked_model, input: texts };
        let question = serde_json::to_vec(&question)
            .map_err(|_| EncodeError::Malformed("the texts cannot be sent".to_owned()))?;
        let mut request = self.agent.post(&self.address).content_type("application/json");
        let key = self.key.expose_secret();
        if !key.is_empty() {
            request = request.header(AUTHORIZATION, format!("Bearer {key}"));
        }
        let answer = request.send(&question[..]).map_err(|error| told(&error))?;
        let status = answer.status();
        if !status.is_success() {
            return Err(EncodeError::Malformed(format!("status {}", status.as_u16())));
        }
        let most = ENDPOINT_ENVELOPE_BYTES + texts.len() * self.dimensions * ENDPOINT_NUMBER_BYTES;
        let body = answer.into_body().into_with_config().limit(most as u64).read_to_vec();
        answer::read(&body.map_err(|error| told(&error))?, texts.len(), self.dimensions)
    }
}

impl Encoder for Endpoint {
    fn model(&self) -> &str {
        &self.model
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        let has_letter = |text: &str| text.chars().any(char::is_alphabetic);
        let mut vectors = vec![vec![0.0; self.dimensions]; texts.len()];
        let (places, told): (Vec<usize>, Vec<&str>) =
            texts.iter().enumerate().filter(|(_, text)| has_letter(text)).unzip();
        for (places, texts) in places.chunks(self.batch).zip(told.chunks(self.batch)) {
            for (place, vector) in places.iter().zip(self.ask(texts)?) {
                vectors[*place] = vector;
            }
        }
        Ok(vectors)
    }

    fn words(&self, words: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        self.encode(words)
    }

    fn background(&self) -> Option<&[f32]> {
        None
    }
}

/// What went wrong, without anything that was sent or answered.
fn told(error: &Error) -> EncodeError {
    match error {
        Error::Timeout(_) => EncodeError::TimedOut,
        Error::Io(error) if is_late(error) => EncodeError::TimedOut,
        Error::Io(error) => EncodeError::Unreachable(error.kind().to_string()),
        Error::HostNotFound => EncodeError::Unreachable("there is no such host".to_owned()),
        Error::ConnectionFailed => EncodeError::Unreachable("no connection".to_owned()),
        Error::BodyExceedsLimit(most) => {
            EncodeError::Malformed(format!("an answer of more than {most} bytes"))
        }
        _ => EncodeError::Malformed("no answer by the rules of HTTP".to_owned()),
    }
}

fn is_late(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock)
}
