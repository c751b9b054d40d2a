//! Every refusal that the rules of a summit give, with its code.

use crate::ids::Time;

macro_rules! rejections {
    ($($(#[$doc:meta])* $name:ident $({ $($field:ident: $ty:ty),* })? => $code:literal $(at $at:expr)?;)*) => {
        /// Why a request was not done; nothing has changed.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Rejection {
            $($(#[$doc])* $name $({ $(#[allow(missing_docs)] $field: $ty),* })?,)*
        }

        impl Rejection {
            /// Every code of this crate, in the order of this file.
            pub const CODES: &[&str] = &[$($code),*];

            /// The code on the wire: `concept.reason`.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)* }
            }
        }
    };
}

rejections! {
    /// Not for this role or this seat.
    AccessDenied => "access.denied";
    /// The id was used for another command, or from another seat.
    IdReused => "request.id_reused";
    /// More names in one command than [`NAMED_MAX`](crate::limits::NAMED_MAX).
    TooManyNamed { max: usize } => "request.too_large";
    /// A text with characters that hide what is written.
    TextUnreadable { field: &'static str } => "text.unreadable";
    /// A reason or remark without text.
    RemarkEmpty { field: &'static str } => "text.empty";
    /// A reason or remark that is too long.
    RemarkTooLong { field: &'static str, max: usize } => "text.too_long";
    /// There is already a summit in this log.
    SummitFounded => "summit.founded";
    /// The programme cannot be run as it is written.
    SummitProgramme { what: String } => "summit.programme";
    /// Another step came first: the current item is another.
    AgendaMovedOn => "agenda.moved_on";
    /// There is nothing after the last item.
    AgendaAtEnd => "agenda.at_end";
    /// There is nothing before the first item.
    AgendaAtStart => "agenda.at_start";
    /// No clock is running.
    AgendaNotRunning => "agenda.not_running";
    /// The clock is not paused.
    AgendaNotPaused => "agenda.not_paused";
    /// No step was made, or it was undone already.
    AgendaNothingToUndo => "agenda.nothing_to_undo";
    /// A later step exists.
    AgendaUndoTooLate => "agenda.undo_too_late";
    /// Outside -7200 to 7200 seconds, or 0.
    AgendaExtendOutOfRange { max: i64 } => "agenda.extend_out_of_range";
    /// The current item is not a round.
    RoundNone => "round.none";
    /// The round is not in its talk.
    RoundNotTalking => "round.not_talking";
    /// The round is not open.
    RoundNotOpen => "round.not_open";
    /// No round has this name.
    RoundUnknown => "round.unknown";
    /// The deadline was moved.
    RoundExtended { ends_at: Option<Time> } => "round.extended";
    /// Too few have handed in to close early.
    RoundTooFew => "round.too_few";
    /// Nothing to be seen.
    IdeaEmpty => "idea.empty";
    /// Too many characters.
    IdeaTooLong { max: usize } => "idea.too_long";
    /// Characters that hide what is written.
    IdeaUnreadable => "idea.unreadable";
    /// The round is closed, or none is open.
    IdeaRoundClosed { round: Option<String> } => "idea.round_closed";
    /// This round does not ask this seat for anything.
    IdeaNotWanted => "idea.not_wanted";
    /// No idea has this id.
    IdeaUnknown => "idea.unknown";
    /// The idea is another's.
    IdeaNotYours => "idea.not_yours";
    /// The idea was withdrawn.
    IdeaWithdrawn => "idea.withdrawn";
    /// The idea was hidden by the theme team.
    IdeaHidden => "idea.hidden";
    /// The idea is not hidden.
    IdeaNotHidden => "idea.not_hidden";
    /// The summit holds as many ideas as it can.
    IdeaSummitFull { max: usize } => "idea.summit_full";
    /// No theme has this id.
    ThemeUnknown => "theme.unknown";
    /// The theme was closed or merged into another.
    ThemeClosed => "theme.closed";
    /// A label without text.
    ThemeLabelEmpty => "theme.label_empty";
    /// A label that is too long.
    ThemeLabelTooLong { max: usize } => "theme.label_too_long";
    /// Another theme is called so.
    ThemeLabelTaken => "theme.label_taken";
    /// A theme cannot be merged into itself.
    ThemeIntoItself => "theme.into_itself";
    /// The id is taken by a theme.
    ThemeExists => "theme.exists";
    /// A newer regroup came first.
    ThemeOutdated => "theme.outdated";
    /// No ideas were named.
    ThemeNoIdeas => "theme.no_ideas";
    /// The idea named is not in this theme.
    ThemeIdeaElsewhere => "theme.idea_elsewhere";
    /// As many themes as fit.
    ThemeTooMany { max: usize } => "theme.too_many";
    /// As many groups that do not belong together as fit.
    ThemeTooManyApart { max: usize } => "theme.too_many_apart";
    /// As many groups that belong together as fit.
    ThemeTooManyTogether { max: usize } => "theme.too_many_together";
    /// It goes against what a person said before.
    ThemeContradiction => "theme.contradiction";
    /// No such step was made, or it was undone already.
    ThemeNothingToUndo => "theme.nothing_to_undo";
    /// Someone did something to it since.
    ThemeUndoTooLate => "theme.undo_too_late";
    /// Outside 75 to 300 percent.
    ThemeTuneOutOfRange { max: u16 } => "theme.tune_out_of_range";
    /// The suggestion was replaced, or nothing of it holds any more.
    ThemeSuggestionGone => "theme.suggestion_gone";
    /// The theme team said that this idea, or one that says the same, never speaks for a theme.
    ThemeExampleStruck => "theme.example_struck";
    /// No table has this number.
    TableUnknown => "table.unknown";
    /// A notice without text.
    NoticeEmpty => "notice.empty";
    /// A notice that is too long.
    NoticeTooLong { max: usize } => "notice.too_long";
    /// No display has this name.
    WallUnknown => "wall.unknown";
    /// Another device holds this seat; it can be taken over.
    DeviceTaken => "device.table_taken";
    /// No device has this token.
    DeviceUnknown => "device.unknown";
    /// As many devices as can be enrolled.
    DeviceTooMany { max: usize } => "device.too_many";
    /// The token was revoked.
    DeviceRevoked => "token.revoked";
    /// A rehearsal runs already.
    RehearsalRunning => "rehearsal.running";
    /// No rehearsal runs.
    RehearsalNone => "rehearsal.none";
    /// A round runs: what is handed in now counts.
    RehearsalInRound => "rehearsal.in_round";
    /// More simulated tables than there are.
    RehearsalTooManyTables { max: usize } => "rehearsal.too_many_tables";
}

impl Rejection {
    /// The field of the command that is at fault, where it is one.
    #[must_use]
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::TextUnreadable { field }
            | Self::RemarkEmpty { field }
            | Self::RemarkTooLong { field, .. } => Some(field),
            Self::IdeaEmpty
            | Self::IdeaTooLong { .. }
            | Self::IdeaUnreadable
            | Self::NoticeEmpty
            | Self::NoticeTooLong { .. } => Some("text"),
            Self::ThemeLabelEmpty | Self::ThemeLabelTooLong { .. } | Self::ThemeLabelTaken => {
                Some("label")
            }
            Self::AgendaExtendOutOfRange { .. } => Some("seconds"),
            Self::ThemeTuneOutOfRange { .. } => Some("resolution_percent"),
            Self::RoundUnknown => Some("round"),
            Self::TableUnknown => Some("table"),
            Self::RehearsalTooManyTables { .. } => Some("tables"),
            Self::WallUnknown => Some("wall"),
            _ => None,
        }
    }

    /// What the message to the person may name: `max` and `round`.
    #[must_use]
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::IdeaTooLong { max }
            | Self::ThemeLabelTooLong { max }
            | Self::NoticeTooLong { max }
            | Self::RemarkTooLong { max, .. }
            | Self::IdeaSummitFull { max }
            | Self::ThemeTooMany { max }
            | Self::ThemeTooManyApart { max }
            | Self::ThemeTooManyTogether { max }
            | Self::TooManyNamed { max }
            | Self::DeviceTooMany { max }
            | Self::RehearsalTooManyTables { max } => vec![("max", max.to_string())],
            Self::ThemeTuneOutOfRange { max } => vec![("max", max.to_string())],
            Self::AgendaExtendOutOfRange { max } => vec![("max", max.to_string())],
            Self::IdeaRoundClosed { round: Some(round) } => vec![("round", round.clone())],
            Self::SummitProgramme { what } => vec![("what", what.clone())],
            _ => Vec::new(),
        }
    }
}
