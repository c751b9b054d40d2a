//! What came of a fault, as a line of figures and as JSON.

use super::checker::Findings;
use serde::{Serialize, Serializer};
use std::fmt;

/// What came of a fault that was played.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    #[serde(flatten)]
    pub findings: Findings,
    pub figures: Figures,
}

/// Figures by their names, of which the last part is the unit; in the order in which they were added.
#[derive(Debug, Clone, Default)]
pub struct Figures(Vec<(String, f64)>);

/// Units as names have them, and as people read them.
const UNITS: [(&str, &str); 5] =
    [("_ms", " ms"), ("_s", " s"), ("_mb", " MB"), ("_kb", " kB"), ("_percent", " %")];

impl Figures {
    /// One more; nothing if it is not known.
    pub fn add(&mut self, name: &str, value: impl Into<Option<f64>>) {
        self.0.extend(value.into().map(|value| (name.to_owned(), rounded(value))));
    }

    /// All of these too.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// What one of them is.
    #[cfg(test)]
    pub fn get(&self, name: &str) -> Option<f64> {
        Some(self.0.iter().find(|(its, _)| its == name)?.1)
    }
}

/// To as many digits as mean something.
fn rounded(value: f64) -> f64 {
    let digits = if value.abs() >= 100.0 { 1.0 } else { 100.0 };
    (value * digits).round() / digits
}

impl Serialize for Figures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (name, value)) in self.0.iter().enumerate() {
            let between = if number == 0 { "" } else { ", " };
            let unit = UNITS.iter().find_map(|(last, unit)| Some((name.strip_suffix(last)?, unit)));
            let (name, unit) = unit.unwrap_or((name, &""));
            write!(f, "{between}{} {value}{unit}", name.replace('_', " "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Findings { acknowledged, lost, doubled, out_of_order, hung, refused, told } =
            &self.findings;
        write!(
            f,
            "{acknowledged} acknowledged, lost {lost}, doubled {doubled}, out of order {out_of_order}, hung {hung}"
        )?;
        if *refused > 0 {
            write!(f, ", refused {refused}")?;
        }
        write!(f, "; {}", self.figures)?;
        for what in told {
            write!(f, "\n    {what}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_was_found_and_then_the_figures_with_their_units() {
        let mut figures = Figures::default();
        figures.add("first_saved_ms", 412.04);
        figures.add("cut_off", 3.0);
        figures.add("nobody_knows_ms", None);
        let findings = Findings { acknowledged: 812, ..Findings::default() };
        let line = Outcome { findings, figures }.to_string();
        assert_eq!(
            line,
            "812 acknowledged, lost 0, doubled 0, out of order 0, hung 0; first saved 412 ms, cut off 3"
        );
    }
}
