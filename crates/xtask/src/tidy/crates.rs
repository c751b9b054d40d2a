//! Dependencies point down: the crate graph is the one in `docs/ARCHITECTURE.md`.

use serde::Deserialize;

use super::Complaint;

/// Each crate of ours, and those it may depend on.
const ALLOWED: [(&str, &[&str]); 15] = [
    (
        "server",
        &[
            "hub", "journal", "relay", "line", "protocol", "views", "domain", "themes", "text",
            "screens",
        ],
    ),
    ("hub", &["domain", "themes", "seating", "protocol", "views", "journal", "relay"]),
    ("views", &["domain", "protocol", "text"]),
    ("protocol", &["domain"]),
    ("journal", &["domain", "line"]),
    ("domain", &["text"]),
    ("themes", &["text"]),
    ("text", &[]),
    ("seating", &[]),
    ("relay", &["line"]),
    ("line", &[]),
    ("screens", &["domain"]),
    ("client", &["protocol"]),
    ("loadtest", &["client", "protocol"]),
    ("xtask", &[]),
];

/// Crates that tests may not lean on, for they stand on top.
const TOP: [&str; 3] = ["server", "loadtest", "xtask"];

/// Crates of ours, and the crates of others (with their families, `tokio-util`) that they never depend on.
const REFUSED: [(&[&str], &[&str]); 2] = [
    (&["domain", "views", "themes", "text", "seating"], &["tokio", "actix", "rand", "rusqlite"]),
    (&["hub"], &["actix", "rusqlite", "redis", "jsonwebtoken"]),
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `dev`, `build`, or none.
    kind: Option<String>,
}

/// Reads what `cargo metadata --no-deps` printed.
pub fn check(metadata: &[u8]) -> anyhow::Result<Vec<Complaint>> {
    let metadata: Metadata = serde_json::from_slice(metadata)?;
    let ours: Vec<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    Ok(metadata.packages.iter().flat_map(|package| complaints(package, &ours)).collect())
}

fn complaints(package: &Package, ours: &[&str]) -> Vec<Complaint> {
    let Some((name, allowed)) = ALLOWED.iter().find(|(name, _)| *name == package.name) else {
        return vec![format!(
            "crate {}: is not in the crate graph: add it there and here",
            package.name
        )];
    };
    let mut complaints = Vec::new();
    for Dependency { name: on, kind } in &package.dependencies {
        let is_for_tests = kind.as_deref() == Some("dev");
        if ours.contains(&on.as_str()) {
            let may = if is_for_tests {
                !TOP.contains(&on.as_str())
            } else {
                allowed.contains(&on.as_str())
            };
            if !may {
                complaints.push(format!(
                    "crate {name}: must not depend on {on}: dependencies point down"
                ));
            }
        } else if !is_for_tests && refuses(name, on) {
            complaints
                .push(format!("crate {name}: must not depend on {on}: that belongs in the shell"));
        }
    }
    complaints
}

fn refuses(name: &str, on: &str) -> bool {
    let is_of = |family: &&str| {
        on == *family || on.strip_prefix(family).is_some_and(|rest| rest.starts_with('-'))
    };
    REFUSED.iter().any(|(crates, refused)| crates.contains(&name) && refused.iter().any(is_of))
}

#[cfg(test)]
mod tests {
    use super::check;

    /// What is said of crates that have these dependencies: (crate, on, kind).
    fn said(edges: &[(&str, &str, Option<&str>)]) -> Vec<String> {
        let package = |name: &str| {
            let of = edges.iter().filter(|(from, ..)| *from == name);
            let on: Vec<_> =
                of.map(|(_, on, kind)| serde_json::json!({ "name": on, "kind": kind })).collect();
            serde_json::json!({ "name": name, "dependencies": on })
        };
        let mut names = vec!["server", "hub", "domain", "protocol", "views"];
        names.extend(edges.iter().map(|(from, ..)| *from).filter(|from| *from == "stray"));
        let packages: Vec<_> = names.into_iter().map(package).collect();
        check(serde_json::json!({ "packages": packages }).to_string().as_bytes()).unwrap()
    }

    #[test]
    fn the_edges_of_the_architecture_pass() {
        assert!(
            said(&[("server", "hub", None), ("hub", "views", None), ("views", "domain", None)])
                .is_empty()
        );
    }

    #[test]
    fn an_edge_that_points_up_is_told() {
        assert_eq!(said(&[("domain", "hub", None)]).len(), 1);
        assert_eq!(said(&[("protocol", "views", Some("build"))]).len(), 1);
    }

    #[test]
    fn tests_may_lean_on_all_below_the_server() {
        assert!(
            said(&[("domain", "views", Some("dev")), ("domain", "tokio", Some("dev"))]).is_empty()
        );
        assert_eq!(said(&[("hub", "server", Some("dev"))]).len(), 1);
    }

    #[test]
    fn a_crate_that_is_not_in_the_graph_is_told() {
        assert_eq!(said(&[("stray", "serde", None)]).len(), 1);
    }

    #[test]
    fn the_shell_s_crates_are_refused_in_the_core() {
        assert_eq!(said(&[("domain", "rand", None), ("views", "tokio-util", None)]).len(), 2);
        assert_eq!(
            said(&[("hub", "actix-web", None), ("hub", "redis", None), ("hub", "tokio", None)])
                .len(),
            2
        );
        assert!(said(&[("domain", "randomness", None), ("server", "actix-web", None)]).is_empty());
    }
}
