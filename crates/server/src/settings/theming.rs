//! What finds out what ideas mean: the model in the program, or one that lies elsewhere.

use super::BadSettings;
use crate::limits::{
    ENDPOINT_BATCH_MAX, ENDPOINT_DIMENSIONS_MAX, ENDPOINT_RESTS_MAX_S, ENDPOINT_WITHIN_MAX_MS,
    ENDPOINT_WITHIN_MIN_MS,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer};
use ureq::http::Uri;

/// A server of embeddings, if there is one.
#[derive(Debug, Clone, Deserialize)]
pub struct Theming {
    /// The address before `/embeddings`.
    #[serde(deserialize_with = "address")]
    pub endpoint: Option<String>,
    pub model: String,
    pub dimensions: u16,
    pub key: SecretString,
    pub timeout_ms: u16,
    pub batch: u16,
    pub rest_s: u16,
}

impl Theming {
    /// Half a configuration is refused: whoever set up a model must not believe that it is asked when it is not.
    pub(super) fn check(&self) -> Result<(), BadSettings> {
        let impossible = |name, reason| Err(BadSettings::Impossible { name, reason });
        let key = self.key.expose_secret();
        match &self.endpoint {
            None if !self.model.is_empty() || self.dimensions != 0 || !key.is_empty() => {
                return impossible(
                    "theming.endpoint",
                    "is missing, while `theming.model`, `dimensions` or `key` is set",
                );
            }
            None => {}
            Some(address) => {
                if !is_address(address) {
                    return impossible(
                        "theming.endpoint",
                        "must be like `http://192.168.1.20:11434/v1`: http, without `/embeddings` at the end; \
                         a server behind https needs a proxy on this machine",
                    );
                }
                if self.model.trim().is_empty() {
                    return impossible("theming.model", "is missing, while an endpoint is set");
                }
                if !(1..=ENDPOINT_DIMENSIONS_MAX).contains(&self.dimensions) {
                    return impossible(
                        "theming.dimensions",
                        "must be the length of the model's vectors, 1 to 8192",
                    );
                }
            }
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return impossible(
                "theming.key",
                "must be of letters, digits and signs without spaces",
            );
        }
        if !(ENDPOINT_WITHIN_MIN_MS..=ENDPOINT_WITHIN_MAX_MS).contains(&self.timeout_ms) {
            return impossible("theming.timeout_ms", "must lie between 50 and 10000");
        }
        if !(1..=ENDPOINT_BATCH_MAX).contains(&self.batch) {
            return impossible("theming.batch", "must lie between 1 and 64");
        }
        if !(1..=ENDPOINT_RESTS_MAX_S).contains(&self.rest_s) {
            return impossible("theming.rest_s", "must lie between 1 and 3600");
        }
        Ok(())
    }
}

/// An empty text is none; a slash at the end does no harm.
fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let text = text.trim().trim_end_matches('/');
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// `http://`, a host, maybe a port and a path; no name and password, which would be told in errors.
fn is_address(text: &str) -> bool {
    let is_plain = text.starts_with("http://") && !text.contains(['?', '#', '@']);
    let Some(authority) = text.parse::<Uri>().ok().and_then(|it| it.authority().cloned()) else {
        return false;
    };
    let host = authority.host();
    let has_port = authority.port_u16().is_some();
    let is_whole = !host.is_empty() && (has_port || host == authority.as_str());
    is_plain && is_whole && !text.ends_with("/embeddings")
}

#[cfg(test)]
mod tests {
    use crate::settings::{Overrides, load};

    fn complaint(set: &[(&str, &str)]) -> Option<String> {
        let variables =
            set.iter().map(|(key, value)| (format!("BURGERTOP__THEMING__{key}"), (*value).into()));
        let loaded = load(&Overrides::default(), Some(variables.collect()));
        loaded.err().map(|it| it.to_string())
    }

    const WHOLE: [(&str, &str); 3] =
        [("ENDPOINT", "http://10.0.0.2:8000/v1/"), ("MODEL", "e5"), ("DIMENSIONS", "384")];

    #[test]
    fn a_whole_endpoint_is_taken_and_none_is_too() {
        assert_eq!(complaint(&WHOLE), None);
        assert_eq!(complaint(&[]), None);
        assert_eq!(complaint(&[&WHOLE[..], &[("KEY", "sk-1")]].concat()), None);
    }

    #[test]
    fn half_an_endpoint_is_refused_with_what_is_missing() {
        for (left_out, named) in
            [(0, "`theming.endpoint`"), (1, "`theming.model`"), (2, "`theming.dimensions`")]
        {
            let mut half = WHOLE.to_vec();
            half.remove(left_out);
            let complaint = complaint(&half).expect("half an endpoint");
            assert!(complaint.starts_with(named), "{complaint}");
        }
        let complaint = complaint(&[("KEY", "sk-1")]).expect("a key for nobody");
        assert!(complaint.starts_with("`theming.endpoint`") && !complaint.contains("sk-1"));
    }

    #[test]
    fn an_address_is_plain_http_up_to_the_embeddings() {
        for bad in [
            "10.0.0.2:8000",
            "https://api.example.org/v1",
            "http://",
            "http://:80/v1",
            "http://user:pass@host/v1",
            "http://host/v1?x=1",
            "http://host/v1/embeddings",
            "http://host:port/v1",
        ] {
            let mut set = WHOLE.to_vec();
            set[0].1 = bad;
            let complaint = complaint(&set).expect(bad);
            assert!(complaint.starts_with("`theming.endpoint` must be like"), "{complaint}");
        }
    }

    #[test]
    fn what_cannot_work_is_refused() {
        for (name, value) in [
            ("TIMEOUT_MS", "0"),
            ("TIMEOUT_MS", "60000"),
            ("BATCH", "0"),
            ("BATCH", "65"),
            ("REST_S", "0"),
            ("REST_S", "3601"),
            ("DIMENSIONS", "9000"),
            ("KEY", "two words"),
        ] {
            let set = [&WHOLE[..], &[(name, value)]].concat();
            let complaint = complaint(&set).expect(name);
            assert!(complaint.to_uppercase().contains(name), "{complaint}");
        }
    }
}
