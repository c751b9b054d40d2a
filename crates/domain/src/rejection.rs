//! Every refusal that the rules of a summit give: its code, the field at fault, and what its message names.

use crate::ids::Time;

/// `Name { data } => "code" at "field", says argument;` for each. `at` is the field of the command that is at fault, where
/// it is one; `says` the part of the data that the message to the person may name.
macro_rules! rejections {
    ($($(#[$doc:meta])* $name:ident $({ $($field:ident: $ty:ty),* })? => $code:literal
        $(at $at:expr)? $(, says $argument:ident)?;)*) => {
        /// Why a request was not done; nothing has changed.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Rejection {
            $($(#[$doc])* $name $({ $(#[allow(missing_docs)] $field: $ty),* })?,)*
        }

        #[expect(unused_variables, reason = "of each variant the table reads what it names")]
        impl Rejection {
            /// Every code of this crate, in the order of this file.
            pub const CODES: &[&str] = &[$($code),*];

            /// The code on the wire: `concept.reason`.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)* }
            }

            /// The field of the command that is at fault, where it is one.
            #[must_use]
            pub const fn field(&self) -> Option<&'static str> {
                match self { $(Self::$name $({ $($field),* })? => at!($($at)?),)* }
            }

            /// What the message to the person may name.
            #[must_use]
            pub fn arguments(&self) -> Vec<(&'static str, String)> {
                match self { $(Self::$name $({ $($field),* })? => says!($($argument)?),)* }
            }
        }
    };
}

macro_rules! at {
    () => {
        None
    };
    ($at:expr) => {
        Some($at)
    };
}

macro_rules! says {
    () => {
        Vec::new()
    };
    ($argument:ident) => {
        $argument.said().map(|said| (stringify!($argument), said)).into_iter().collect()
    };
}

/// What a message names of a refusal's data; none if there is nothing to name.
trait Said {
    fn said(&self) -> Option<String>;
}

macro_rules! said {
    ($($ty:ty),*) => {$(
        impl Said for $ty {
            fn said(&self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )*};
}
said!(usize, u16, i64, String);

impl Said for Option<String> {
    fn said(&self) -> Option<String> {
        self.clone()
    }
}

rejections! {
    /// Not for this role or this seat.
    AccessDenied => "access.denied";
    /// The id was used for another command, or from another seat.
    IdReused => "request.id_reused";
    /// More names in one command than [`NAMED_MAX`](crate::limits::NAMED_MAX).
    TooManyNamed { max: usize } => "request.too_large", says max;
    /// A text with characters that hide what is written.
    TextUnreadable { field: &'static str } => "text.unreadable" at *field;
    /// A reason or remark without text.
    RemarkEmpty { field: &'static str } => "text.empty" at *field;
    /// A reason or remark that is too long.
    RemarkTooLong { field: &'static str, max: usize } => "text.too_long" at *field, says max;
    /// There is already a summit in this log.
    SummitFounded => "summit.founded";
    /// The programme cannot be run as it is written.
    SummitProgramme { what: String } => "summit.programme", says what;
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
    AgendaExtendOutOfRange { max: i64 } => "agenda.extend_out_of_range" at "seconds", says max;
    /// The current item is not a round.
    RoundNone => "round.none";
    /// The round is not in its talk.
    RoundNotTalking => "round.not_talking";
    /// The round is not open.
    RoundNotOpen => "round.not_open";
    /// No round has this name.
    RoundUnknown => "round.unknown" at "round";
    /// The deadline was moved.
    RoundExtended { ends_at: Option<Time> } => "round.extended";
    /// Too few have handed in to close early.
    RoundTooFew => "round.too_few";
    /// Nothing to be seen.
    IdeaEmpty => "idea.empty" at "text";
    /// Too many characters.
    IdeaTooLong { max: usize } => "idea.too_long" at "text", says max;
    /// Characters that hide what is written.
    IdeaUnreadable => "idea.unreadable" at "text";
    /// The round is closed, or none is open.
    IdeaRoundClosed { round: Option<String> } => "idea.round_closed", says round;
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
    IdeaSummitFull { max: usize } => "idea.summit_full", says max;
    /// No theme has this id.
    ThemeUnknown => "theme.unknown";
    /// The theme was closed or merged into another.
    ThemeClosed => "theme.closed";
    /// A label without text.
    ThemeLabelEmpty => "theme.label_empty" at "label";
    /// A label that is too long.
    ThemeLabelTooLong { max: usize } => "theme.label_too_long" at "label", says max;
    /// Another theme is called so.
    ThemeLabelTaken => "theme.label_taken" at "label";
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
    ThemeTooMany { max: usize } => "theme.too_many", says max;
    /// As many groups that do not belong together as fit.
    ThemeTooManyApart { max: usize } => "theme.too_many_apart", says max;
    /// As many groups that belong together as fit.
    ThemeTooManyTogether { max: usize } => "theme.too_many_together", says max;
    /// It goes against what a person said before.
    ThemeContradiction => "theme.contradiction";
    /// No such step was made, or it was undone already.
    ThemeNothingToUndo => "theme.nothing_to_undo";
    /// Someone did something to it since.
    ThemeUndoTooLate => "theme.undo_too_late";
    /// Outside 75 to 300 percent.
    ThemeTuneOutOfRange { max: u16 } => "theme.tune_out_of_range" at "resolution_percent", says max;
    /// The suggestion was replaced, or nothing of it holds any more.
    ThemeSuggestionGone => "theme.suggestion_gone";
    /// The theme team said that this idea, or one that says the same, never speaks for a theme.
    ThemeExampleStruck => "theme.example_struck";
    /// No table has this number.
    TableUnknown => "table.unknown" at "table";
    /// A notice without text.
    NoticeEmpty => "notice.empty" at "text";
    /// A notice that is too long.
    NoticeTooLong { max: usize } => "notice.too_long" at "text", says max;
    /// No display has this name.
    WallUnknown => "wall.unknown" at "wall";
    /// The current item does not close the day.
    FeedbackNotClosing => "feedback.not_closing";
    /// Another question was answered already.
    FeedbackAnswered => "feedback.answered" at "question";
    /// No question was asked.
    FeedbackNone => "feedback.none";
    /// Answers are taken no more.
    FeedbackClosed => "feedback.closed";
    /// Outside 1 to 5.
    FeedbackScore { max: usize } => "feedback.score_out_of_range" at "score", says max;
    /// As many answers as fit.
    FeedbackFull { max: usize } => "feedback.full", says max;
    /// Another device holds this seat; it can be taken over.
    DeviceTaken => "device.table_taken";
    /// No device has this token.
    DeviceUnknown => "device.unknown";
    /// As many devices as can be enrolled.
    DeviceTooMany { max: usize } => "device.too_many", says max;
    /// The token was revoked.
    DeviceRevoked => "token.revoked";
    /// A rehearsal runs already.
    RehearsalRunning => "rehearsal.running";
    /// No rehearsal runs.
    RehearsalNone => "rehearsal.none";
    /// A round runs: what is handed in now counts.
    RehearsalInRound => "rehearsal.in_round";
    /// More simulated tables than there are.
    RehearsalTooManyTables { max: usize } => "rehearsal.too_many_tables" at "tables", says max;
}
