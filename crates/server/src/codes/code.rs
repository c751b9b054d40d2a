//! How a join code looks: capitals and digits that nobody takes for one another, in groups of four.

use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// 31 signs, without 0 and O, 1, I and L: 8 of them have 39 bits, 12 have 59.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// How many signs a code has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// For a card at a table or around a neck.
    Card = 8,
    /// For those who steer.
    Staff = 12,
}

/// A join code in the form in which it is compared: without hyphens, in capitals.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "String")]
pub struct Code(String);

impl Code {
    /// A new one, drawn by the system's generator.
    pub fn draw(length: Length) -> Result<Self, getrandom::Error> {
        let mut code = String::with_capacity(length as usize);
        let mut bytes = [0; 32];
        while code.len() < length as usize {
            getrandom::fill(&mut bytes)?;
            // 248 = 8 * 31: what lies above would favour the first signs.
            let fair = bytes.iter().filter(|byte| **byte < 248);
            let signs = fair.map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]));
            code.extend(signs.take(length as usize - code.len()));
        }
        Ok(Self(code))
    }

    /// What someone typed: in any case, with hyphens or spaces. None if it cannot be a code.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.len() > 64 {
            return None;
        }
        let signs = typed.chars().filter(|c| !matches!(c, '-' | ' ' | '\u{2011}' | '\u{2013}'));
        let code: String = signs.map(|c| c.to_ascii_uppercase()).collect();
        let fits =
            matches!(code.len(), 8 | 12) && code.bytes().all(|sign| ALPHABET.contains(&sign));
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

    #[test]
    fn a_code_is_read_back_however_it_is_typed() {
        let code = Code::draw(Length::Card).expect("chance");
        let shown = code.to_string();
        assert_eq!((shown.len(), shown.as_bytes()[4]), (9, b'-'));
        for typed in
            [shown.clone(), shown.to_lowercase(), shown.replace('-', ""), shown.replace('-', " ")]
        {
            assert_eq!(Code::parse(&typed).as_ref(), Some(&code), "{typed}");
        }
        assert_eq!(Code::draw(Length::Staff).expect("chance").to_string().len(), 14);
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        for typed in ["", "ABCD", "ABCD-EFG0", "ABCD-EFGI", "ABCD-EFGÉ", &"A".repeat(100_000)] {
            assert_eq!(Code::parse(typed), None, "{}", typed.len());
        }
    }

    #[test]
    fn a_code_does_not_show_in_logs() {
        let code = Code::draw(Length::Card).expect("chance");
        assert!(!format!("{code:?}").contains(&code.0));
    }
}
