//! Whether a member answers: one question over a connection of its own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// How long one question may take.
const ANSWER_MAX: Duration = Duration::from_secs(1);
/// More than any answer that is asked for.
const ANSWER_MAX_BYTES: u64 = 64 * 1024;

/// Redis answers.
pub fn pong(port: u16) -> bool {
    let answer = said(port, "PING\r\nQUIT\r\n");
    answer.is_some_and(|answer| answer.starts_with("+PONG"))
}

/// A replica has all that its primary has.
pub fn follows(port: u16) -> bool {
    said(port, "INFO replication\r\nQUIT\r\n").is_some_and(|answer| is_following(&answer))
}

/// A node has replayed the log, and takes requests.
pub fn ready(port: u16) -> bool {
    let question = "GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    said(port, question).is_some_and(|answer| is_ok(&answer))
}

/// Asks again and again, until there is an answer or the time is over.
pub fn until<T>(most: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        let answer = ask();
        if answer.is_some() || begun.elapsed() > most {
            return answer;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// All that is said until the other side closes.
fn said(port: u16, question: &str) -> Option<String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, ANSWER_MAX).ok()?;
    stream.set_read_timeout(Some(ANSWER_MAX)).ok()?;
    stream.write_all(question.as_bytes()).ok()?;
    let mut answer = Vec::new();
    let mut from = BufReader::new(stream).take(ANSWER_MAX_BYTES);
    while from.read_until(b'\n', &mut answer).ok()? > 0 {}
    String::from_utf8(answer).ok()
}

fn is_following(answer: &str) -> bool {
    answer.lines().any(|line| line == "master_link_status:up")
}

fn is_ok(answer: &str) -> bool {
    answer.split(' ').nth(1) == Some("200")
}

#[cfg(test)]
mod tests {
    use super::{is_following, is_ok, pong, ready, until};
    use std::io::{Read as _, Write as _};
    use std::net::{Ipv4Addr, TcpListener};
    use std::time::Duration;

    /// Something that gives this answer to one question.
    fn answering(answer: &'static str) -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 1024]);
            stream.write_all(answer.as_bytes()).unwrap();
        });
        port
    }

    #[test]
    fn a_node_is_ready_when_it_says_so() {
        assert!(ready(answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")));
        assert!(!ready(answering("HTTP/1.1 503 Service Unavailable\r\n\r\n")));
        assert!(!is_ok(""));
    }

    #[test]
    fn redis_answers_when_it_has_read_its_log() {
        assert!(pong(answering("+PONG\r\n+OK\r\n")));
        assert!(!pong(answering("-LOADING Redis is loading the dataset in memory\r\n")));
    }

    #[test]
    fn a_replica_that_is_still_copying_does_not_follow_yet() {
        assert!(is_following("role:slave\r\nmaster_link_status:up\r\n"));
        assert!(!is_following("role:slave\r\nmaster_link_status:down\r\n"));
    }

    #[test]
    fn nobody_there_is_no_answer() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        assert!(!ready(port) && !pong(port));
    }

    #[test]
    fn asking_ends_with_the_first_answer_or_with_the_time() {
        let mut asked = 0;
        let third = until(Duration::from_secs(5), || {
            asked += 1;
            (asked == 3).then_some(asked)
        });
        assert_eq!(third, Some(3));
        assert_eq!(until(Duration::ZERO, || None::<()>), None);
    }
}
