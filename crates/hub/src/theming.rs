//! The theming reactor: looks at new ideas, asks the engine, and proposes what it found as anyone would.

use crate::{answer::Answer, limits::REACT_EVERY, summit::SummitHandle};
use domain::{
    Actor, Command, IdeaId, Offset, RequestId, Summit, ThemeId,
    idea::State as IdeaState,
    theme::{self, Move, Named, State},
};
use std::collections::BTreeMap;
use themes::{Engine, Grouping, Target, Text, Theme};
use tokio_util::sync::CancellationToken;

/// Runs until it is told to stop. One grouping at a time, on a thread of its own, at most twice a second.
pub(crate) async fn run(
    summit: SummitHandle,
    mut engine: Box<dyn Engine>,
    stop: CancellationToken,
) {
    let mut changed = summit.shared.ideas_changed.subscribe();
    changed.mark_changed();
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            changed = changed.changed() => if changed.is_err() { return },
        }
        let Some((texts, shown, based_on)) = summit.read(look) else {
            continue;
        };
        let grouped = tokio::task::spawn_blocking(move || {
            let grouping = engine.group(&texts, &shown);
            (engine, grouping)
        });
        let grouped = tokio::select! {
            biased;
            () = stop.cancelled() => return,
            grouped = grouped => grouped,
        };
        let grouping = match grouped {
            Ok((back, grouping)) => {
                engine = back;
                grouping
            }
            Err(fault) => {
                tracing::error!(%fault, "the theming engine failed; themes are left to people");
                return;
            }
        };
        if !grouping.is_empty() && is_to_try_again(&propose(&summit, &grouping, based_on).await) {
            changed.mark_changed();
        }
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = tokio::time::sleep(REACT_EVERY) => {}
        }
    }
}

/// What the engine needs of a summit; none if no idea waits for a theme.
fn look(summit: &Summit) -> Option<(Vec<Text>, Vec<Theme>, Offset)> {
    let live = summit.ideas.iter().filter(|(_, idea)| idea.state == IdeaState::Live);
    let text = |(id, idea): (&IdeaId, &domain::idea::Idea)| Text {
        key: id.0,
        text: idea.text.text().to_owned(),
        theme: idea.theme.map(|theme| theme.0),
        pinned: idea.pinned,
    };
    let texts: Vec<Text> = live.filter(|(_, idea)| !idea.text.is_erased()).map(text).collect();
    if !texts.iter().any(|text| text.theme.is_none() && !text.pinned) {
        return None;
    }
    let theme = |(id, theme): (&ThemeId, &theme::Theme)| Theme {
        key: id.0,
        label: theme.label.clone(),
        protected: theme.by_person || theme.state != State::Forming,
        closed: theme.state == State::Closed || theme.locked,
    };
    Some((texts, summit.themes.iter().map(theme).collect(), summit.offset))
}

/// Sends what was found. New themes get ids that follow from where it was found, so that two who find the
/// same name it the same.
async fn propose(summit: &SummitHandle, grouping: &Grouping, based_on: Offset) -> Answer {
    let cause = |what: &str| format!("{}/regroup/{based_on}/{what}", summit.epoch());
    let mut fresh = BTreeMap::new();
    let mut id = |target: Target| match target {
        Target::Existing(key) => ThemeId(key),
        Target::New(n) => *fresh
            .entry(n)
            .or_insert_with(|| ThemeId(RequestId::derived(cause(&n.to_string()).as_bytes()).0)),
    };
    let moves = grouping
        .moves
        .iter()
        .map(|it| Move { idea: IdeaId(it.text), theme: Some(id(it.to)) })
        .collect();
    let labels = grouping
        .labels
        .iter()
        .map(|it| Named { theme: id(it.theme), label: it.label.clone() })
        .collect();
    let command = Command::Theme(theme::Command::Regroup {
        based_on,
        moves,
        labels,
        examples: Vec::new(),
        alike: Vec::new(),
    });
    let request = RequestId::derived(cause("all").as_bytes());
    summit.request(Actor::system(), request, None, command).await
}

fn is_to_try_again(answer: &Answer) -> bool {
    matches!(answer, Answer::Refused(refused) if refused.retry_ms.is_some())
}
