//! A text becomes the bytes that pieces are made of: NFKC and the like by a map of the model, spaces as `▁`.
//!
//! The map is that of SentencePiece: a double-array trie (Aoe, "An efficient digital search algorithm by using a
//! double-array structure", 1989) whose leaves point to what stands instead, each ending in a zero byte.

/// What stands for a space in pieces.
pub const SPACE: &[u8] = "▁".as_bytes();

#[derive(Debug)]
pub struct Normalizer<'m> {
    /// Units of four bytes.
    trie: &'m [[u8; 4]],
    replacements: &'m [u8],
}

impl<'m> Normalizer<'m> {
    /// Reads a map: the length of the trie, the trie, the replacements. `None` when it is cut off.
    pub fn new(map: &'m [u8]) -> Option<Self> {
        let (length, rest) = map.split_first_chunk()?;
        let (trie, replacements) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let (trie, []) = trie.as_chunks() else { return None };
        Some(Self { trie, replacements })
    }

    /// The text in normal form: begins with a space, has no space twice nor at its end; empty when only spaces.
    pub fn normal(&self, text: &str) -> Vec<u8> {
        let mut normal = Vec::with_capacity(text.len() + text.len() / 4 + SPACE.len());
        let mut after_space = true;
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            let (mut instead, length) = self.first(rest);
            rest = &rest[length..];
            while after_space && instead.first() == Some(&b' ') {
                instead = &instead[1..];
            }
            for &byte in instead {
                if normal.is_empty() {
                    normal.extend_from_slice(SPACE);
                }
                match byte {
                    b' ' => normal.extend_from_slice(SPACE),
                    _ => normal.push(byte),
                }
            }
            if let Some(last) = instead.last() {
                after_space = *last == b' ';
            }
        }
        while normal.ends_with(SPACE) {
            normal.truncate(normal.len() - SPACE.len());
        }
        normal
    }

    /// What stands instead of the first characters of a text, and how many bytes they have.
    fn first<'t>(&'t self, text: &'t [u8]) -> (&'t [u8], usize) {
        let plain = |at: usize| text.get(at).is_none_or(u8::is_ascii);
        // Nothing begins with a letter or digit but those with accents of their own.
        if text[0].is_ascii_alphanumeric() && plain(1) {
            return (&text[..1], 1);
        }
        if let Some((at, length)) = self.longest(text)
            && let Some(instead) = self.replacements.get(at..)
        {
            let end = instead.iter().position(|byte| *byte == 0).unwrap_or(instead.len());
            return (&instead[..end], length);
        }
        let length = char_length(text);
        (&text[..length], length)
    }

    /// The place of the replacement of the longest beginning that has one, and the length of that beginning.
    fn longest(&self, text: &[u8]) -> Option<(usize, usize)> {
        let unit = |at: u32| self.trie.get(at as usize).map(|bytes| u32::from_le_bytes(*bytes));
        let children = |unit: u32| (unit >> 10) << ((unit & 0x200) >> 6);
        let mut longest = None;
        let mut node = children(unit(0)?);
        for (read, &byte) in text.iter().enumerate() {
            node ^= u32::from(byte);
            let Some(here) = unit(node).filter(|unit| unit & 0x8000_00ff == u32::from(byte)) else {
                break;
            };
            node ^= children(here);
            if here & 0x100 != 0 {
                longest = unit(node).map(|leaf| ((leaf & 0x7fff_ffff) as usize, read + 1));
            }
        }
        longest
    }
}

/// The length of the first character; at least 1, and not past the end.
pub fn char_length(text: &[u8]) -> usize {
    let more = text[1..].iter().take_while(|byte| **byte & 0xc0 == 0x80).take(3);
    1 + more.count()
}

#[cfg(test)]
mod tests {
    use crate::encoder::model::Model;

    fn normal(text: &str) -> String {
        let model = Model::parse(include_bytes!("../../model/use3_latin.bin")).unwrap();
        String::from_utf8(model.normalizer.normal(text)).unwrap()
    }

    #[test]
    fn spaces_are_one_in_front_and_none_behind() {
        assert_eq!(normal("  Meer \t\n bomen  "), "▁Meer▁bomen");
        assert_eq!(normal(" \u{a0}\u{3000} "), "");
        assert_eq!(normal(""), "");
    }

    #[test]
    fn letters_are_composed_and_ligatures_taken_apart() {
        assert_eq!(normal("cafe\u{301} ﬁets Ｂｕｓ ½"), "▁café▁fiets▁Bus▁1⁄2");
    }

    #[test]
    fn marks_that_are_not_seen_are_spaces() {
        assert_eq!(normal("a\u{feff}b\u{feff}"), "▁a▁b");
    }
}
