//! `burgertop theme`: the ideas of any meeting, grouped as a hall would, from a file to the standard output.

mod edits;
mod encodings;
pub mod ideas;
mod table;

use crate::{
    command::cli::{Theme as Wish, ThemeFormat},
    export,
};
use anyhow::{Context as _, bail};
use domain::{IdeaId, ThemeId, idea, theme};
use edits::{Edit, Numbers};
use hub::{Encoders, Offline};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    io::{self, Write},
    sync::Arc,
    time::{Duration, Instant},
};
use themes::BuiltIn;

/// One idea, as it ends.
#[derive(Serialize)]
struct Line<'l> {
    index: usize,
    /// None: it fits nowhere, or there are too few ideas for themes.
    theme: Option<u32>,
    label: Option<&'l str>,
    /// How long it took to take it in and to put it in its place, in milliseconds.
    placed_ms: f64,
}

/// Every idea, after so many have come.
#[derive(Serialize)]
struct Seen {
    seen: usize,
    themes: BTreeMap<usize, Option<u32>>,
}

/// A file being grouped.
struct Run {
    offline: Offline,
    /// In order of arrival; none: nothing that can be read.
    ideas: Vec<Option<IdeaId>>,
    placed_ms: Vec<f64>,
    numbers: Numbers,
}

/// Does what was asked for; the result goes to `out`, what could not be done to the standard error.
pub fn run(wish: &Wish, out: &mut impl Write) -> anyhow::Result<()> {
    let texts = ideas::read(&wish.ideas, wish.column.as_deref())?;
    let mut edits = match &wish.edits {
        Some(file) => edits::read(file)?,
        None => Vec::new(),
    };
    if edits.iter().any(|edit| edit.after > texts.len()) {
        bail!("an edit comes after more ideas than there are ({})", texts.len());
    }
    let live = wish.stream.is_some() || !edits.is_empty();
    let encoders =
        Encoders { built_in: Arc::new(BuiltIn::load()), preferred: None, rests: Duration::ZERO };
    let mut run = Run {
        offline: Offline::new(encoders, live),
        ideas: Vec::with_capacity(texts.len()),
        placed_ms: Vec::with_capacity(texts.len()),
        numbers: Numbers::default(),
    };
    if let Some(resolution_percent) = wish.resolution {
        let tune = theme::Command::Tune { resolution_percent };
        run.offline.edit(tune).map_err(refused)?;
    }
    edits.sort_by_key(|edit| edit.after);
    let mut edits = edits.into_iter().peekable();
    let every = wish.stream.map(|every| every as usize);
    for (index, text) in texts.iter().enumerate() {
        run.hand_in(text);
        let seen = index + 1;
        while let Some(edit) = edits.next_if(|edit| edit.after <= seen) {
            run.edit(&edit);
        }
        if every.is_some_and(|every| seen % every == 0 || seen == texts.len()) {
            run.offline.rest().map_err(refused)?;
            run.say_seen(out, seen)?;
        }
    }
    if every.is_none() {
        run.offline.begin_anew().map_err(refused)?;
        run.number();
        match wish.format.unwrap_or_else(|| ideas::format_of(&wish.ideas)) {
            ThemeFormat::Jsonl => run.say_lines(out)?,
            ThemeFormat::Csv => run.say_table(out, &texts)?,
        }
    }
    Ok(())
}

fn refused(rejection: domain::Rejection) -> anyhow::Error {
    anyhow::anyhow!("{}", rejection.code())
}

impl Run {
    fn hand_in(&mut self, text: &str) {
        let since = Instant::now();
        let idea = match self.offline.hand_in(ideas::readable(text)) {
            Ok(idea) => Some(idea),
            Err(rejection) => {
                let index = self.ideas.len();
                let _ = writeln!(io::stderr(), "idea {index}: {}", rejection.code());
                None
            }
        };
        self.placed_ms.push(since.elapsed().as_secs_f64() * 1_000.0);
        self.ideas.push(idea);
        self.number();
    }

    /// Does what a person did; what is refused is said, and the rest goes on.
    fn edit(&mut self, edit: &Edit) {
        let done = edit
            .command(&self.ideas, &self.numbers)
            .and_then(|command| self.offline.edit(command).map_err(refused));
        if let Err(error) = done {
            let _ = writeln!(io::stderr(), "edit on line {}: {error}", edit.line);
        }
        self.number();
    }

    /// Numbers new themes, in the order in which they were first there.
    fn number(&mut self) {
        let summit = self.offline.summit();
        self.numbers.learn(summit.themes.iter().map(|(id, theme)| (theme.offset, *id)));
    }

    fn theme(&self, idea: Option<IdeaId>) -> Option<ThemeId> {
        let idea = idea.and_then(|idea| self.offline.summit().ideas.get(&idea))?;
        idea.theme.filter(|_| idea.state == idea::State::Live)
    }

    fn say_seen(&mut self, out: &mut impl Write, seen: usize) -> anyhow::Result<()> {
        self.number();
        let themes = self.ideas.iter().enumerate();
        let themes = themes.map(|(index, idea)| (index, self.theme(*idea)));
        let themes = themes.map(|(index, it)| (index, it.and_then(|it| self.numbers.of(it))));
        let seen = Seen { seen, themes: themes.collect() };
        serde_json::to_writer(&mut *out, &seen)?;
        writeln!(out)?;
        Ok(())
    }

    fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.ideas.iter().enumerate().map(|(index, idea)| {
            let theme = self.theme(*idea);
            let label = theme.and_then(|theme| self.offline.summit().themes.get(&theme));
            Line {
                index,
                theme: theme.and_then(|theme| self.numbers.of(theme)),
                label: label.map(|theme| theme.label.as_str()),
                placed_ms: (self.placed_ms[index] * 1_000.0).round() / 1_000.0,
            }
        })
    }

    fn say_lines(&self, out: &mut impl Write) -> anyhow::Result<()> {
        for line in self.lines() {
            serde_json::to_writer(&mut *out, &line)?;
            writeln!(out)?;
        }
        Ok(())
    }

    /// As a Dutch spreadsheet opens it: `;` between cells, and no cell that it would take for a formula.
    fn say_table(&self, out: &mut impl Write, texts: &[String]) -> anyhow::Result<()> {
        let mut table = export::table(out, &["index", "theme", "label", "text", "placed_ms"])?;
        for (line, text) in self.lines().zip(texts) {
            table.write_record([
                line.index.to_string(),
                line.theme.map(|theme| theme.to_string()).unwrap_or_default(),
                text::guarded(line.label.unwrap_or_default()),
                text::guarded(text),
                line.placed_ms.to_string(),
            ])?;
        }
        table.flush().context("the table cannot be written")
    }
}
