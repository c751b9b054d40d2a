//! What people did to themes, in a file: `{"after": 120, "edit": {"move": {"idea": 5, "theme": 3}}}` a line.
//!
//! Ideas are named by their index, themes by the number under which they are written. A theme that comes of an edit
//! gets the next number.

use anyhow::{Context as _, anyhow};
use domain::{IdeaId, Offset, ThemeId, theme::Command};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// An edit and its place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    /// So many ideas have come.
    pub after: usize,
    edit: Kind,
    /// Its line in the file.
    #[serde(skip)]
    pub line: usize,
}

/// The words of the protocol, with numbers in the place of ids.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Kind {
    Create { label: String },
    Rename { theme: u32, label: String },
    Merge { from: u32, into: u32 },
    Split { theme: u32, ideas: Vec<usize>, label: Option<String> },
    Move { idea: usize, theme: Option<u32> },
    Gather { ideas: Vec<usize>, theme: Option<u32> },
    Together { ideas: Vec<usize> },
    Apart { ideas: Vec<usize> },
    Lock { theme: u32, locked: Option<bool> },
    Publish { themes: Vec<u32> },
    Close { theme: u32 },
    Tune { resolution_percent: u16 },
}

/// The numbers of themes, from 1, in the order in which they were first there.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    by_theme: BTreeMap<ThemeId, u32>,
    themes: Vec<ThemeId>,
}

impl Numbers {
    /// Numbers those that are new.
    pub fn learn(&mut self, themes: impl Iterator<Item = (Offset, ThemeId)>) {
        let new = themes.filter(|(_, theme)| !self.by_theme.contains_key(theme));
        let mut new: Vec<_> = new.collect();
        new.sort_unstable();
        for (_, theme) in new {
            self.themes.push(theme);
            let number = u32::try_from(self.themes.len()).unwrap_or(u32::MAX);
            self.by_theme.insert(theme, number);
        }
    }

    pub fn of(&self, theme: ThemeId) -> Option<u32> {
        self.by_theme.get(&theme).copied()
    }

    fn theme(&self, number: u32) -> anyhow::Result<ThemeId> {
        let at = (number as usize).checked_sub(1);
        let theme = at.and_then(|at| self.themes.get(at));
        theme.copied().ok_or_else(|| anyhow!("there is no theme {number}"))
    }
}

pub(super) fn read(file: &Path) -> anyhow::Result<Vec<Edit>> {
    let named = || format!("{} cannot be read", file.display());
    let text = fs::read_to_string(file).with_context(named)?;
    let full = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    full.map(|(n, line)| {
        let edit: Edit =
            serde_json::from_str(line).map_err(|fault| anyhow!("line {}: {fault}", n + 1))?;
        Ok(Edit { line: n + 1, ..edit })
    })
    .collect::<anyhow::Result<_>>()
    .with_context(named)
}

impl Edit {
    /// The same in the words of the domain.
    pub fn command(&self, ideas: &[Option<IdeaId>], numbers: &Numbers) -> anyhow::Result<Command> {
        let idea = |index: usize| {
            let idea = ideas.get(index).copied().flatten();
            idea.ok_or_else(|| anyhow!("there is no idea {index} yet"))
        };
        let several = |indexes: &[usize]| {
            indexes.iter().map(|index| idea(*index)).collect::<anyhow::Result<BTreeSet<_>>>()
        };
        let theme = |number: u32| numbers.theme(number);
        let place = |number: Option<u32>| number.map(theme).transpose();
        Ok(match &self.edit {
            Kind::Create { label } => Command::Create { label: label.clone() },
            Kind::Rename { theme: it, label } => {
                Command::Rename { theme: theme(*it)?, label: label.clone() }
            }
            Kind::Merge { from, into } => {
                Command::Merge { from: theme(*from)?, into: theme(*into)? }
            }
            Kind::Split { theme: it, ideas, label } => {
                Command::Split { theme: theme(*it)?, ideas: several(ideas)?, label: label.clone() }
            }
            Kind::Move { idea: it, theme } => {
                Command::Move { idea: idea(*it)?, theme: place(*theme)? }
            }
            Kind::Gather { ideas, theme } => {
                Command::Gather { ideas: several(ideas)?, theme: place(*theme)? }
            }
            Kind::Together { ideas } => Command::Together { ideas: several(ideas)? },
            Kind::Apart { ideas } => Command::Apart { ideas: several(ideas)? },
            Kind::Lock { theme: it, locked } => {
                Command::Lock { theme: theme(*it)?, locked: locked.unwrap_or(true) }
            }
            Kind::Publish { themes } => {
                Command::publish(themes.iter().map(|it| theme(*it)).collect::<anyhow::Result<_>>()?)
            }
            Kind::Close { theme: it } => Command::Close { theme: theme(*it)? },
            Kind::Tune { resolution_percent } => {
                Command::Tune { resolution_percent: *resolution_percent }
            }
        })
    }
}
