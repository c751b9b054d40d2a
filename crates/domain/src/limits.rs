//! The bounds of a summit, each with its reason.

use std::ops::RangeInclusive;

/// Characters in an idea, after NFC: a few sentences, as in the method's own forms.
pub const IDEA_MAX_CHARS: usize = 500;
/// Characters in a theme's label: it must fit on a wall at 32 px.
pub const LABEL_MAX_CHARS: usize = 80;
/// Characters in a notice: two lines on a tablet.
pub const NOTICE_MAX_CHARS: usize = 280;
/// Characters in a reason for hiding, and in what a table needs help with.
pub const REMARK_MAX_CHARS: usize = 200;
/// Ideas in a summit: thirty times a day of 1,000 people (domain: 5,250), so that a loop in a client
/// cannot fill the memory.
pub const IDEAS_MAX: usize = 150_000;
/// Ideas a minute from one seat, and at once: nobody writes faster.
pub const IDEAS_PER_MIN: u32 = 10;
/// The same for staff, who type paper slips.
pub const IDEAS_PER_MIN_STAFF: u32 = 60;
/// Scores of the question at the end of the day: a scale that people know, with a middle.
pub const FEEDBACK_SCORES: RangeInclusive<u8> = 1..=5;
/// Seats that answer it: every badge and table of the largest day, ten times over.
pub const FEEDBACK_ANSWERS_MAX: usize = 40_000;
/// Answers a minute from one seat, and at once: people change their mind, but each answer stays in the log.
pub const FEEDBACK_PER_MIN: u32 = 10;
/// Themes that are not closed: more than anyone can read, less than hurts.
pub const THEMES_MAX: usize = 500;
/// Tables in a summit: 1,000 people at tables of four, four times over.
pub const TABLES_MAX: u16 = 1_000;
/// Seats at a table: more do not talk as one.
pub const SEATS_MAX: u16 = 20;
/// Ideas or themes named in one command.
pub const NAMED_MAX: usize = 2_000;
/// Times that a person may say that ideas belong together, and as many that they do not: a theme team's day, ten
/// times over.
pub const CONSTRAINTS_MAX: usize = 5_000;
/// Steps of the theme team that can be taken back: what people still remember.
pub const THEME_STEPS_MAX: usize = 50;
/// How many themes the grouping makes: below, everything is one theme, above, every idea is its own.
pub const RESOLUTION_PERCENT: RangeInclusive<u16> = 75..=300;
/// What themes of a hall's size come of, as measured over eight labelled sets.
pub const RESOLUTION_DEFAULT_PERCENT: u16 = 150;
/// Groups of participants that a programme may name: as many as a bar chart can show.
pub const SEGMENTS_MAX: usize = 12;
/// Characters in the name of a time zone: the longest there is has 38.
pub const TIME_ZONE_MAX: usize = 64;
/// Words that an event may hold back, those of the shipped lists among them: more than anyone reads through.
pub const UNWANTED_MAX: usize = 2_000;
/// Devices that may ever have been enrolled: everyone ten times over.
pub const DEVICES_MAX: usize = 40_000;
/// How many of those only consoles may be: whoever has the code of the hall must not lock out those who steer.
pub const DEVICES_FOR_STAFF: usize = 1_000;
/// Devices that may hold one badge at once: a phone, the one it is swapped for, and one of a helper. One more makes the
/// one that was away longest go.
pub const DEVICES_PER_BADGE: usize = 3;
/// The same of one display: the twenty screens of the largest hall may all show it.
pub const DEVICES_PER_WALL: usize = 24;
/// The same of one console: its link works once, and each start of a server alone makes a new one.
pub const DEVICES_PER_CONSOLE: usize = 4;
/// The most that one step may extend or shorten a clock, in seconds.
pub const EXTEND_MAX_S: i64 = 7_200;
/// An undone step leaves at least this much on the clock, so that it does not run out at once.
pub const UNDO_LEAVES_MS: u64 = 30_000;
/// Seats on line below which a round never closes early: 98 % of two says nothing.
pub const EARLY_CLOSE_MIN_SEATS: u32 = 3;
/// Share of the seats on line, in percent, that must have handed in before a round closes early.
pub const EARLY_CLOSE_PERCENT: u32 = 98;
