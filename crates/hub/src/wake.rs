//! How a connection is told that there is something to do: new frames, or its end.

use protocol::CloseCode;
use std::sync::atomic::{AtomicU16, Ordering};
use tokio::sync::Notify;

/// The bell of one connection. Ringing it twice before it is heard is ringing it once.
#[derive(Debug, Default)]
pub struct Wake {
    bell: Notify,
    end: AtomicU16,
}

const REVOKED: u16 = CloseCode::Revoked.number();

impl Wake {
    /// There is something new.
    pub fn ring(&self) {
        self.bell.notify_one();
    }

    /// The token was taken back.
    pub fn revoke(&self) {
        self.end.store(REVOKED, Ordering::Release);
        self.ring();
    }

    /// Waits until it rings; at once if it rang since.
    pub async fn rung(&self) {
        self.bell.notified().await;
    }

    /// Whether the token was taken back.
    #[must_use]
    pub fn is_revoked(&self) -> bool {
        self.end.load(Ordering::Acquire) == REVOKED
    }
}
