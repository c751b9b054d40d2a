//! How a join code looks: capitals and digits that nobody takes for one another, in groups of four.

use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// 31 signs, without 0 and O, 1, I and L: each has 4.95 bits.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// Signs of a code: those of the prefix, and ten by chance (49.5 bits).
const SIGNS: usize = 12;
/// Signs of the codes on the cards of earlier releases, which name no prefix (39.6 bits).
const SHORT: usize = 8;

/// The first two signs of a code, by which it names its summit: it is looked for in no other.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Prefix([u8; 2]);

impl Prefix {
    /// One by chance.
    pub fn draw() -> Result<Self, getrandom::Error> {
        let signs = draw(2)?;
        Ok(Self([signs[0], signs[1]]))
    }
}

impl fmt::Debug for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Prefix(…)")
    }
}

/// Signs by chance, each as likely as any other.
fn draw(count: usize) -> Result<Vec<u8>, getrandom::Error> {
    let mut signs = Vec::with_capacity(count);
    let mut bytes = [0; 32];
    while signs.len() < count {
        getrandom::fill(&mut bytes)?;
        // 248 = 8 * 31: what lies above would favour the first signs.
        let fair = bytes.iter().filter(|byte| **byte < 248);
        let fair = fair.map(|byte| ALPHABET[usize::from(*byte) % ALPHABET.len()]);
        signs.extend(fair.take(count - signs.len()));
    }
    Ok(signs)
}

/// A join code in the form in which it is compared: without hyphens, in capitals.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "String")]
pub struct Code(String);

impl Code {
    /// A new one behind this prefix, drawn by the system's generator.
    pub fn draw(prefix: Prefix) -> Result<Self, getrandom::Error> {
        let signs = prefix.0.into_iter().chain(draw(SIGNS - prefix.0.len())?);
        Ok(Self(signs.map(char::from).collect()))
    }

    /// The prefix that it names; none if it is one of an earlier release, and short.
    #[must_use]
    pub fn prefix(&self) -> Option<Prefix> {
        match self.0.as_bytes() {
            [first, second, ..] if self.0.len() == SIGNS => Some(Prefix([*first, *second])),
            _ => None,
        }
    }

    /// What someone typed: in any case, with hyphens or spaces. None if it cannot be a code.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.len() > 64 {
            return None;
        }
        let signs = typed.chars().filter(|c| !matches!(c, '-' | ' ' | '\u{2011}' | '\u{2013}'));
        let code: String = signs.map(|c| c.to_ascii_uppercase()).collect();
        let fits = matches!(code.len(), SHORT | SIGNS)
            && code.bytes().all(|sign| ALPHABET.contains(&sign));
        fits.then_some(Self(code))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, sign) in self.0.chars().enumerate() {
            if n > 0 && n % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{sign}")?;
        }
        Ok(())
    }
}

/// A code is as good as a key: not in logs.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.to_string()
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a join code"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn() -> Code {
        Code::draw(Prefix::draw().expect("chance")).expect("chance")
    }

    #[test]
    fn a_code_is_read_back_however_it_is_typed() {
        let code = drawn();
        let shown = code.to_string();
        assert_eq!((shown.len(), shown.as_bytes()[4], shown.as_bytes()[9]), (14, b'-', b'-'));
        for typed in
            [shown.clone(), shown.to_lowercase(), shown.replace('-', ""), shown.replace('-', " ")]
        {
            assert_eq!(Code::parse(&typed).as_ref(), Some(&code), "{typed}");
        }
        let short = Code::parse("abcd-efgh").expect("one of an earlier release");
        assert_eq!((short.to_string().as_str(), short.prefix()), ("ABCD-EFGH", None));
    }

    #[test]
    fn a_code_names_its_door_and_the_rest_is_chance() {
        let prefix = Prefix::draw().expect("chance");
        let codes: std::collections::HashSet<Code> =
            (0..1_000).map(|_| Code::draw(prefix).expect("chance")).collect();
        assert_eq!(codes.len(), 1_000);
        assert!(codes.iter().all(|code| code.prefix() == Some(prefix)));
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        for typed in ["", "ABCD", "ABCD-EFG0", "ABCD-EFGI", "ABCD-EFGÉ", &"A".repeat(100_000)] {
            assert_eq!(Code::parse(typed), None, "{}", typed.len());
        }
    }

    #[test]
    fn a_code_does_not_show_in_logs() {
        let code = drawn();
        assert!(!format!("{code:?}").contains(&code.0));
    }
}
