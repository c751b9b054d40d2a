//! What people are told, in their language: the same Fluent files that the screens use.

use crate::screens::Screens;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use hub::answer::{Phrasebook, Refused};
use std::fmt;
use unic_langid::LanguageIdentifier;

/// The language of those whose own is not here.
const MAIN: &str = "nl";

/// Every language there is, the main one first.
pub struct Phrases {
    languages: Vec<(&'static str, FluentBundle<FluentResource>)>,
}

impl fmt::Debug for Phrases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.languages.iter().map(|(name, _)| name)).finish()
    }
}

impl Phrases {
    /// Reads `i18n/*.ftl` from the screens. What is not written there is told by its code.
    #[must_use]
    pub fn read() -> Self {
        let languages = [MAIN, "en"].into_iter().map(|name| (name, bundle(name))).collect();
        Self { languages }
    }

    /// The language to use for an `Accept-Language` header, or for the one a client names.
    #[must_use]
    pub fn choose(&self, wishes: Option<&str>) -> &'static str {
        let mut best = (MAIN, 0.0);
        for wish in wishes.unwrap_or_default().split(',').take(16) {
            let (tag, quality) = wish
                .split_once(";q=")
                .map_or((wish, 1.0), |(tag, q)| (tag, q.trim().parse().unwrap_or(0.0)));
            let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
            let known = self.languages.iter().find(|(name, _)| *name == primary);
            if let Some((name, _)) = known.filter(|_| quality > best.1) {
                best = (name, quality);
            }
        }
        best.0
    }

    /// A message, or none if no language has it.
    /// What stands in the way of saving, by its word; none if nothing is written of it.
    #[must_use]
    pub fn obstacle(&self, why: &str, lang: Option<&str>) -> Option<String> {
        self.message(&format!("health-why-{why}"), &[], self.choose(lang))
    }

    fn message(
        &self,
        id: &str,
        arguments: &[(&'static str, String)],
        lang: &str,
    ) -> Option<String> {
        let mut args = FluentArgs::new();
        for (name, value) in arguments {
            match value.parse::<i64>() {
                Ok(number) => args.set(*name, number),
                Err(_) => args.set(*name, FluentValue::from(value.as_str())),
            }
        }
        let own = self.languages.iter().filter(|(name, _)| *name == lang);
        let others = self.languages.iter().filter(|(name, _)| *name != lang);
        own.chain(others).find_map(|(_, bundle)| {
            let pattern = bundle.get_message(id)?.value()?;
            let mut faults = Vec::new();
            let text = bundle.format_pattern(pattern, Some(&args), &mut faults).into_owned();
            faults.is_empty().then_some(text)
        })
    }
}

impl Phrasebook for Phrases {
    fn refusal(&self, refused: &Refused, lang: Option<&str>) -> String {
        let id = format!("refusal-{}", refused.code.replace('.', "-"));
        self.message(&id, &refused.arguments, self.choose(lang))
            .unwrap_or_else(|| refused.code.to_owned())
    }
}

fn bundle(name: &str) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = name.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // The marks around arguments would end up in exports and on cards.
    bundle.set_use_isolating(false);
    let file = Screens::get(&format!("i18n/{name}.ftl"));
    let text =
        file.map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default();
    let resource = FluentResource::try_new(text).unwrap_or_else(|(readable, faults)| {
        tracing::warn!(language = name, faults = faults.len(), "some messages cannot be read");
        readable
    });
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_obstacle_to_saving_has_its_sentence_in_both_languages() {
        let phrases = Phrases::read();
        for why in journal::Obstacle::ALL.map(journal::Obstacle::name) {
            let said = |lang| phrases.obstacle(why, Some(lang)).expect(why);
            assert_ne!(said("nl"), said("en"), "{why}");
        }
    }

    #[test]
    fn the_language_is_the_one_wanted_most_of_those_there_are() {
        let phrases = Phrases::read();
        for (wishes, chosen) in [
            (None, "nl"),
            (Some("en"), "en"),
            (Some("en-GB,en;q=0.9,nl;q=0.8"), "en"),
            (Some("fr,nl;q=0.2,en;q=0.7"), "en"),
            (Some("fr"), "nl"),
            (Some("*"), "nl"),
            (Some(";;q=,en;q=x"), "nl"),
            (Some("NL-be"), "nl"),
        ] {
            assert_eq!(phrases.choose(wishes), chosen, "{wishes:?}");
        }
    }

    #[test]
    fn a_refusal_without_a_message_is_told_by_its_code() {
        let refused = Refused::with("no.such_code");
        assert_eq!(Phrases::read().refusal(&refused, Some("en")), "no.such_code");
    }
}
