//! HMAC with SHA-256 for `jsonwebtoken`, by the cryptography that TLS brings along anyway. The providers that come with
//! the crate hold every algorithm there is, and cost more to compile than all of this server's other libraries for HTTP.

use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, EncodingKey,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::{Error, ErrorKind},
    signature::{self, Signer, Verifier},
};
use ring::hmac;

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    // For JSON Web Keys, which nothing here reads.
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes it the provider of this process; a second call changes nothing.
pub fn install() {
    let _ = PROVIDER.install_default();
}

struct Hs256(hmac::Key);

impl Hs256 {
    fn new(algorithm: Algorithm, family: AlgorithmFamily, secret: &[u8]) -> Result<Self, Error> {
        if algorithm != Algorithm::HS256 {
            return Err(ErrorKind::InvalidAlgorithm.into());
        }
        if family != AlgorithmFamily::Hmac {
            return Err(ErrorKind::InvalidKeyFormat.into());
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, secret)))
    }
}

fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    Ok(Box::new(Hs256::new(*algorithm, key.family(), key.as_bytes())?))
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    Ok(Box::new(Hs256::new(*algorithm, key.family(), key.try_get_as_bytes()?)?))
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(hmac::sign(&self.0, message).as_ref().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    /// In a time that does not depend on where the signature differs.
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        hmac::verify(&self.0, message, signature).map_err(|_| signature::Error::new())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7515, appendix A.1: its key, its signing input and the signature that belongs to them.
    const KEY: &str =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow==";
    const SIGNED: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
        eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const SIGNATURE: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[test]
    fn the_example_of_the_standard_is_signed_and_verified() {
        install();
        let sign = EncodingKey::from_urlsafe_base64_secret(KEY).unwrap();
        let verify = DecodingKey::from_secret(sign.as_bytes());
        let signed = jsonwebtoken::crypto::sign(SIGNED.as_bytes(), &sign, Algorithm::HS256);
        assert_eq!(signed.unwrap(), SIGNATURE);
        let is_whole = |signature: &str, signed: &str| {
            jsonwebtoken::crypto::verify(signature, signed.as_bytes(), &verify, Algorithm::HS256)
        };
        assert!(is_whole(SIGNATURE, SIGNED).unwrap());
        assert!(!is_whole(SIGNATURE, &SIGNED.replace("eyJpc3M", "eyJpc3N")).unwrap());
        assert!(!is_whole(&SIGNATURE.replace('d', "e"), SIGNED).unwrap());
        assert!(!is_whole(&SIGNATURE[..20], SIGNED).unwrap_or(false));
    }

    #[test]
    fn no_other_algorithm_and_no_other_key_is_taken() {
        let secret = EncodingKey::from_secret(&[7; 32]);
        assert!(signer(&Algorithm::HS384, &secret).is_err());
        assert!(signer(&Algorithm::RS256, &secret).is_err());
        let public = DecodingKey::from_rsa_der(&[7; 32]);
        assert!(verifier(&Algorithm::HS256, &public).is_err());
    }
}
