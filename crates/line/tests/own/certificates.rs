//! Certificates of a test's own: an authority, and what it signs.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use std::path::{Path, PathBuf};

/// Who signs.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// The files of a certificate and its key.
pub struct Files {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// From when to when a certificate is good.
#[derive(Clone, Copy)]
pub enum Good {
    Always,
    /// It ran out long ago.
    Once,
    /// Its time is still to come.
    Later,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// Its own certificate, in a file.
    pub fn write(&self, folder: &Path, name: &str) -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, &self.pem).unwrap();
        path
    }

    /// A certificate for these names and addresses.
    pub fn sign(&self, folder: &Path, name: &str, names: &[&str], good: Good) -> Files {
        let names: Vec<String> = names.iter().map(|it| (*it).to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        (params.not_before, params.not_after) = match good {
            Good::Always => (date_time_ymd(2020, 1, 1), date_time_ymd(4000, 1, 1)),
            Good::Once => (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1)),
            Good::Later => (date_time_ymd(3900, 1, 1), date_time_ymd(4000, 1, 1)),
        };
        let key = KeyPair::generate().unwrap();
        let signed = params.signed_by(&key, &self.issuer).unwrap();
        let certificate = folder.join(format!("{name}.pem"));
        let file = folder.join(format!("{name}.key"));
        std::fs::write(&certificate, signed.pem()).unwrap();
        std::fs::write(&file, key.serialize_pem()).unwrap();
        Files { certificate, key: file }
    }
}

/// What a server that speaks TLS at this port is told.
pub fn tls(port: u16, files: &Files, ca: &Path) -> Vec<String> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let told = [
        ("--port", "0".to_owned()),
        ("--tls-port", port.to_string()),
        ("--tls-cert-file", text(&files.certificate)),
        ("--tls-key-file", text(&files.key)),
        ("--tls-ca-cert-file", text(ca)),
        ("--tls-auth-clients", "no".to_owned()),
    ];
    told.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect()
}
