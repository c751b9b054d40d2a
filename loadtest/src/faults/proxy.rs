//! A TCP proxy that stands between a node and Redis, and can do to each connection what networks do.

use super::doorbell::Doorbell;
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    sync::watch,
    task::JoinHandle,
};

/// What is carried at once; more than Redis writes in one piece.
const CARRIED_BYTES: usize = 16 * 1024;

/// What becomes of connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// All is carried.
    Fair,
    /// Those there are get reset, and so does who comes.
    Cut,
    /// All stay open, and nothing is carried; what was held back arrives when the weather is fair again.
    Held,
    /// All stay open, and what is said is swallowed; who lost something is reset when the weather changes.
    Swallowed,
    /// Only what goes to Redis is carried; the answers are held back.
    AnswersHeld,
    /// As `Swallowed`, and only for connections that subscribed to something.
    DoorbellSwallowed,
}

/// Which way it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    ToRedis,
    FromRedis,
}

/// What is done with what was said.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Carry,
    Hold,
    Swallow,
    Reset,
}

impl Weather {
    fn fate(self, way: Way, is_doorbell: bool) -> Fate {
        match self {
            Self::Fair => Fate::Carry,
            Self::Cut => Fate::Reset,
            Self::Held => Fate::Hold,
            Self::Swallowed => Fate::Swallow,
            Self::AnswersHeld if way == Way::FromRedis => Fate::Hold,
            Self::DoorbellSwallowed if is_doorbell => Fate::Swallow,
            Self::AnswersHeld | Self::DoorbellSwallowed => Fate::Carry,
        }
    }
}

/// A proxy that runs until it is dropped.
#[derive(Debug)]
pub struct Proxy {
    pub address: SocketAddr,
    weather: watch::Sender<Weather>,
    doorbells: Arc<AtomicUsize>,
    accepts: JoinHandle<()>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepts.abort();
    }
}

impl Proxy {
    /// Listens, and carries all to this address.
    pub async fn start(to: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let weather = watch::Sender::new(Weather::Fair);
        let doorbells = Arc::new(AtomicUsize::new(0));
        let (forecast, counted) = (weather.clone(), Arc::clone(&doorbells));
        let accepts = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let link = Link { weather: forecast.subscribe(), doorbells: Arc::clone(&counted) };
                tokio::spawn(link.carry(stream, to));
            }
        });
        Ok(Self { address, weather, doorbells, accepts })
    }

    /// From now on.
    pub fn turn(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// How many connections ever subscribed to something.
    pub fn doorbells(&self) -> usize {
        self.doorbells.load(Ordering::Relaxed)
    }
}

/// A connection that is carried.
struct Link {
    weather: watch::Receiver<Weather>,
    doorbells: Arc<AtomicUsize>,
}

impl Link {
    async fn carry(self, mut near: TcpStream, to: SocketAddr) {
        if *self.weather.borrow() == Weather::Cut {
            reset(&near);
            return;
        }
        let Ok(mut far) = TcpStream::connect(to).await else {
            reset(&near);
            return;
        };
        let _ = (near.set_nodelay(true), far.set_nodelay(true));
        let is_doorbell = Arc::new(AtomicBool::new(false));
        let there = Half {
            way: Way::ToRedis,
            weather: self.weather.clone(),
            is_doorbell: Arc::clone(&is_doorbell),
            doorbells: self.doorbells,
        };
        let weather = self.weather;
        let back = Half { way: Way::FromRedis, weather, is_doorbell, doorbells: Arc::default() };
        let ended = {
            let (near_reads, near_writes) = near.split();
            let (far_reads, far_writes) = far.split();
            // The first half that ends ends the other.
            tokio::select! {
                ended = there.carry(near_reads, far_writes) => ended,
                ended = back.carry(far_reads, near_writes) => ended,
            }
        };
        if ended == Closed::Reset {
            reset(&near);
            reset(&far);
        }
    }
}

/// How a connection ends.
#[derive(Debug, PartialEq, Eq)]
enum Closed {
    /// Its own way.
    Over,
    Reset,
}

/// One direction of a connection.
struct Half {
    way: Way,
    weather: watch::Receiver<Weather>,
    is_doorbell: Arc<AtomicBool>,
    doorbells: Arc<AtomicUsize>,
}

