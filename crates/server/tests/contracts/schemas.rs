//! JSON Schemas as the types say them, in the dialect of either contract.

use schemars::{
    JsonSchema, SchemaGenerator,
    generate::{Contract, SchemaSettings},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Where both contracts keep their schemas.
const HOME: &str = "/components/schemas";

/// Commands that only the server itself sends, by concept and verb.
pub const OF_THE_SERVER: [(&str, &str); 5] = [
    ("theme", "place"),
    ("theme", "regroup"),
    ("device", "enrol"),
    ("summit", "found"),
    ("clock", "set"),
];

/// What is read and what is written, gathered under one roof.
pub struct Schemas {
    read: SchemaGenerator,
    written: SchemaGenerator,
}

impl Schemas {
    pub fn new(dialect: SchemaSettings) -> Self {
        let settings = |contract| {
            dialect.clone().with(|settings| {
                settings.definitions_path = HOME.into();
                settings.meta_schema = None;
                settings.contract = contract;
            })
        };
        Self {
            read: settings(Contract::Deserialize).into_generator(),
            written: settings(Contract::Serialize).into_generator(),
        }
    }

    /// What a client sends.
    pub fn reads<T: JsonSchema>(&mut self) -> Value {
        self.read.subschema_for::<T>().to_value()
    }

    /// What the server answers.
    pub fn writes<T: JsonSchema>(&mut self) -> Value {
        self.written.subschema_for::<T>().to_value()
    }

    /// The schema behind a name.
    pub fn named(&self, name: &str, is_read: bool) -> Value {
        let all = if is_read { &self.read } else { &self.written };
        all.definitions()[name].clone()
    }

    /// All that was named on the way, without what no client may send nor the contract mentions.
    pub fn gathered(mut self, contract: &Value) -> Map<String, Value> {
        let mut all = self.read.take_definitions(true);
        for (name, schema) in self.written.take_definitions(true) {
            // What is both read and written is described as it is read: strictly.
            all.entry(name).or_insert(schema);
        }
        for (concept, verb) in OF_THE_SERVER {
            withhold(&mut all, concept, verb);
        }
        let mut wanted = BTreeSet::new();
        mention(contract, &all, &mut wanted);
        all.retain(|name, _| wanted.contains(name));
        all
    }
}

/// Takes a verb out of the commands, and a concept that has none left.
fn withhold(all: &mut Map<String, Value>, concept: &str, verb: &str) {
    let mut letters = concept.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let of_concept: String = first.into_iter().chain(letters).chain("Command".chars()).collect();
    let is = |schema: &Value, key: &str| schema["required"] == json!([key]);
    let verbs = all[&of_concept]["oneOf"].as_array_mut().expect("verbs");
    let before = verbs.len();
    verbs.retain(|schema| !is(schema, verb));
    assert_eq!(verbs.len() + 1, before, "{concept} has no {verb}");
    if let [only] = verbs.as_slice() {
        all[&of_concept] = only.clone();
    } else if verbs.is_empty() {
        let concepts = all["Command"]["oneOf"].as_array_mut().expect("concepts");
        concepts.retain(|schema| !is(schema, concept));
    }
}

/// Notes all names that are mentioned in a value, and in what they stand for.
fn mention(value: &Value, all: &Map<String, Value>, wanted: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let name = fields.get("$ref").and_then(Value::as_str);
            let name = name.and_then(|it| it.strip_prefix("#/components/schemas/"));
            if let Some(name) = name.filter(|name| wanted.insert((*name).to_owned())) {
                mention(&all[name], all, wanted);
            }
            fields.values().for_each(|value| mention(value, all, wanted));
        }
        Value::Array(values) => values.iter().for_each(|value| mention(value, all, wanted)),
        _ => {}
    }
}
