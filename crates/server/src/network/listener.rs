//! The socket that devices connect to: its port is kept, its buffers are small, its queue is long.

use crate::{
    limits::{BACKLOG, PEER_TIMEOUT_S, PORTS_TRIED, SEND_BUFFER_BYTES},
    storage::data_dir::DataDir,
};
use nix::{
    errno::Errno,
    sys::resource::{Resource, getrlimit, setrlimit},
};
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    time::Duration,
};

/// Why nothing can be listened on.
#[derive(Debug, thiserror::Error)]
pub enum NoListener {
    /// The port that links on paper and tablets name is taken by something else.
    #[error(
        "port {port} is in use by another program; printed cards name it, so no other is taken by itself. Stop what uses it; or take another with --port N, and no card that was printed opens"
    )]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// Anything else.
    #[error("{address} cannot be listened on: {error}")]
    Failed {
        /// Where.
        address: SocketAddr,
        /// Why not.
        error: io::Error,
    },
    /// The port could not be remembered.
    #[error("the port cannot be remembered: {0}")]
    NotKept(#[source] io::Error),
}

/// Where it is to listen.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// The address.
    pub host: IpAddr,
    /// The port; 0 for any.
    pub port: u16,
    /// Whether someone asked for that port, rather than nobody for another.
    pub is_named: bool,
}

/// The port that cards and tablets of this directory name, if this start takes another all the same.
#[must_use]
pub fn left(wish: &Wanted, data: &DataDir) -> Option<u16> {
    let (asked, kept) = data.port()?;
    let other = wish.is_named && ![0, asked, kept].contains(&wish.port);
    other.then_some(kept)
}

/// Listens where the settings say. A data directory that was listened for keeps its port, for printed cards and tablets
/// name it; a new one may take one of the next that are free. Another port that someone names is taken for this start,
/// and the directory keeps its own.
pub fn bind(wish: &Wanted, data: &DataDir) -> Result<TcpListener, NoListener> {
    if left(wish, data).is_some() {
        return listen(SocketAddr::new(wish.host, wish.port));
    }
    let first = data.port().map_or(wish.port, |(_, kept)| kept);
    let last = if data.is_new() && first != 0 { first.saturating_add(PORTS_TRIED) } else { first };
    let mut tried = Err(NoListener::PortTaken { port: first });
    for port in first..=last {
        tried = listen(SocketAddr::new(wish.host, port));
        if !matches!(tried, Err(NoListener::PortTaken { .. })) {
            break;
        }
    }
    let listener = tried?;
    if data.port().is_none() {
        let taken = listener.local_addr().map_err(NoListener::NotKept)?.port();
        data.keep_port(wish.port, taken).map_err(NoListener::NotKept)?;
    }
    Ok(listener)
}

/// Listens on the first free port from this one.
pub fn bind_near(address: SocketAddr) -> Result<TcpListener, NoListener> {
    let ports = address.port()..=address.port().saturating_add(PORTS_TRIED);
    let mut tried = ports.map(|port| listen(SocketAddr::new(address.ip(), port)));
    let free = tried.find(|tried| !matches!(tried, Err(NoListener::PortTaken { .. })));
    free.unwrap_or(Err(NoListener::PortTaken { port: address.port() }))
}

/// Connections inherit what is set here: a reader that stalls costs 64 KiB for ten seconds. `::` is every network of the
/// machine, by IPv6 and by IPv4; where the kernel knows no IPv6, it is every network that there is.
fn listen(address: SocketAddr) -> Result<TcpListener, NoListener> {
    let open = |address: SocketAddr| {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        if address.is_ipv6() {
            socket.set_only_v6(!address.ip().is_unspecified())?;
        }
        socket.set_reuse_address(true)?;
        socket.set_tcp_nodelay(true)?;
        socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
        socket.set_tcp_user_timeout(Some(Duration::from_secs(PEER_TIMEOUT_S)))?;
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        Ok(socket.into())
    };
    let every = SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), address.port());
    let opened = open(address).or_else(|error: io::Error| {
        let has_none = error.raw_os_error() == Some(Errno::EAFNOSUPPORT as i32);
        if address == every && has_none {
            return open(SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), address.port()));
        }
        Err(error)
    });
    opened.map_err(|error: io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => NoListener::PortTaken { port: address.port() },
        _ => NoListener::Failed { address, error },
    })
}

