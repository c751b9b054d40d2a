//! Messages in people's languages, from the same Fluent files that the screens use.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::fmt;
use unic_langid::LanguageIdentifier;

/// Used where a person's own language has no file.
const MAIN: &str = "nl";

/// Every language there is, the main one first.
pub struct Translations {
    languages: Vec<(&'static str, FluentBundle<FluentResource>)>,
}

impl fmt::Debug for Translations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.languages.iter().map(|(name, _)| name)).finish()
    }
}

impl Translations {
    /// Reads `i18n/*.ftl`. A refusal without a message there is shown by its code.
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

    /// What keeps the server from saving, by the obstacle's word in `health`; none if no language has a message for it.
    #[must_use]
    pub fn obstacle(&self, why: &str, lang: Option<&str>) -> Option<String> {
        self.message(&format!("health-why-{why}"), &[], self.choose(lang))
    }

    /// Why a request was refused; the code itself if no language has a message for it.
    #[must_use]
    pub fn refusal(
        &self,
        code: &str,
        arguments: &[(&'static str, String)],
        lang: Option<&str>,
    ) -> String {
        let id = format!("refusal-{}", code.replace('.', "-"));
        self.message(&id, arguments, self.choose(lang)).unwrap_or_else(|| code.to_owned())
    }

    /// The message in this language, or in another one that has it; its arguments must fit.
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

fn bundle(name: &str) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = name.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // The marks around arguments would end up in exports and on cards.
    bundle.set_use_isolating(false);
    let file = crate::language(&format!("{name}.ftl"));
    let text =
        file.map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).unwrap_or_default();
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
    fn the_language_is_the_one_wanted_most_of_those_there_are() {
        let phrases = Translations::read();
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
        let told = Translations::read().refusal("no.such_code", &[], Some("en"));
        assert_eq!(told, "no.such_code");
    }
}
