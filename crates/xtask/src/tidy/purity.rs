//! The core decides and the shell does: no clock and no `async` in the crates of pure functions.

use super::{Complaint, File};

const PURE: [&str; 5] = ["domain", "themes", "text", "seating", "views"];

const REFUSED: [&str; 4] = ["SystemTime::now", "Instant::now", "async fn", ".await"];

pub fn check(files: &[File]) -> Vec<Complaint> {
    let is_pure = |file: &&File| {
        PURE.iter().any(|name| file.path.starts_with(&format!("crates/{name}/src/")))
    };
    let mut complaints = Vec::new();
    for file in files.iter().filter(is_pure).filter(|file| file.extension() == "rs") {
        for (number, line) in
            file.text().lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
        {
            if let Some(word) = REFUSED.iter().find(|word| line.contains(**word)) {
                complaints.push(format!(
                    "{}:{}: `{word}` in a pure crate: pass it in as data",
                    file.path,
                    number + 1
                ));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::file;

    #[test]
    fn a_clock_in_a_pure_crate_is_told() {
        let complaints = check(&[file(
            "crates/domain/src/round.rs",
            "//! A round.\nlet now = Instant::now();\n",
        )]);
        assert!(complaints.len() == 1 && complaints[0].contains("round.rs:2:"), "{complaints:?}");
        assert_eq!(check(&[file("crates/views/src/a.rs", "pub async fn a() {}\n")]).len(), 1);
    }

    #[test]
    fn comments_tests_and_the_shell_may_speak_of_it() {
        let clock = "let now = Instant::now();\n";
        let files = [
            file("crates/domain/src/a.rs", "// never Instant::now\n"),
            file("crates/themes/examples/quality.rs", clock),
            file("crates/server/src/clock.rs", clock),
        ];
        assert!(check(&files).is_empty());
    }
}