/// Each connection takes a descriptor: as many as the machine lets us have, which is what is answered.
pub fn raise_descriptor_limit() -> usize {
    let limits = getrlimit(Resource::RLIMIT_NOFILE);
    let raised =
        limits.and_then(|(_, most)| setrlimit(Resource::RLIMIT_NOFILE, most, most).map(|()| most));
    let limit = raised.unwrap_or_else(|error| {
        tracing::warn!(%error, "the limit of open files cannot be raised: fewer devices can connect");
        limits.map_or(u64::MAX, |(now, _)| now)
    });
    usize::try_from(limit).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use socket2::SockRef;
    use std::{net::TcpStream, path::Path};

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn data(path: &Path) -> DataDir {
        DataDir::open(path).expect("a directory")
    }

    fn port(listener: &TcpListener) -> u16 {
        listener.local_addr().expect("it is bound").port()
    }

    fn wish(port: u16) -> Wanted {
        Wanted { host: HERE, port, is_named: true }
    }

    /// Listens, and tells on which port.
    fn bound(wish: Wanted, folder: &Path) -> u16 {
        port(&bind(&wish, &data(folder)).expect("a free port"))
    }

    #[test]
    fn a_port_is_kept_from_start_to_start() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = bound(wish(0), folder.path());
        assert_eq!(bound(wish(0), folder.path()), first);
        let default = Wanted { is_named: false, ..wish(8080) };
        assert_eq!(bound(default, folder.path()), first, "nobody asked for another");
        assert_eq!(left(&default, &data(folder.path())), None);
    }

    #[test]
    fn another_port_that_is_named_is_taken_once_and_the_directory_keeps_its_own() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = bound(wish(0), folder.path());
        let free = port(&TcpListener::bind((HERE, 0)).expect("a free port"));
        assert_eq!(left(&wish(free), &data(folder.path())), Some(first));
        assert_eq!(bound(wish(free), folder.path()), free);
        assert_eq!(bound(Wanted { is_named: false, ..wish(8080) }, folder.path()), first);
        assert_eq!(left(&wish(first), &data(folder.path())), None);
    }

    #[test]
    fn only_a_new_directory_takes_the_next_free_port() {
        let other = TcpListener::bind((HERE, 0)).expect("a free port");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let taken = bound(wish(port(&other)), folder.path());
        assert!(taken > port(&other));

        let blocker = TcpListener::bind((HERE, taken)).expect("it was let go");
        let refused = bind(&wish(port(&other)), &data(folder.path()));
        let refused = refused.expect_err("the kept one is taken").to_string();
        assert!(refused.contains(&format!("port {taken} is in use")), "{refused}");
        drop(blocker);
        assert_eq!(bound(wish(port(&other)), folder.path()), taken);
    }

    #[test]
    fn every_network_is_every_one_by_both_protocols() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let every = Wanted { host: IpAddr::V6(Ipv6Addr::UNSPECIFIED), ..wish(0) };
        let listener = bind(&every, &data(folder.path())).expect("a free port");
        let reached = |host: &str| TcpStream::connect((host, port(&listener))).is_ok();
        assert!(reached("127.0.0.1"));
        if TcpListener::bind("[::1]:0").is_ok() {
            assert!(reached("::1"));
        } else {
            eprintln!("skipped in part: this machine has no IPv6");
        }
    }

    #[test]
    fn a_connection_inherits_small_buffers_and_a_short_patience() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let listener = bind(&wish(0), &data(folder.path())).expect("a free port");
        let _client = TcpStream::connect((HERE, port(&listener))).expect("it listens");
        listener.set_nonblocking(false).expect("a socket");
        let (connection, _) = listener.accept().expect("the client");
        let socket = SockRef::from(&connection);
        assert!(socket.tcp_nodelay().expect("tcp"));
        assert_eq!(
            socket.tcp_user_timeout().expect("linux"),
            Some(Duration::from_secs(PEER_TIMEOUT_S))
        );
        // The kernel reports twice what was asked for.
        assert!(socket.send_buffer_size().expect("tcp") <= 2 * SEND_BUFFER_BYTES);
    }
}
