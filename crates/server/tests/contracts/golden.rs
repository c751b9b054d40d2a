//! The golden frames of `protocol`, as examples.

use serde_json::Value;
use std::collections::BTreeMap;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../protocol/tests/golden");

/// Every frame by the name of its file.
pub fn frames() -> BTreeMap<String, Value> {
    let files = std::fs::read_dir(FOLDER).expect("the golden frames");
    let read = |file: std::io::Result<std::fs::DirEntry>| {
        let path = file.expect("a file").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("a golden frame");
        (name, serde_json::from_str(&text).expect("JSON"))
    };
    files.map(read).collect()
}

/// What a golden frame holds under its one key.
pub fn inside(name: &str) -> Value {
    let frame = frames().remove(name).unwrap_or_else(|| panic!("no golden frame {name}"));
    kind_of(&frame).1.clone()
}

/// The one key of a frame, and what is under it.
pub fn kind_of(frame: &Value) -> (&String, &Value) {
    frame.as_object().and_then(|frame| frame.iter().next()).expect("one key a frame")
}
