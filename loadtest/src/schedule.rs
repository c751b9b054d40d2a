//! When things are handed in: a trickle, a rush, and a peak at the end.

use crate::{chance::Chance, scenario::HandIn};
use std::time::Duration;

/// So many moments since the beginning, in order.
///
/// The trickle and the rush are as long as in the hall divided by the speed; the peak is a rate that the server
/// must bear, and so is as high and as long at any speed. If it takes more than the rush has, it is shorter.
pub fn moments(count: usize, plan: &HandIn, speed: f64, chance: &mut Chance) -> Vec<Duration> {
    let (end, rush) = (plan.seconds / speed, plan.rush_seconds / speed);
    let rushed = (count as f64 * plan.rush_share).round() as usize;
    let peaked = ((plan.peak_per_s * plan.peak_seconds.min(rush)) as usize).min(rushed);
    let peak = if plan.peak_per_s > 0.0 { peaked as f64 / plan.peak_per_s } else { 0.0 };
    let spans = [
        (count - rushed, 0.0, end - rush),
        (rushed - peaked, end - rush, end - peak),
        (peaked, end - peak, end),
    ];
    let mut moments = Vec::with_capacity(count);
    for (count, from, to) in spans {
        moments.extend(
            (0..count).map(|_| Duration::from_secs_f64(from + (to - from) * chance.fraction())),
        );
    }
    moments.sort_unstable();
    moments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    fn within(moments: &[Duration], from: f64, to: f64) -> usize {
        moments.iter().filter(|at| (from..to).contains(&at.as_secs_f64())).count()
    }

    #[test]
    fn four_fifths_come_in_the_last_75_seconds_and_150_a_second_at_the_end() {
        let plan = Scenario::find("round").expect("a scenario").hand_in;
        let moments = moments(1_750, &plan, 1.0, &mut Chance::seeded(1));
        assert_eq!(moments.len(), 1_750);
        assert_eq!(within(&moments, 165.0, 240.0), 1_400);
        assert_eq!(within(&moments, 237.0, 240.0), 450);
    }

    #[test]
    fn the_peak_is_as_high_and_as_long_at_any_speed() {
        let plan = Scenario::find("round").expect("a scenario").hand_in;
        let moments = moments(1_750, &plan, 8.0, &mut Chance::seeded(1));
        assert_eq!(within(&moments, 27.0, 30.0), 450);
        assert_eq!(within(&moments, 0.0, 30.0), 1_750);
    }

    #[test]
    fn a_peak_that_there_is_not_enough_for_is_shorter() {
        let plan = Scenario::find("round").expect("a scenario").hand_in;
        let moments = moments(100, &plan, 4.0, &mut Chance::seeded(1));
        assert_eq!(moments.len(), 100);
        assert!(moments.iter().all(|at| *at <= Duration::from_secs(60)));
    }
}
