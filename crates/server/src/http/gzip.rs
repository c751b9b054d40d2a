//! Compresses the files of the screens once: doing so for each request would be most of the work of a page.

use actix_web::{
    HttpRequest,
    http::header::{AcceptEncoding, Encoding, Header as _},
    web::Bytes,
};
use flate2::{Compression, write::GzEncoder};
use std::{
    collections::HashMap,
    io::{self, Write as _},
    sync::{Mutex, OnceLock, PoisonError},
};

/// Compressed files, by the digest of the plain one. Only files of the screens are kept, so their number is bounded.
static PACKED: OnceLock<Mutex<HashMap<[u8; 32], Bytes>>> = OnceLock::new();

/// Whether the client accepts gzip.
#[must_use]
pub fn is_taken(request: &HttpRequest) -> bool {
    let offered = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(request)
        .is_ok_and(|accepted| accepted.negotiate(offered.iter()) == Some(Encoding::gzip()))
}

/// The file compressed; none if that makes it no smaller.
#[must_use]
pub fn file(digest: [u8; 32], plain: &[u8]) -> Option<Bytes> {
    let packed = PACKED.get_or_init(Mutex::default);
    let mut packed = packed.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = packed.get(&digest) {
        return Some(known.clone());
    }
    let bytes = pack(plain).ok().filter(|bytes| bytes.len() < plain.len())?;
    Some(packed.entry(digest).or_insert(bytes.into()).clone())
}

fn pack(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(plain)?;
    gzip.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use std::io::Read as _;

    fn takes(accepted: &str) -> bool {
        is_taken(
            &TestRequest::default().insert_header(("accept-encoding", accepted)).to_http_request(),
        )
    }

    #[test]
    fn what_is_packed_unpacks_to_the_same_and_small_things_stay_as_they_are() {
        let plain = "een zin die vaak terugkomt, ".repeat(50);
        let packed = file([1; 32], plain.as_bytes()).expect("smaller");
        assert_eq!(file([1; 32], plain.as_bytes()), Some(packed.clone()));
        let mut unpacked = String::new();
        flate2::read::GzDecoder::new(&*packed).read_to_string(&mut unpacked).expect("gzip");
        assert_eq!(unpacked, plain);
        assert_eq!(file([2; 32], b"kort"), None);
    }

    #[test]
    fn only_who_takes_gzip_gets_it() {
        assert!(takes("gzip, deflate, br"));
        assert!(takes("br;q=1.0, gzip;q=0.5"));
        assert!(!takes("br"));
        assert!(!takes("gzip;q=0"));
        assert!(!is_taken(&TestRequest::default().to_http_request()));
    }
}
