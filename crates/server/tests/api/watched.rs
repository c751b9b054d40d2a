//! What operators watch is there: every metric of the dashboard and the alerts, each with the labels they name.

use crate::app::{App, send};
use serde_json::json;
use std::{collections::BTreeSet, fs, path::Path};

/// The names in an expression or a file that look like metrics of ours or of the process.
fn names(text: &str) -> BTreeSet<String> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.split(|letter| !is_part(letter))
        .filter(|word| word.starts_with("burgertop_") || word.starts_with("process_"))
        .map(str::to_owned)
        .collect()
}

fn deployed(file: &str) -> String {
    let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy");
    fs::read_to_string(deploy.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[actix_web::test]
async fn every_metric_of_the_dashboard_and_the_alerts_is_answered() {
    let app = App::start().await;
    let _table = app.welcomed(&app.token("host", Some(1)).await, json!({ "room": null })).await;
    let metrics = send(app.running.admin().expect("an address"), "GET", "/metrics", &[], "").await;
    let answered: BTreeSet<_> = metrics
        .body
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split(['{', ' ']).next())
        .map(str::to_owned)
        .collect();
    for file in ["grafana/burgertop.json", "prometheus/burgertop.rules.yml"] {
        let watched = names(&deployed(file));
        assert!(watched.len() > 5, "{file}: {watched:?}");
        let missing: Vec<_> = watched.difference(&answered).collect();
        assert!(missing.is_empty(), "{file}: {missing:?} of {answered:#?}");
    }
    for line in [
        "burgertop_seated_connections{role=\"host\"} 1",
        "burgertop_requests_total{outcome=\"unknown\"} 0",
        "burgertop_refused_joins_total{code=\"join.code\"} 0",
        "burgertop_ready_nodes 1",
        "burgertop_encoded_summits{encoder=\"built_in\"} 1",
        "burgertop_encoded_summits{encoder=\"endpoint\"} 0",
        "burgertop_stale_seconds 0",
        "burgertop_saving_blocked_seconds 0",
        "burgertop_blocked_summits{why=\"failing\"} 0",
        "burgertop_damaged_texts 0",
    ] {
        assert!(metrics.body.lines().any(|it| it == line), "{line}: {}", metrics.body);
    }
    let units = ["_total", "_seconds", "_bytes", "_bucket", "_sum", "_count"];
    let counted = [
        "_connections",
        "_sockets",
        "_documents",
        "_requests",
        "_ideas",
        "_texts",
        "_nodes",
        "_summits",
    ];
    let odd = answered
        .iter()
        .filter(|name| name.starts_with("burgertop_"))
        .find(|name| !units.iter().chain(&counted).any(|unit| name.ends_with(unit)));
    assert_eq!(odd, None, "a name ends with what it counts");
}
