//! A server that is there and cannot be used as the settings say: what is wrong, and what to do.

use std::{fmt, path::PathBuf};

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A Redis.
    Redis,
    /// A Sentinel.
    Sentinel,
}

impl Who {
    /// Where it stands who we are there.
    const fn setting(self) -> &'static str {
        match self {
            Self::Redis => "redis.url",
            Self::Sentinel => "redis.sentinels",
        }
    }
}

/// A server that cannot be used until someone changes it or the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// Which of them.
    pub who: Who,
    /// Where it is.
    pub at: String,
    /// What is wrong.
    pub why: Why,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// No authority that is known here signed its certificate; the file of authorities, if one is configured.
    UnknownAuthority(Option<PathBuf>),
    /// The certificate ran out, so many days ago.
    Expired(u64),
    /// The certificate is not valid yet, for so many days.
    NotYetValid(u64),
    /// The certificate is for other names.
    OtherName {
        /// By what it was asked.
        asked: String,
        /// What the certificate says.
        named: Vec<String>,
    },
    /// Anything else about TLS.
    Tls(String),
    /// It wants to see a certificate of ours, or does not take the one it saw.
    OwnCertificate {
        /// It was shown one.
        shown: bool,
    },
    /// It speaks no TLS there.
    IsPlain,
    /// It speaks TLS there.
    IsTls,
    /// It wants to know who we are.
    NoPassword,
    /// It does not know this user with this password.
    WrongPassword(String),
    /// The user may not do what is needed, in its own words.
    NotPermitted(String),
    /// A cluster has no other database than 0.
    Database,
    /// It is older than the protocol that is spoken to it.
    TooOld,
    /// A Sentinel that knows of no primary of this name.
    UnknownPrimary(String),
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { who, at, why } = self;
        let name = match who {
            Who::Redis => "Redis",
            Who::Sentinel => "the Sentinel",
        };
        write!(f, "{name} at {at}: ")?;
        let setting = who.setting();
        match why {
            Why::UnknownAuthority(None) => write!(
                f,
                "its certificate is signed by no authority that this machine knows. Name the file with the authority's own certificate in `redis.ca`"
            ),
            Why::UnknownAuthority(Some(ca)) => write!(
                f,
                "its certificate is signed by no authority in {}. Put the certificate of the authority that signed it into that file (`redis.ca`)",
                ca.display()
            ),
            Why::Expired(days) => write!(
                f,
                "its certificate ran out {days} days ago. Renew it there; or set the clock of this machine right"
            ),
            Why::NotYetValid(days) => write!(
                f,
                "its certificate is valid only in {days} days. Set the clock of this machine right"
            ),
            Why::OtherName { asked, named } if named.is_empty() => write!(
                f,
                "its certificate names no host, and {asked} is asked for. Have one made that names it (subjectAltName)"
            ),
            Why::OtherName { asked, named } => write!(
                f,
                "its certificate is for {}, not for {asked}. Write one of these in `{setting}`, or have a certificate made that names {asked}",
                named.join(", ")
            ),
            Why::Tls(what) => write!(f, "TLS failed: {what}"),
            Why::OwnCertificate { shown: false } => write!(
                f,
                "it wants to see a certificate of ours. Name its file and that of its key in `redis.certificate` and `redis.certificate_key`; or let Redis not ask (`tls-auth-clients no`)"
            ),
            Why::OwnCertificate { shown: true } => write!(
                f,
                "it does not take the certificate in `redis.certificate`. Have one made by an authority that Redis knows (its `tls-ca-cert-file`)"
            ),
            Why::IsPlain => write!(
                f,
                "no TLS is spoken at this port. Write the port for TLS in `{setting}`, or redis:// in place of rediss:// if the network is your own"
            ),
            Why::IsTls => write!(
                f,
                "TLS is spoken at this port. Write rediss:// in place of redis:// in `{setting}`"
            ),
            Why::NoPassword => write!(
                f,
                "it wants a password. Write it in `{setting}`: redis://user:password@host:port (user `default` if it has no other)"
            ),
            Why::WrongPassword(user) => write!(
                f,
                "it does not know user `{user}` with the password in `{setting}`. Signs like # @ / : in a password are written %23 %40 %2F %3A"
            ),
            Why::NotPermitted(what) => {
                write!(
                    f,
                    "the user in `{setting}` may not do what is needed ({what}). Let it with ACL SETUSER"
                )
            }
            Why::Database => write!(
                f,
                "it is a cluster, and has no database but 0. Leave out the number at the end of `{setting}`"
            ),
            Why::TooOld => write!(f, "it is too old: Redis 7 or newer is needed, or Valkey"),
            Why::UnknownPrimary(name) => write!(
                f,
                "it knows of no primary called `{name}`. Write in `redis.master` how the Sentinels call it (SENTINEL MASTERS)"
            ),
        }
    }
}

impl std::error::Error for Unfit {}
