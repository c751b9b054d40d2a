//! Tells by what a client says to Redis whether its connection is a doorbell: one that subscribed to something.

/// It ends in this, whether it is SUBSCRIBE, PSUBSCRIBE or SSUBSCRIBE.
const WORD: &[u8] = b"subscribe\r\n";
/// It begins with one of these: what unsubscribes is no doorbell.
const NOT: &[u8] = b"un";

/// What was said last, since a word may come in two pieces.
#[derive(Debug, Default)]
pub struct Doorbell {
    tail: Vec<u8>,
    is_one: bool,
}

impl Doorbell {
    /// Whether it turns out now that it is one.
    pub fn hears(&mut self, said: &[u8]) -> bool {
        if self.is_one {
            return false;
        }
        self.tail.extend(said.iter().map(u8::to_ascii_lowercase));
        let windows = self.tail.windows(WORD.len()).enumerate();
        let mut words = windows.filter(|(_, window)| *window == WORD);
        self.is_one = words.any(|(at, _)| !self.tail[..at].ends_with(NOT));
        let kept = self.tail.len().saturating_sub(WORD.len() + NOT.len());
        self.tail.drain(..kept);
        self.is_one
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscription_is_heard_once_also_in_pieces() {
        let mut doorbell = Doorbell::default();
        assert!(!doorbell.hears(b"*2\r\n$10\r\nPSUBS"));
        assert!(doorbell.hears(b"CRIBE\r\n$1\r\n*\r\n"));
        assert!(!doorbell.hears(b"*2\r\n$9\r\nSUBSCRIBE\r\n$1\r\na\r\n"));
    }

    #[test]
    fn who_unsubscribes_or_asks_otherwise_is_none() {
        let mut doorbell = Doorbell::default();
        assert!(!doorbell.hears(b"*1\r\n$11\r\nUNSUBSCRIBE\r\n"));
        assert!(!doorbell.hears(b"*2\r\n$3\r\nGET\r\n$9\r\nsubscribe\r"));
    }
}
