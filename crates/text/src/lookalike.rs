//! Letters of other scripts that look like Latin ones, as whoever hides a word from a list uses them.

use unicode_security::skeleton;

/// The form of a text in which it is looked through for words: letters that look like one of a to z are that letter, by
/// the confusables of Unicode (UTS 39). Those that only look so as capitals (К, М, Т) are, too.
///
/// It takes the form in which texts are compared. It is never shown, and two texts are not the same because of it.
#[must_use]
pub fn latinized(comparable: &str) -> String {
    let alike = |text: &str| {
        let mut signs = skeleton(text);
        let first = signs.next().filter(char::is_ascii_alphabetic);
        first.filter(|_| signs.next().is_none()).map(|c| c.to_ascii_lowercase())
    };
    let latin = |c: char| {
        if c.is_ascii() || !c.is_alphabetic() {
            return c;
        }
        let small = c.to_string();
        let capital = || c.to_uppercase().collect::<String>();
        alike(&small).or_else(|| alike(&capital())).unwrap_or(c)
    };
    comparable.chars().map(latin).collect()
}

#[cfg(test)]
mod tests {
    use super::latinized;

    #[test]
    fn a_letter_that_looks_like_a_latin_one_is_that_letter_and_the_others_stay() {
        for (text, latin) in [
            ("\u{43a}u\u{442}", "kut"),
            ("h\u{3bf}er", "hoer"),
            ("\u{455}let", "slet"),
            ("groen", "groen"),
            ("\u{516c}\u{5712} 12!", "\u{516c}\u{5712} 12!"),
        ] {
            assert_eq!(latinized(text), latin, "{text}");
        }
    }
}
