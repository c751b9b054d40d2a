//! What a hidden idea says never leaves the server but to the desk and in the operator's record, not even
//! to its author: by chance, over HTTP and WebSockets of every role, every byte that comes after the hide.

#[path = "api/app.rs"]
#[allow(dead_code, reason = "the api tests need all of it")]
mod app;
#[path = "hidden/chance.rs"]
mod chance;
#[path = "hidden/day.rs"]
mod day;
#[path = "hidden/guest.rs"]
mod guest;
#[path = "hidden/secrets.rs"]
mod secrets;

use day::Day;

/// One seed is one day; each starts a server.
const DAYS: u64 = 4;
/// What happens in a day.
const STEPS: usize = 90;

#[actix_web::test]
async fn hidden_never_leaves_but_to_the_desk_and_the_operators_record() {
    let mut hides = 0;
    for seed in 1..=DAYS {
        let mut day = Day::opens(seed).await;
        for _ in 0..STEPS {
            day.step().await;
        }
        hides += day.hides;
        day.ends().await;
    }
    assert!(hides > 20, "ideas were hidden: {hides}");
}
