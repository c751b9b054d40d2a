//! TLS to a server: whose word is taken for who it is, and what is said if that does not hold.

use crate::{address::Address, unfit::Why};
use redis::RedisError;
use rustls::{
    AlertDescription, CertificateError, ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime, pem::PemObject as _},
};
use std::{
    error::Error as _,
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

/// The files that belong to TLS.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// The authorities whose word is taken; none: those of the machine.
    pub ca: Option<PathBuf>,
    /// A certificate of ours, and those between it and its authority.
    pub certificate: Option<PathBuf>,
    /// Its key.
    pub key: Option<PathBuf>,
}

/// Why a file cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
pub enum BadFile {
    /// It cannot be read, or holds nothing of what it should.
    #[error("`{setting}`: {} {why}", .path.display())]
    File {
        /// Which of them.
        setting: &'static str,
        /// Where it is.
        path: PathBuf,
        /// What is the matter.
        why: String,
    },
    /// A certificate without its key, or the other way round.
    #[error("`redis.certificate` and `redis.certificate_key` belong together: set both, or none")]
    Half,
    /// The program was built without what it needs.
    #[error("TLS cannot be spoken: {0}")]
    Versions(String),
    /// The machine has none.
    #[error(
        "`redis.ca` is not set, and this machine knows no authorities (on Debian: apt-get install ca-certificates)"
    )]
    NoAuthorities,
}

/// How TLS is spoken: read once, for every connection.
#[derive(Clone)]
pub(crate) struct Tls {
    config: Arc<ClientConfig>,
    ca: Option<PathBuf>,
    shows_certificate: bool,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("ca", &self.ca).finish_non_exhaustive()
    }
}

