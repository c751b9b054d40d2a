//! Puts the hub's refusals in people's languages.

use hub::answer::{Refused, Translate};
use journal::Obstacle;
use screens::Translations;

/// The messages of all languages.
#[derive(Debug)]
pub struct Translator(Translations);

impl Translator {
    /// Reads the messages that come with the screens.
    #[must_use]
    pub fn read() -> Self {
        Self(Translations::read())
    }

    /// What keeps the node from saving; none if no language has a message for it.
    #[must_use]
    pub fn obstacle(&self, why: Obstacle, lang: Option<&str>) -> Option<String> {
        self.0.obstacle(why.name(), lang)
    }
}

impl Translate for Translator {
    fn refusal(&self, refused: &Refused, lang: Option<&str>) -> String {
        self.0.refusal(refused.code, &refused.arguments, lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_obstacle_to_saving_has_its_sentence_in_both_languages() {
        let translator = Translator::read();
        for why in Obstacle::ALL {
            let said = ["nl", "en"].map(|lang| translator.obstacle(why, Some(lang)));
            assert!(said.iter().all(Option::is_some), "{}", why.name());
            assert_ne!(said[0], said[1], "{}", why.name());
        }
    }
}
