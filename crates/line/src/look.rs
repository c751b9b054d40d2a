//! What is wrong with a server that cannot be used, found out once, at the start.

use crate::{
    address::Access,
    ask::Failed,
    limits::{LOOK_AGAIN_AFTER, LOOK_WITHIN, SIGN_WITHIN},
    open::dial,
    target::{NO_PUSHES, Target},
    tls::{Broken, Tls},
    unfit::{Unfit, Why},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{Instant, sleep, timeout},
};

/// Whether it can be used as the settings say. One that is away may come back; one that is unfit stays so until someone
/// changes it or the settings.
pub async fn look(target: &Target) -> Result<(), Failed> {
    let until = Instant::now() + LOOK_WITHIN;
    loop {
        let failed = match target.connect(NO_PUSHES).await {
            Ok(_) => return Ok(()),
            Err(unfit @ Failed::Unfit(_)) => return Err(unfit),
            Err(failed) => failed,
        };
        for (who, access) in target.doors() {
            if let Some(why) = sign(access, target.tls()).await {
                let at = access.address.to_string();
                return Err(Failed::Unfit(Unfit { who, at, why }));
            }
        }
        if Instant::now() >= until || is_nobody_there(target).await {
            return Err(failed);
        }
        sleep(LOOK_AGAIN_AFTER).await;
    }
}

async fn is_nobody_there(target: &Target) -> bool {
    for (_, access) in target.doors() {
        if dialled(access).await.is_some() {
            return false;
        }
    }
    true
}

/// Whether it speaks TLS where none is configured, or none where it is. Most servers do not say so to who speaks the
/// other: they end the connection, or are silent.
async fn sign(access: &Access, tls: Option<&Tls>) -> Option<Why> {
    if access.is_tls {
        return speaks_plain(dialled(access).await?).await.then_some(Why::IsPlain);
    }
    if speaks_plain(dialled(access).await?).await {
        return None;
    }
    // Whatever it is signed by: that it is a certificate is enough.
    let own;
    let tls = match tls {
        Some(tls) => tls,
        None => {
            own = Tls::trusting_nobody()?;
            &own
        }
    };
    let tcp = dialled(access).await?;
    let shaken = timeout(SIGN_WITHIN, tls.handshake(&access.address, tcp)).await.ok()?;
    let is_tls = !matches!(shaken, Err(Broken::Io(_) | Broken::Unfit(Why::IsPlain)));
    is_tls.then_some(Why::IsTls)
}

async fn dialled(access: &Access) -> Option<TcpStream> {
    timeout(SIGN_WITHIN, dial(&access.address)).await.ok()?.ok()
}

/// Asks in the words of Redis: whatever it answers, it begins so.
async fn speaks_plain(mut tcp: TcpStream) -> bool {
    let asked = async {
        tcp.write_all(b"PING\r\n").await?;
        tcp.read_u8().await
    };
    matches!(timeout(SIGN_WITHIN, asked).await, Ok(Ok(b'+' | b'-')))
}
