//! Wakes one connection: it has new frames to fetch, or its token was revoked.

use protocol::CloseCode;
use std::sync::atomic::{AtomicU16, Ordering};
use tokio::sync::Notify;

/// Wakes one connection. Two notifications before it looks are one.
#[derive(Debug, Default)]
pub struct SessionSignal {
    notify: Notify,
    end: AtomicU16,
}

const REVOKED: u16 = CloseCode::Revoked.number();

impl SessionSignal {
    /// There is something new to fetch.
    pub fn notify(&self) {
        self.notify.notify_one();
    }

    /// The token was revoked.
    pub fn revoke(&self) {
        self.end.store(REVOKED, Ordering::Release);
        self.notify();
    }

    /// Waits for the next notification. Returns at once if there was one since the last call.
    pub async fn notified(&self) {
        self.notify.notified().await;
    }

    /// Whether the token was revoked.
    #[must_use]
    pub fn is_revoked(&self) -> bool {
        self.end.load(Ordering::Acquire) == REVOKED
    }
}
