//! Time zones: which there are, which this machine is in, and which one a summit shows its times in.

use domain::Summit;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::sync::OnceLock;

/// Where the machine does not say where it stands: the method is at home in the Netherlands.
pub const FALLBACK: &str = "Europe/Amsterdam";

/// The name as the database has it, in its own capitals; none if there is no such zone.
#[must_use]
pub fn named(name: &str) -> Option<String> {
    let zone = TimeZoneDatabase::bundled().get(name).ok()?;
    zone.iana_name().filter(|known| *known != "Etc/Unknown").map(str::to_owned)
}

/// The zone that looks most like this name.
#[must_use]
pub fn nearest(name: &str) -> Option<String> {
    let database = TimeZoneDatabase::bundled();
    let name = name.to_ascii_lowercase();
    let likeness = |zone: &String| strsim::jaro_winkler(&zone.to_ascii_lowercase(), &name);
    let zones = database.available().map(|zone| zone.to_string());
    let best = zones.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    best.filter(|zone| likeness(zone) > 0.85)
}

/// The zone of this machine; [`FALLBACK`] if it does not say.
#[must_use]
pub fn machine() -> &'static str {
    static MACHINE: OnceLock<String> = OnceLock::new();
    MACHINE.get_or_init(|| {
        let zone = TimeZone::try_system().ok();
        let name = zone.as_ref().and_then(TimeZone::iana_name).and_then(named);
        name.unwrap_or_else(|| {
            tracing::warn!(
                zone = FALLBACK,
                "the time zone of this machine is unknown: set TZ, or `time_zone` in the programme"
            );
            FALLBACK.to_owned()
        })
    })
}

/// In which zone the times of this summit are shown.
#[must_use]
pub fn of(summit: &Summit) -> TimeZone {
    let name = summit.programme.time_zone.as_deref().unwrap_or_else(|| machine());
    TimeZoneDatabase::bundled().get(name).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_known_by_its_name_in_any_capitals_and_no_file_of_the_machine_is_one() {
        assert_eq!(named("europe/amsterdam").as_deref(), Some("Europe/Amsterdam"));
        assert_eq!(named("UTC").as_deref(), Some("UTC"));
        for unknown in
            ["", "Europe/Amsterdm", "localtime", "../etc/passwd", "Etc/Unknown", "+02:00"]
        {
            assert_eq!(named(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_misspelt_zone_is_told_the_one_that_was_meant() {
        assert_eq!(nearest("Europe/Amsterdm").as_deref(), Some("Europe/Amsterdam"));
        assert_eq!(nearest("zzz"), None);
    }
}
