//! Where a process runs and a connection begins: on this machine as it is, or in one of its network namespaces.

use nix::sched::{CloneFlags, setns};
use std::{ffi::OsStr, fs::File, io, net::SocketAddr, sync::Arc, thread};
use tokio::{
    net::{TcpSocket, TcpStream},
    process::Command,
    sync::oneshot,
};

/// A network to be in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Place {
    /// That of this program.
    #[default]
    Here,
    /// A namespace, as `ip netns` names it.
    Namespace(Arc<str>),
}

impl Place {
    /// A program that will run there.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        match self {
            Self::Here => Command::new(program),
            Self::Namespace(name) => {
                let mut command = Command::new("ip");
                // It becomes the program, so that its process is the one that we started.
                command.args(["netns", "exec", name]).arg(program);
                command
            }
        }
    }

    /// A connection that begins there.
    pub async fn connect(
        &self,
        address: SocketAddr,
        read_buffer_bytes: Option<u32>,
    ) -> io::Result<TcpStream> {
        let socket = match self {
            Self::Here => socket(address)?,
            Self::Namespace(name) => socket_in(name, address).await?,
        };
        if let Some(bytes) = read_buffer_bytes {
            socket.set_recv_buffer_size(bytes)?;
        }
        let stream = socket.connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

fn socket(to: SocketAddr) -> io::Result<TcpSocket> {
    if to.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }
}

/// A socket stays in the namespace that it was made in; the thread that goes there ends with it.
async fn socket_in(name: &str, to: SocketAddr) -> io::Result<TcpSocket> {
    let namespace = File::open(format!("/run/netns/{name}"))?;
    let (made, socket_made) = oneshot::channel();
    thread::Builder::new().spawn(move || {
        let entered = setns(namespace, CloneFlags::CLONE_NEWNET).map_err(io::Error::from);
        // Who asked may have given up.
        let _ = made.send(entered.and_then(|()| socket(to)));
    })?;
    socket_made.await.map_err(io::Error::other)?
}
