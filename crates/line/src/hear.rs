//! A line for what is published: subscribed again whenever it was lost.

use crate::{
    ask::Failed,
    cluster::sent_to,
    limits::{AGAIN_AFTER, HEARD_MAX, PING_EVERY, PONG_WITHIN},
    target::Target,
};
use redis::{
    PushInfo, PushKind, RedisError, ServerErrorKind, Value,
    aio::{AsyncPushSender, SendError},
    cmd,
};
use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};

/// What is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It listens from now on: what was published before may have been missed.
    Opened,
    /// Something was published.
    Message(Vec<u8>),
}

/// Forwards what the connection is told, and never waits: who does not keep up loses the connection.
#[derive(Clone)]
struct Ear(mpsc::Sender<PushInfo>);

impl AsyncPushSender for Ear {
    fn send(&self, info: PushInfo) -> Result<(), SendError> {
        self.0.try_send(info).map_err(|_| SendError)
    }
}

/// Listens to a channel until nobody takes what is heard. Messages may be missed; never without
/// [`Heard::Opened`] after it, or a time in which nothing comes.
#[must_use]
pub fn listen(target: Target, channel: String) -> mpsc::Receiver<Heard> {
    let (heard, hears) = mpsc::channel(HEARD_MAX);
    tokio::spawn(async move {
        while !heard.is_closed() {
            if let Err(error) = hear(&target, &channel, &heard).await {
                tracing::debug!(%error, channel, "nothing is heard of Redis");
            }
            tokio::select! {
                () = heard.closed() => {}
                () = sleep(AGAIN_AFTER) => {}
            }
        }
    });
    hears
}

async fn hear(target: &Target, channel: &str, heard: &mpsc::Sender<Heard>) -> Result<(), Failed> {
    let gone = || Failed::Away("the line is lost".to_owned());
    let broken = |error: RedisError| Failed::Away(error.to_string());
    let (ear, mut pushes) = mpsc::channel(HEARD_MAX);
    let mut connection = target.connect(Some(Ear(ear))).await?;
    let subscribed = timeout(PONG_WITHIN, connection.subscribe(channel));
    subscribed.await.map_err(|_| gone())?.map_err(broken)?;
    if heard.send(Heard::Opened).await.is_err() {
        return Ok(());
    }
    loop {
        tokio::select! {
            () = heard.closed() => return Ok(()),
            pushed = pushes.recv() => match pushed {
                None => return Err(gone()),
                Some(PushInfo { kind: PushKind::Disconnection, .. }) => return Err(gone()),
                Some(PushInfo { kind: PushKind::Message, data }) => {
                    if let Some(Value::BulkString(message)) = data.into_iter().nth(1)
                        && heard.send(Heard::Message(message)).await.is_err()
                    {
                        return Ok(());
                    }
                }
                Some(_) => {}
            },
            () = sleep(PING_EVERY) => {
                // In a cluster another node may hold the key by now, and this one may have left it.
                let mut ping = cmd(if target.key_in_cluster().is_some() { "EXISTS" } else { "PING" });
                target.key_in_cluster().into_iter().for_each(|key| {
                    ping.arg(key);
                });
                let pong = timeout(PONG_WITHIN, connection.send_packed_command(&ping));
                let pong = pong.await.map_err(|_| gone())?.map_err(broken)?;
                if let Value::ServerError(error) = pong
                    && let Some(ServerErrorKind::Moved | ServerErrorKind::ClusterDown) = error.kind()
                {
                    let error = RedisError::from(error);
                    if let Some(to) = sent_to(&error, &connection.address) {
                        target.moved(to);
                    }
                    return Err(broken(error));
                }
            }
        }
    }
}
