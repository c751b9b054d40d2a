//! The socket that devices connect to: its port is kept, its buffers are small, its queue is long.

use crate::{
    data_dir::DataDir,
    limits::{BACKLOG, PEER_TIMEOUT_S, PORTS_TRIED, SEND_BUFFER_BYTES},
};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    io,
    net::{IpAddr, SocketAddr, TcpListener},
    time::Duration,
};

/// Why nothing can be listened on.
#[derive(Debug, thiserror::Error)]
pub enum NoListener {
    /// The port that links on paper and tablets name is taken by something else.
    #[error(
        "port {port} is in use; printed links name it, so no other is taken (stop what uses it, or choose --port)"
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

/// Listens where the settings say. A data directory that was listened for keeps its port; a new one
/// may take one of the next that are free.
pub fn bind(host: IpAddr, port: u16, data: &DataDir) -> Result<TcpListener, NoListener> {
    let kept = data.port().filter(|(asked, _)| *asked == port).map(|(_, taken)| taken);
    let first = kept.unwrap_or(port);
    let last = if data.is_new() && port != 0 { first.saturating_add(PORTS_TRIED) } else { first };
    let mut tried = Err(NoListener::PortTaken { port: first });
    for port in first..=last {
        tried = listen(SocketAddr::new(host, port));
        if !matches!(tried, Err(NoListener::PortTaken { .. })) {
            break;
        }
    }
    let listener = tried?;
    let taken = listener.local_addr().map_err(NoListener::NotKept)?.port();
    if data.port() != Some((port, taken)) {
        data.keep_port(port, taken).map_err(NoListener::NotKept)?;
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

/// Connections inherit what is set here: a reader that stalls costs 64 KiB for ten seconds.
fn listen(address: SocketAddr) -> Result<TcpListener, NoListener> {
    let open = || {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        socket.set_reuse_address(true)?;
        socket.set_tcp_nodelay(true)?;
        socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
        socket.set_tcp_user_timeout(Some(Duration::from_secs(PEER_TIMEOUT_S)))?;
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        Ok(socket.into())
    };
    open().map_err(|error: io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => NoListener::PortTaken { port: address.port() },
        _ => NoListener::Failed { address, error },
    })
}

/// Each connection takes a descriptor: as many as the machine lets us have.
pub fn raise_descriptor_limit() {
    let raised = getrlimit(Resource::RLIMIT_NOFILE)
        .and_then(|(_, most)| setrlimit(Resource::RLIMIT_NOFILE, most, most).map(|()| most));
    if let Err(error) = raised {
        tracing::warn!(%error, "the limit of open files cannot be raised");
    }
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

    #[test]
    fn a_port_is_kept_from_start_to_start() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = port(&bind(HERE, 0, &data(folder.path())).expect("a free port"));
        assert_eq!(port(&bind(HERE, 0, &data(folder.path())).expect("the same")), first);
    }

    #[test]
    fn only_a_new_directory_takes_the_next_free_port() {
        let other = TcpListener::bind((HERE, 0)).expect("a free port");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let taken = port(&bind(HERE, port(&other), &data(folder.path())).expect("the next"));
        assert!(taken > port(&other));

        let blocker = TcpListener::bind((HERE, taken)).expect("it was let go");
        let refused =
            bind(HERE, port(&other), &data(folder.path())).expect_err("the kept one is taken");
        assert!(refused.to_string().contains(&format!("port {taken} is in use")), "{refused}");
        drop(blocker);
        assert_eq!(
            port(&bind(HERE, port(&other), &data(folder.path())).expect("the kept one")),
            taken
        );
    }

    #[test]
    fn a_connection_inherits_small_buffers_and_a_short_patience() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let listener = bind(HERE, 0, &data(folder.path())).expect("a free port");
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
