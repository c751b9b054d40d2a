//! What themes are called: no two that stand bear one name, and a name that a person gave wins.

use super::{State, Theme};
use crate::{ids::ThemeId, limits::LABEL_MAX_CHARS, rejection::Rejection, summit::Summit};
use std::collections::BTreeSet;

/// Whether the machine made it and it is empty now: nobody sees it, and its name is free.
pub fn is_left(theme: &Theme) -> bool {
    theme.state == State::Forming && theme.ideas.is_empty()
}

fn stands(theme: &Theme) -> bool {
    theme.state != State::Closed && !is_left(theme)
}

/// Whether its name is the machine's, so that it makes way for one that a person chose.
fn is_of_machine(theme: &Theme) -> bool {
    theme.state == State::Forming && !theme.named
}

/// A name as names are compared.
fn same(label: &str) -> String {
    ::text::comparable(label)
}

/// The names that are taken.
pub struct Names(BTreeSet<String>);

impl Names {
    /// The names of all themes that stand, but for some.
    pub fn of(summit: &Summit, mut but: impl FnMut(ThemeId, &Theme) -> bool) -> Self {
        let themes = summit.themes.iter();
        let others = themes.filter(|(id, theme)| stands(theme) && !but(**id, theme));
        Self(others.map(|(_, theme)| same(&theme.label)).collect())
    }

    pub fn refuse(&self, label: &str) -> Result<(), Rejection> {
        if self.0.contains(&same(label)) { Err(Rejection::ThemeLabelTaken) } else { Ok(()) }
    }

    /// Takes this name, or if it is taken, the same with the first number from 2 that is free.
    pub fn take(&mut self, label: &str) -> String {
        let numbered = |number: u32| {
            let number = format!(" {number}");
            let room = LABEL_MAX_CHARS - number.chars().count();
            let cut: String = label.chars().take(room).collect();
            format!("{}{number}", cut.trim_end())
        };
        let mut all = std::iter::once(label.to_owned()).chain((2..).map(numbered));
        let free = all.find(|label| self.0.insert(same(label)));
        free.unwrap_or_else(|| label.to_owned())
    }
}

/// Of each of these that bears the name of another, the one that the machine named is called otherwise.
pub fn settle(summit: &mut Summit, themes: impl IntoIterator<Item = ThemeId>) {
    for id in themes {
        let Some(theme) = summit.themes.get(&id).filter(|theme| stands(theme)) else { continue };
        let (name, yields) = (same(&theme.label), is_of_machine(theme));
        let bears_it = |(other, theme): &(&ThemeId, &Theme)| {
            **other != id && stands(theme) && same(&theme.label) == name
        };
        let mut bearers = summit.themes.iter().filter(bears_it);
        let yielding = match yields {
            true => bearers.next().map(|_| id),
            false => bearers.find(|(_, theme)| is_of_machine(theme)).map(|(other, _)| *other),
        };
        if let Some(yielding) = yielding {
            let mut names = Names::of(summit, |other, _| other == yielding);
            if let Some(theme) = summit.themes.get_mut(&yielding) {
                theme.label = names.take(&theme.label);
            }
        }
    }
}

/// Refuses to give themes these names back, if another that a person chose bears one of them. `themes` are all whose
/// names change.
pub fn refuse_return<'s>(
    summit: &Summit,
    mut back: impl Iterator<Item = &'s str>,
    themes: impl Fn(ThemeId) -> bool,
) -> Result<(), Rejection> {
    let others = Names::of(summit, |id, theme| themes(id) || is_of_machine(theme));
    back.try_for_each(|label| others.refuse(label))
}
