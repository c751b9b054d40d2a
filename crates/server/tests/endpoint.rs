//! An embeddings endpoint: what it is asked, what is made of its answers, and what happens while it is away.

#[expect(dead_code, reason = "other tests use the rest of it")]
#[path = "api/app.rs"]
mod app;
#[path = "endpoint/fake.rs"]
mod fake;
#[path = "endpoint/hall.rs"]
mod hall;
#[path = "endpoint/log.rs"]
mod log;

use fake::{DIMENSIONS, Fake, Mood};
use server::{embeddings::Endpoint, settings::Theming};
use themes::{EncodeError, Encoder as _};

/// Asks this server, two texts at a time.
fn endpoint(fake: &Fake, timeout_ms: u16) -> Endpoint {
    let settings = Theming {
        endpoint: Some(format!("http://{}/v1", fake.address)),
        model: "e5".to_owned(),
        dimensions: DIMENSIONS,
        key: "sk-hall".to_owned().into(),
        timeout_ms,
        batch: 2,
        rest_s: 30,
    };
    Endpoint::of(&settings).expect("it is configured")
}

/// What comes of two texts when it is answered so; nothing here waits for the time-out.
fn answered(mood: Mood) -> Result<Vec<Vec<f32>>, EncodeError> {
    endpoint(&Fake::start(mood), 10_000).encode(&["een", "twee"])
}

/// A body with these embeddings, as they are written.
fn body(embeddings: &[(usize, &str)]) -> Mood {
    let item = |(index, embedding): &(usize, &str)| {
        format!("{{\"index\":{index},\"embedding\":{embedding}}}")
    };
    let items: Vec<String> = embeddings.iter().map(item).collect();
    Mood::Says(200, format!("{{\"data\":[{}]}}", items.join(",")))
}

#[test]
fn vectors_come_in_the_order_of_the_texts_and_of_length_1() {
    let mut fake = Fake::start(Mood::Good);
    let endpoint = endpoint(&fake, 10_000);
    let texts = ["bank", "", "!?", "een", "ja graag"];
    let vectors = endpoint.encode(&texts).expect("it answers");
    let none = vec![0.0; usize::from(DIMENSIONS)];
    assert_eq!(vectors[0], [0.8, 0.6, 0.0, 0.0]);
    assert_eq!(
        (&vectors[1], &vectors[2]),
        (&none, &none),
        "nothing to ask of texts without letters"
    );
    let turned: Vec<f32> = [3, 4].iter().map(|at| vectors[*at][0] / vectors[*at][1]).collect();
    assert!((turned[0] - 1.0).abs() < 1e-6 && (turned[1] - 8.0 / 3.0).abs() < 1e-6, "{vectors:?}");

    let asked = fake.all_asked();
    let texts: Vec<_> = asked.iter().map(fake::Question::texts).collect();
    assert_eq!(texts, [vec!["bank", "een"], vec!["ja graag"]], "in batches");
    assert!(asked.iter().all(|it| it.path == "POST /v1/embeddings HTTP/1.1"), "{asked:?}");
    assert_eq!(asked[0].body.as_object().map(serde_json::Map::len), Some(2), "{asked:?}");
    assert_eq!(asked[0].body["model"], "e5");
    assert_eq!((endpoint.model(), endpoint.dimensions()), ("e5/4", usize::from(DIMENSIONS)));
}

#[test]
fn an_answer_that_is_not_what_was_asked_for_is_malformed() {
    let whole = "[1,2,3,4]";
    for (mood, complaint) in [
        (body(&[(0, whole), (1, "[1,2,3]")]), "3 numbers instead of 4"),
        (body(&[(0, whole), (1, "[1,2,3,NaN]")]), "no list of embeddings"),
        (body(&[(0, whole), (1, "[1,2,3,null]")]), "no list of embeddings"),
        (body(&[(0, whole), (1, "[1,2,3,1e300]")]), "a number that is none"),
        (body(&[(0, whole)]), "1 embeddings of 2 texts"),
        (body(&[(0, whole), (0, whole)]), "twice"),
        (body(&[(0, whole), (2, whole)]), "embedding 2 of 2"),
        (Mood::Says(200, "<html><h1>Welkom</h1></html>".to_owned()), "no list of embeddings"),
        (Mood::Says(200, String::new()), "no list of embeddings"),
        (Mood::Says(500, "een".to_owned()), "status 500"),
        (Mood::Says(401, "{}".to_owned()), "status 401"),
        (Mood::Says(302, String::new()), "status 302"),
        (Mood::Says(200, " ".repeat(1 << 20)), "an answer of more than"),
        (Mood::Begins(1 << 40, " ".repeat(1 << 20)), "an answer of more than"),
    ] {
        match answered(mood) {
            Err(EncodeError::Malformed(why)) => assert!(why.contains(complaint), "{why}"),
            other => panic!("{complaint}: {other:?}"),
        }
    }
}

#[test]
fn what_is_wrong_is_told_without_what_people_wrote() {
    let answer = "{\"data\":\"een twee\",\"error\":\"sk-hall\"}".to_owned();
    let told = answered(Mood::Says(200, answer)).expect_err("no list").to_string();
    assert!(!told.contains("twee") && !told.contains("sk-hall"), "{told}");
}

#[test]
fn an_answer_that_never_comes_or_never_ends_times_out() {
    for mood in [Mood::Silent, Mood::Begins(100, "{\"data\":[".to_owned())] {
        let fake = Fake::start(mood);
        assert_eq!(endpoint(&fake, 50).encode(&["een"]), Err(EncodeError::TimedOut));
    }
}

#[test]
fn a_server_that_is_not_there_is_unreachable() {
    let gone = endpoint(&Fake::start(Mood::Good), 10_000);
    for endpoint in [gone, endpoint(&Fake::start(Mood::Away), 10_000)] {
        let unreachable = endpoint.encode(&["een"]);
        assert!(matches!(unreachable, Err(EncodeError::Unreachable(_))), "{unreachable:?}");
    }
    let fake = Fake::start(Mood::Away);
    let hangs_up = endpoint(&fake, 10_000).encode(&["een"]);
    assert!(matches!(hangs_up, Err(EncodeError::Unreachable(_))), "{hangs_up:?}");
}

#[test]
fn the_key_travels_in_its_header_and_is_told_nowhere_else() {
    let mut fake = Fake::start(Mood::Good);
    let endpoint = endpoint(&fake, 10_000);
    endpoint.words(&["boom"]).expect("it answers");
    let asked = fake.all_asked();
    assert_eq!(asked[0].authorization.as_deref(), Some("Bearer sk-hall"));
    assert!(!asked[0].body.to_string().contains("sk-hall"));
    assert!(!format!("{endpoint:?}").contains("sk-hall"), "{endpoint:?}");
}
