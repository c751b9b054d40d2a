//! What everyone sees of a theme: by which name and with which example it is published, and how that is taken back.

use super::{Event, Shown, State, by_person, example, label::Origin, names, open};
use crate::{
    idea::State as IdeaState,
    ids::{IdeaId, ThemeId},
    rejection::Rejection,
    request::Stamp,
    summit::Summit,
    text,
};
use std::collections::{BTreeMap, BTreeSet};

/// Themes that are not published yet, under the names and with the examples that the person read.
pub fn publish(
    summit: &Summit,
    themes: &BTreeSet<ThemeId>,
    labels: &BTreeMap<ThemeId, String>,
    examples: &BTreeMap<ThemeId, Option<String>>,
) -> Result<Vec<Event>, Rejection> {
    let mut shown = Vec::new();
    for id in themes {
        let theme = open(summit, *id)?;
        if theme.state == State::Published {
            continue;
        }
        let label = match labels.get(id) {
            Some(read) => text::label(read)?,
            None => theme.label.clone(),
        };
        let stands = example::of(summit, theme);
        let example = match examples.get(id) {
            None => stands,
            Some(None) => None,
            // It may have been edited, or have left the theme, since it was read: then nothing is shown in its place.
            Some(Some(read)) => {
                let says_it = |idea: &IdeaId| {
                    example::may_speak(summit, *idea) && summit.ideas[idea].text.text() == read
                };
                let ideas = theme.ideas.iter().copied();
                stands.into_iter().chain(ideas).find(says_it)
            }
        };
        shown.push(Shown { theme: *id, label, example });
    }
    if shown.is_empty() {
        return Ok(vec![]);
    }
    refuse_taken(summit, &shown)?;
    let themes = shown.iter().map(|it| it.theme).collect();
    Ok(vec![Event::Published { themes, shown: Some(shown) }])
}

/// A name that was read may be another theme's by now: one that the machine named makes way, a person's does not.
fn refuse_taken(summit: &Summit, shown: &[Shown]) -> Result<(), Rejection> {
    let is_new = |it: &&Shown| summit.themes[&it.theme].label != it.label;
    let new: Vec<&str> = shown.iter().filter(is_new).map(|it| it.label.as_str()).collect();
    let among = |id: ThemeId| shown.iter().any(|it| it.theme == id);
    names::refuse_return(summit, new.iter().copied(), among)?;
    let forms: BTreeSet<String> = shown.iter().map(|it| ::text::comparable(&it.label)).collect();
    let clash = !new.is_empty() && forms.len() < shown.len();
    if clash { Err(Rejection::ThemeLabelTaken) } else { Ok(()) }
}

/// Takes back what is published.
pub fn unpublish(summit: &Summit, themes: &BTreeSet<ThemeId>) -> Result<Vec<Event>, Rejection> {
    let mut published = BTreeSet::new();
    for id in themes {
        if open(summit, *id)?.state == State::Published {
            published.insert(*id);
        }
    }
    Ok(if published.is_empty() { vec![] } else { vec![Event::Unpublished { themes: published }] })
}

/// A person chooses the idea that speaks for a theme.
pub fn quote(summit: &Summit, theme: ThemeId, idea: IdeaId) -> Result<Vec<Event>, Rejection> {
    let known = open(summit, theme)?;
    match summit.ideas.get(&idea).ok_or(Rejection::IdeaUnknown)?.state {
        IdeaState::Live => {}
        IdeaState::Withdrawn => return Err(Rejection::IdeaWithdrawn),
        IdeaState::Hidden => return Err(Rejection::IdeaHidden),
    }
    if !known.ideas.contains(&idea) {
        return Err(Rejection::ThemeIdeaElsewhere);
    }
    if example::is_struck(summit, idea) {
        return Err(Rejection::ThemeExampleStruck);
    }
    let is_new = known.quoted != Some(idea);
    Ok(if is_new { vec![Event::Quoted { theme, idea }] } else { vec![] })
}

/// A person says that an idea never speaks for a theme.
pub fn strike(summit: &Summit, idea: IdeaId) -> Result<Vec<Event>, Rejection> {
    summit.ideas.get(&idea).ok_or(Rejection::IdeaUnknown)?;
    let is_new = !summit.theming.struck.contains_key(&idea);
    Ok(if is_new { vec![Event::Struck { idea }] } else { vec![] })
}

/// Takes one of these into the state.
pub fn apply(summit: &mut Summit, stamp: &Stamp, event: &Event) {
    match event {
        Event::Published { themes, shown } => {
            let shown = shown.clone().unwrap_or_else(|| as_they_stand(summit, themes));
            for Shown { theme, label, example } in shown {
                let origin = origin(summit, theme, &label);
                by_person(summit, stamp, theme, |theme| {
                    theme.state = State::Published;
                    theme.label = label;
                    theme.origin = origin;
                    theme.unread = false;
                    // Whoever publishes a theme accepts its name: the machine leaves it alone from now on.
                    theme.by_person = true;
                    theme.named = true;
                    theme.quoted = example;
                });
            }
            names::settle(summit, themes.iter().copied());
        }
        Event::Unpublished { themes } => {
            for theme in themes {
                by_person(summit, stamp, *theme, |theme| theme.state = State::Named);
            }
        }
        Event::Quoted { theme, idea } => {
            by_person(summit, stamp, *theme, |theme| theme.quoted = Some(*idea));
        }
        Event::Struck { idea } => {
            let form = summit.ideas.get(idea).map(|it| ::text::comparable(it.text.text()));
            summit.theming.struck.insert(*idea, form.unwrap_or_default());
        }
        _ => {}
    }
}

/// Where a name that was read comes from: who publishes the machine's name accepts it, and it stays the machine's. One
/// that it gave a moment before comes from the ideas, too.
fn origin(summit: &Summit, id: ThemeId, label: &str) -> Option<Origin> {
    let theme = summit.themes.get(&id)?;
    if theme.label == label {
        return theme.origin.clone();
    }
    Some(Origin::of(summit, &theme.ideas, label)).filter(Origin::is_said)
}

/// Logs from before names and examples were kept: what stood there when it was published.
fn as_they_stand(summit: &Summit, themes: &BTreeSet<ThemeId>) -> Vec<Shown> {
    let known = themes.iter().filter_map(|id| Some((*id, summit.themes.get(id)?)));
    let shown = known.map(|(id, theme)| Shown {
        theme: id,
        label: theme.label.clone(),
        example: example::of(summit, theme),
    });
    shown.collect()
}
