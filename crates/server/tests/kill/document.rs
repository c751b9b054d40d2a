//! A document as a client holds it: made of what `sync` frames say, and of nothing else.

use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// What is sent as `watch` after a drop.
    pub held: Option<u64>,
    pub entries: BTreeMap<String, Value>,
}

impl Document {
    /// Applies a frame, if the rules of the protocol allow it.
    pub fn apply(&mut self, sync: &Value) -> Result<(), String> {
        let (from, to) = (sync["from"].as_u64(), sync["to"].as_u64().ok_or("no `to`")?);
        match (from, self.held) {
            (None, _) => self.entries.clear(),
            (Some(from), Some(held)) if from <= held && to >= held => {}
            (from, held) => {
                return Err(format!("from {from:?} to {to} for one who holds {held:?}"));
            }
        }
        for gone in sync["gone"].as_array().into_iter().flatten() {
            self.entries.remove(gone.as_str().ok_or("a key that is no text")?);
        }
        for (key, value) in sync["set"].as_object().into_iter().flatten() {
            self.entries.insert(key.clone(), value.clone());
        }
        self.held = Some(to);
        Ok(())
    }
}
