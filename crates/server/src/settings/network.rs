//! An address, or a network of them, as a setting names it.

use std::{net::IpAddr, str::FromStr};

/// An address, or a network of them (`10.0.0.0/8`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    prefix: u8,
}

/// A text that is neither an address nor a network.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither an address nor a network like 10.0.0.0/8")]
pub struct NotANetwork;

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (base, prefix) =
            text.split_once('/').map_or((text, None), |(base, prefix)| (base, Some(prefix)));
        let plain = base.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let base: IpAddr = plain.unwrap_or(base).parse().map_err(|_| NotANetwork)?;
        let longest = if base.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse().map_err(|_| NotANetwork)?,
            None => longest,
        };
        if prefix > longest {
            return Err(NotANetwork);
        }
        // Addresses are compared as IPv4 where they are mapped ones.
        match base.to_canonical() {
            base if base.is_ipv4() && longest == 128 && prefix >= 96 => {
                Ok(Self { base, prefix: prefix - 96 })
            }
            _ => Ok(Self { base, prefix }),
        }
    }
}

impl Network {
    /// Whether the address lies in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let shift = 32 - u32::from(self.prefix);
                u64::from(base.to_bits()) >> shift == u64::from(address.to_bits()) >> shift
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let shift = 128 - u32::from(self.prefix);
                base.to_bits().checked_shr(shift) == address.to_bits().checked_shr(shift)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn networks_of_every_length_are_understood() {
        let all: Network = "0.0.0.0/0".parse().expect("a network");
        assert!(all.contains(ip("8.8.8.8")) && !all.contains(ip("::1")));
        let six: Network = "fd00::/8".parse().expect("a network");
        assert!(six.contains(ip("fd12::1")) && !six.contains(ip("fe80::1")));
        let every: Network = "::/0".parse().expect("a network");
        assert!(every.contains(ip("fe80::1")));
        let site: Network = "[2001:db8:0:1::]/64".parse().expect("a network");
        assert!(site.contains(ip("2001:db8:0:1:ff::2")) && !site.contains(ip("2001:db8:0:2::2")));
        let mapped: Network = "::ffff:10.0.0.0/104".parse().expect("a network");
        assert!(mapped.contains(ip("10.9.9.9")) && !mapped.contains(ip("11.0.0.1")));
        for bad in ["10.0.0.0/33", "10.0.0/8", "x", ""] {
            assert_eq!(bad.parse::<Network>(), Err(NotANetwork), "{bad}");
        }
    }
}
