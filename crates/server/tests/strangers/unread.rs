//! Who asks and asks over HTTP and reads none of the answers: it costs no more than one answer, and ends.

use super::{
    memory::{sockets, written_kib},
    process::PATIENCE,
    stalled::{all_sorted, full_of_ideas},
    started,
};
use server::network::listener::raise_descriptor_limit;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::AsyncWriteExt as _,
    net::{TcpSocket, TcpStream},
    task::JoinSet,
    time::{sleep, timeout},
};

const READERS: usize = 300;
/// The smallest that Linux gives.
const RECEIVE_BUFFER_BYTES: u32 = 2_304;
/// What one of them may cost: what actix-http keeps for any connection, and one piece of an answer.
const EACH_MAX_KIB: u64 = 64;
/// Ten seconds without a byte that was read; and machines are slow.
const GONE_WITHIN: Duration = Duration::from_secs(45);

async fn connected(address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(RECEIVE_BUFFER_BYTES).expect("a socket");
    socket.connect(address).await.expect("it listens")
}

/// Asks as much as the server takes.
async fn asks_and_asks(mut stream: TcpStream, request: String) {
    let many = request.repeat(256 * 1_024 / request.len());
    while stream.write_all(many.as_bytes()).await.is_ok() {}
}

#[tokio::test]
async fn answers_that_nobody_reads_cost_no_more_than_one_and_their_readers_are_sent_away() {
    raise_descriptor_limit();
    let (place, process) = started(&[]).await;
    let (address, pid) = (process.address, process.id());
    let requests = [
        "GET /join HTTP/1.1\r\nhost: x\r\n\r\n",
        "GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n",
        "HEAD /join HTTP/1.1\r\nhost: x\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "POST /api/v1/join HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}",
        "POST /api/v1/join HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    ];
    // What its model takes is not what readers take.
    let facilitator = process.join(&place.code("facilitator", None)).await;
    let table = process.join(&place.code("host", Some(1))).await;
    full_of_ideas(&process, &facilitator, &[table]).await;
    let desk = process.join(&place.code("theme_team", None)).await;
    timeout(PATIENCE, all_sorted(&process, &desk)).await.expect("themes form");
    let (before, open) = (written_kib(pid), sockets(pid));
    let mut asking = JoinSet::new();
    for n in 0..READERS {
        let stream = connected(address).await;
        asking.spawn(asks_and_asks(stream, requests[n % requests.len()].to_owned()));
    }
    let mut most = 0;
    let all_sent_away = async {
        while asking.try_join_next().is_none() || !asking.is_empty() {
            most = written_kib(pid).max(most);
            sleep(Duration::from_millis(20)).await;
        }
    };
    let ended = timeout(GONE_WITHIN, all_sent_away).await;
    let each = most.saturating_sub(before) / READERS as u64;
    eprintln!(
        "{READERS} who read nothing: {before} KiB before, {most} at most, {} afterwards: {each} KiB each",
        written_kib(pid)
    );
    assert!(ended.is_ok(), "{} are still there: {}", sockets(pid) - open, place.log());
    assert!(each < EACH_MAX_KIB, "{each} KiB each");
    let all_gone = async {
        while sockets(pid) > open {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, all_gone).await.expect("none is left");
    let told = async {
        while !place.log().contains("nobody read") {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, told).await.expect("the log says so");
}
