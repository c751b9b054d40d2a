//! What simulated people hand in during a rehearsal: the ideas that come with the server, or a file of the operator's.

use anyhow::Context as _;
use hub::Script;
use std::fs;

/// What simulated people say unless a file says otherwise.
const SHIPPED: &str = include_str!("../../../../config/rehearsal/ideas.nl.jsonl");

/// What simulated people say, from this file or from the one that comes with the server.
pub fn script(file: &str) -> anyhow::Result<Script> {
    if file.is_empty() {
        return Ok(Script::read(SHIPPED)?);
    }
    let read = || -> anyhow::Result<Script> { Ok(Script::read(&fs::read_to_string(file)?)?) };
    read().with_context(|| format!("rehearsal.ideas: {file}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_with_the_server_is_a_script_and_a_bad_file_is_told_by_name() {
        assert!(script("").is_ok());
        let refused = script("no-such-file.jsonl").expect_err("no file").to_string();
        assert!(refused.contains("no-such-file.jsonl"), "{refused}");
    }
}
