//! Who may come in: which sockets the server keeps, from the moment each is accepted
//! (`docs/adr/0012-admission-at-accept.md`), and whose token, page and connection is good.
//!
//! | file | holds |
//! |---|---|
//! | [`ledger`] | every socket by its address, and which of them is asked to go |
//! | `kept` | what the ledger counts |
//! | [`exchange`] | where the one request on a connection stands, and until when |
//! | [`admitted`] | a connection that hands over one request at a time, and none while an answer is unread |
//! | [`answers`] | notes where each request begins and its answer ends |
//! | [`door`] | serves a listener's connections, each until its end or its deadline |
//! | [`told`] | what became of sockets, for the log |
//! | [`tokens`] · [`connections`] · [`origin`] | signed tokens; how many connections each may have; which pages may ask for changes |

pub mod admitted;
pub mod answers;
pub mod connections;
pub mod door;
pub mod exchange;
mod kept;
pub mod ledger;
pub mod origin;
pub mod tokens;
pub mod told;

use actix_web::HttpRequest;
use exchange::Exchange;
use ledger::Place;
use std::{rc::Rc, sync::Arc};

/// The place of the socket that a request came on.
#[must_use]
pub fn place(request: &HttpRequest) -> Option<Arc<Place>> {
    request.conn_data::<Rc<Exchange>>().map(|exchange| Arc::clone(exchange.place()))
}
