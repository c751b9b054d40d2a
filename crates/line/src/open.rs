//! A connection is opened: the network, TLS, and who we are there.

use crate::{
    address::{Access, Address},
    ask::Failed,
    limits::NEXT_ADDRESS_AFTER,
    tls::{Broken, Tls},
    unfit::{Unfit, Who, Why},
};
use futures_util::{StreamExt as _, stream::FuturesUnordered};
use redis::{
    AsyncConnectionConfig, ErrorKind, RedisError, RedisResult,
    aio::{AsyncPushSender, MultiplexedConnection},
};
use std::{
    io,
    ops::{Deref, DerefMut},
    sync::Arc,
};
use tokio::{
    net::{TcpStream, lookup_host},
    time::sleep,
};
use tokio_util::task::AbortOnDropHandle;

/// An open connection. Dropped with its last clone, also while an answer is still to come.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    redis: MultiplexedConnection,
    /// Where it leads.
    pub address: Address,
    _driver: Arc<AbortOnDropHandle<()>>,
}

impl Deref for Connection {
    type Target = MultiplexedConnection;

    fn deref(&self) -> &MultiplexedConnection {
        &self.redis
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut MultiplexedConnection {
        &mut self.redis
    }
}

/// Connects to the first of the addresses of a host that answers: one that is silent does not keep us from the next, as
/// when a name has an IPv6 address and the network between has none.
pub(crate) async fn dial(address: &Address) -> Result<TcpStream, Failed> {
    let away = |error: io::Error| Failed::Away(format!("{address} is not reached: {error}"));
    let found = lookup_host((address.host.as_str(), address.port)).await.map_err(away)?;
    let mut left = found.collect::<Vec<_>>().into_iter();
    let mut tries = FuturesUnordered::new();
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    loop {
        match left.next() {
            Some(next) => tries.push(TcpStream::connect(next)),
            None if tries.is_empty() => return Err(away(last)),
            None => {}
        }
        tokio::select! {
            Some(tried) = tries.next() => match tried {
                Ok(stream) => {
                    stream.set_nodelay(true).map_err(away)?;
                    return Ok(stream);
                }
                Err(error) => last = error,
            },
            () = sleep(NEXT_ADDRESS_AFTER), if left.len() > 0 => {}
        }
    }
}

/// Opens a connection, on which a sender is told what is published, if there is one.
pub(crate) async fn open(
    who: Who,
    access: &Access,
    tls: Option<&Tls>,
    pushes: Option<impl AsyncPushSender>,
) -> Result<Connection, Failed> {
    let address = &access.address;
    let unfit = |why| Failed::Unfit(Unfit { who, at: address.to_string(), why });
    let mut config = AsyncConnectionConfig::new().set_response_timeout(None);
    if let Some(pushes) = pushes {
        config = config.set_push_sender(pushes);
    }
    let tcp = dial(address).await?;
    let set_up = match tls.filter(|_| access.is_tls) {
        None => spawned(MultiplexedConnection::new_with_config(&access.login, tcp, config).await),
        Some(tls) => {
            let secured = tls.handshake(address, tcp).await.map_err(|broken| match broken {
                Broken::Unfit(why) => unfit(why),
                Broken::Io(error) => Failed::Away(format!("{address} ended TLS: {error}")),
            })?;
            spawned(MultiplexedConnection::new_with_config(&access.login, secured, config).await)
        }
    };
    let (redis, driver) = set_up.map_err(|error| {
        let ended = tls.filter(|_| access.is_tls).and_then(|tls| tls.ended(address, &error));
        match ended.or_else(|| refused(access, &error)) {
            Some(why) => unfit(why),
            None if is_of_server(&error) => Failed::Refused(Arc::new(error)),
            None => Failed::Away(format!("{address} went away: {error}")),
        }
    })?;
    Ok(Connection { redis, address: address.clone(), _driver: Arc::new(driver) })
}

/// The driver lives as long as the connection.
fn spawned(
    set_up: RedisResult<(MultiplexedConnection, impl Future<Output = ()> + Send + 'static)>,
) -> RedisResult<(MultiplexedConnection, AbortOnDropHandle<()>)> {
    set_up.map(|(redis, driver)| (redis, AbortOnDropHandle::new(tokio::spawn(driver))))
}

/// Redis itself answered, so that the line is sound.
pub(crate) fn is_of_server(error: &RedisError) -> bool {
    matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension)
}

/// Why it does not let us in, if waiting does not help.
pub(crate) fn refused(access: &Access, error: &RedisError) -> Option<Why> {
    let text = error.detail().unwrap_or_default();
    Some(match (error.code(), error.kind()) {
        (Some("WRONGPASS"), _) | (_, ErrorKind::AuthenticationFailed) => {
            Why::WrongPassword(access.user().to_owned())
        }
        (Some("NOAUTH"), _) => Why::NoPassword,
        (Some("NOPERM"), _) => Why::NotPermitted(text.to_owned()),
        (_, ErrorKind::RESP3NotSupported) => Why::TooOld,
        _ if text.contains("not allowed in cluster mode") => Why::Database,
        _ => return None,
    })
}