impl Tls {
    /// Reads the files.
    pub fn of(files: &Files) -> Result<Self, BadFile> {
        let mut roots = RootCertStore::empty();
        match &files.ca {
            Some(path) => {
                let bad =
                    |why: String| BadFile::File { setting: "redis.ca", path: path.clone(), why };
                for certificate in certificates("redis.ca", path)? {
                    roots.add(certificate).map_err(|error| {
                        bad(format!("holds a certificate that cannot be used: {error}"))
                    })?;
                }
            }
            None => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
                if roots.is_empty() {
                    return Err(BadFile::NoAuthorities);
                }
            }
        }
        let odd = |error: rustls::Error, setting, path: &Path| BadFile::File {
            setting,
            path: path.to_owned(),
            why: format!("cannot be used: {error}"),
        };
        let config = builder()?.with_root_certificates(roots);
        let config = match (&files.certificate, &files.key) {
            (None, None) => config.with_no_client_auth(),
            (Some(certificate), Some(key)) => {
                let chain = certificates("redis.certificate", certificate)?;
                let read = PrivateKeyDer::from_pem_file(key).map_err(|error| BadFile::File {
                    setting: "redis.certificate_key",
                    path: key.clone(),
                    why: format!("holds no private key that can be read: {error}"),
                })?;
                let fits = config.with_client_auth_cert(chain, read);
                fits.map_err(|error| odd(error, "redis.certificate", certificate))?
            }
            _ => return Err(BadFile::Half),
        };
        let shows_certificate = files.certificate.is_some();
        Ok(Self { config: Arc::new(config), ca: files.ca.clone(), shows_certificate })
    }

    /// For finding out whether TLS is spoken at all: every certificate is refused.
    pub fn trusting_nobody() -> Option<Self> {
        let config = builder().ok()?.with_root_certificates(RootCertStore::empty());
        let config = Arc::new(config.with_no_client_auth());
        Some(Self { config, ca: None, shows_certificate: false })
    }

    /// Speaks TLS from here on, once the server has shown that it is the one that was asked for.
    pub async fn handshake(
        &self,
        address: &Address,
        tcp: TcpStream,
    ) -> Result<TlsStream<TcpStream>, Broken> {
        let name = ServerName::try_from(address.host.clone()).map_err(|_| {
            Broken::Unfit(Why::Tls(format!(
                "{} is no name that a certificate can have",
                address.host
            )))
        })?;
        let connector = TlsConnector::from(Arc::clone(&self.config));
        connector.connect(name, tcp).await.map_err(|error| {
            match error.get_ref().and_then(|inner| inner.downcast_ref()) {
                Some(broken) => {
                    self.reason(address, broken).map_or(Broken::Io(error), Broken::Unfit)
                }
                None => Broken::Io(error),
            }
        })
    }

    /// What a server means that ended TLS after the handshake: it looks at our certificate only then.
    pub fn ended(&self, address: &Address, error: &RedisError) -> Option<Why> {
        // The crate wraps what it was told.
        let cause = error.source()?;
        let io = match cause.downcast_ref::<Arc<dyn std::error::Error + Send + Sync>>() {
            Some(wrapped) => wrapped.downcast_ref::<io::Error>(),
            None => cause.downcast_ref(),
        };
        self.reason(address, io?.get_ref()?.downcast_ref()?)
    }

    fn reason(&self, address: &Address, broken: &rustls::Error) -> Option<Why> {
        Some(match broken {
            rustls::Error::InvalidCertificate(error) => self.refusal(address, error),
            rustls::Error::AlertReceived(alert) if is_about_us(*alert) => {
                Why::OwnCertificate { shown: self.shows_certificate }
            }
            rustls::Error::InvalidMessage(_) => Why::IsPlain,
            rustls::Error::AlertReceived(AlertDescription::InternalError) => return None,
            other => Why::Tls(other.to_string()),
        })
    }

    fn refusal(&self, address: &Address, error: &CertificateError) -> Why {
        let days =
            |from: UnixTime, to: UnixTime| to.as_secs().saturating_sub(from.as_secs()) / 86_400;
        match error {
            CertificateError::UnknownIssuer => Why::UnknownAuthority(self.ca.clone()),
            CertificateError::Expired => Why::Expired(0),
            CertificateError::ExpiredContext { time, not_after } => {
                Why::Expired(days(*not_after, *time))
            }
            CertificateError::NotValidYet => Why::NotYetValid(0),
            CertificateError::NotValidYetContext { time, not_before } => {
                Why::NotYetValid(days(*time, *not_before))
            }
            CertificateError::NotValidForName => {
                Why::OtherName { asked: address.host.clone(), named: Vec::new() }
            }
            CertificateError::NotValidForNameContext { presented, .. } => {
                let named = presented.iter().map(|name| shown(name)).collect();
                Why::OtherName { asked: address.host.clone(), named }
            }
            other => Why::Tls(format!("its certificate cannot be used: {other}")),
        }
    }
}

/// By `ring`, which signs tokens as well: half a minute less to compile than the default of rustls.
fn builder() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, BadFile> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider);
    builder
        .with_safe_default_protocol_versions()
        .map_err(|error| BadFile::Versions(error.to_string()))
}

/// Why there is no TLS.
#[derive(Debug)]
pub(crate) enum Broken {
    /// It does not mend itself.
    Unfit(Why),
    /// The network, or the server went away.
    Io(io::Error),
}

/// `DnsName("redis.example")`, as rustls tells it, without what is around it.
fn shown(name: &str) -> String {
    let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name);
    inner.trim_matches('"').to_owned()
}

const fn is_about_us(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::CertificateRequired
            | AlertDescription::BadCertificate
            | AlertDescription::UnknownCA
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::CertificateRevoked
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::HandshakeFailure
            | AlertDescription::AccessDenied
    )
}

fn certificates(
    setting: &'static str,
    path: &Path,
) -> Result<Vec<CertificateDer<'static>>, BadFile> {
    let bad = |why: String| BadFile::File { setting, path: path.to_owned(), why };
    let read = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| bad(format!("cannot be read: {error}")))?;
    if read.is_empty() {
        return Err(bad("holds no certificate (PEM, `-----BEGIN CERTIFICATE-----`)".to_owned()));
    }
    Ok(read)
}