impl Half {
    async fn carry(mut self, mut from: ReadHalf<'_>, mut to: WriteHalf<'_>) -> Closed {
        let mut bytes = vec![0; CARRIED_BYTES];
        let mut doorbell = Doorbell::default();
        let mut is_lossy = false;
        loop {
            let fate = self.fate();
            if fate == Fate::Reset || (is_lossy && fate != Fate::Swallow) {
                return Closed::Reset;
            }
            let read = tokio::select! {
                changed = self.weather.changed() => {
                    if changed.is_err() {
                        return Closed::Over;
                    }
                    continue;
                }
                read = from.read(&mut bytes), if fate != Fate::Hold => read,
            };
            let Ok(count @ 1..) = read else { return Closed::Over };
            if self.way == Way::ToRedis && doorbell.hears(&bytes[..count]) {
                self.is_doorbell.store(true, Ordering::Relaxed);
                self.doorbells.fetch_add(1, Ordering::Relaxed);
            }
            // It may have changed while nothing was said.
            if self.fate() == Fate::Swallow {
                is_lossy = true;
                continue;
            }
            if to.write_all(&bytes[..count]).await.is_err() {
                return Closed::Over;
            }
        }
    }

    fn fate(&mut self) -> Fate {
        let weather = *self.weather.borrow_and_update();
        weather.fate(self.way, self.is_doorbell.load(Ordering::Relaxed))
    }
}

/// When it is dropped, the peer hears a reset and no end.
fn reset(stream: &TcpStream) {
    // A stream that is gone needs no reset.
    let _ = stream.set_zero_linger();
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::time::timeout;

    const SOON: Duration = Duration::from_secs(5);
    /// Long enough for what would come to come.
    const A_WHILE: Duration = Duration::from_millis(200);

    /// A proxy before one who says everything again.
    async fn before_an_echo() -> (Proxy, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let echo = listener.local_addr().expect("bound");
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut reads, mut writes) = stream.into_split();
                    let _ = tokio::io::copy(&mut reads, &mut writes).await;
                });
            }
        });
        let proxy = Proxy::start(echo).await.expect("a free port");
        let stream = TcpStream::connect(proxy.address).await.expect("it listens");
        (proxy, stream)
    }

    async fn echoed(stream: &mut TcpStream, said: &[u8]) -> Option<io::Result<Vec<u8>>> {
        if let Err(error) = stream.write_all(said).await {
            return Some(Err(error));
        }
        heard(stream, said.len()).await
    }

    /// What is heard within a while, or the end; none: nothing.
    async fn heard(stream: &mut TcpStream, count: usize) -> Option<io::Result<Vec<u8>>> {
        let mut bytes = vec![0; count];
        let heard = timeout(A_WHILE, stream.read_exact(&mut bytes)).await.ok()?;
        Some(heard.map(|_| bytes))
    }

    #[tokio::test]
    async fn in_fair_weather_all_is_carried_and_a_cut_resets() {
        let (proxy, mut stream) = before_an_echo().await;
        assert_eq!(echoed(&mut stream, b"one").await.expect("heard").expect("whole"), b"one");
        proxy.turn(Weather::Cut);
        let ended = timeout(SOON, stream.read_u8()).await.expect("soon").expect_err("a reset");
        assert_eq!(ended.kind(), io::ErrorKind::ConnectionReset);
        let mut again = TcpStream::connect(proxy.address).await.expect("it still listens");
        assert!(timeout(SOON, again.read_u8()).await.expect("soon").is_err());
    }

    #[tokio::test]
    async fn what_is_held_arrives_late_and_what_is_swallowed_never() {
        let (proxy, mut stream) = before_an_echo().await;
        proxy.turn(Weather::Held);
        assert!(echoed(&mut stream, b"one").await.is_none());
        proxy.turn(Weather::Fair);
        assert_eq!(heard(&mut stream, 3).await.expect("heard").expect("whole"), b"one");
        proxy.turn(Weather::Swallowed);
        assert!(echoed(&mut stream, b"two").await.is_none());
        proxy.turn(Weather::Fair);
        assert!(timeout(SOON, stream.read_u8()).await.expect("soon").is_err());
    }

    #[tokio::test]
    async fn answers_can_be_held_alone() {
        let (proxy, mut stream) = before_an_echo().await;
        proxy.turn(Weather::AnswersHeld);
        assert!(echoed(&mut stream, b"one").await.is_none());
        proxy.turn(Weather::Fair);
        assert_eq!(heard(&mut stream, 3).await.expect("heard").expect("whole"), b"one");
    }

    #[tokio::test]
    async fn a_doorbell_can_be_cut_while_the_rest_goes_on() {
        let (proxy, mut stream) = before_an_echo().await;
        let mut doorbell = TcpStream::connect(proxy.address).await.expect("it listens");
        let said = b"*2\r\n$9\r\nSUBSCRIBE\r\n$1\r\na\r\n";
        assert_eq!(echoed(&mut doorbell, said).await.expect("heard").expect("whole"), said);
        assert_eq!(proxy.doorbells(), 1);
        proxy.turn(Weather::DoorbellSwallowed);
        assert!(echoed(&mut doorbell, b"one").await.is_none());
        assert_eq!(echoed(&mut stream, b"two").await.expect("heard").expect("whole"), b"two");
    }
}
