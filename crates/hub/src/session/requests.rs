//! The requests of a session: each goes to the summit task, and its answer back to the client.

use super::{Ended, Session};
use crate::{
    answer::{Answer, Refused},
    limits::IN_FLIGHT_MAX,
};
use domain::RequestId;
use futures_util::FutureExt;
use protocol::{CloseCode, FromServer, Refusal, Reply, RequestFrame, refusal};

impl Session {
    pub(super) fn request(&mut self, frame: &RequestFrame) -> Result<(), Ended> {
        if self.in_flight.len() >= IN_FLIGHT_MAX {
            return Err(Ended(CloseCode::TooFast));
        }
        let command = match frame.command() {
            Ok(command) => command,
            Err(malformed) => {
                tracing::debug!(session = self.id, %malformed, "a request was refused: its command is malformed");
                let refused = Refused::with(refusal::MALFORMED);
                return self.reply(frame.id, Answer::Refused(refused));
            }
        };
        let id = frame.id;
        match self.summit.submit(self.actor.clone(), id, frame.was.as_ref(), command) {
            Err(refused) => self.reply(id, Answer::Refused(refused)),
            Ok(answer) => {
                let unknown = || Answer::Refused(Refused::try_again());
                let answered = answer.map(move |answer| (id, answer.unwrap_or_else(|_| unknown())));
                self.in_flight.push(answered.boxed());
                Ok(())
            }
        }
    }

    pub(super) fn reply(&mut self, id: RequestId, answer: Answer) -> Result<(), Ended> {
        let reply = match answer {
            Answer::Saved(at) => Reply::Saved { id, at },
            Answer::Refused(refused) => {
                let message = self.translator.refusal(&refused, self.lang.as_deref());
                let refused = Refusal {
                    code: refused.code.to_owned(),
                    message,
                    field: refused.field.map(str::to_owned),
                    retry_ms: refused.retry_ms,
                };
                if refused.code == refusal::ACCESS_DENIED {
                    tracing::warn!(session = self.id, seat = %self.actor.seat, "a request was refused: its role may not do this");
                }
                Reply::Refused { id, refused }
            }
        };
        self.send(&FromServer::Reply(reply))
    }
}
