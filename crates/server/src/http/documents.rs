//! A document over HTTP: as it is, what changed since, or what changes from now on.

use super::{
    access::{Reader, query},
    events,
    problem::Problem,
};
use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Bytes},
};
use domain::{Doc, Offset};
use hub::Hub;
use protocol::{Encoded, refusal};
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
pub struct DocumentPath {
    doc: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Since {
    since: Option<u64>,
    epoch: Option<String>,
}

/// `GET /api/v1/summits/{summit}/docs/{doc}?since=118&epoch=k3`
pub async fn document(
    reader: Reader,
    request: HttpRequest,
    address: web::Path<DocumentPath>,
    hub: web::Data<Hub>,
) -> Result<HttpResponse, Problem> {
    let Since { since, epoch } = query(&request, "since")?;
    let doc: Doc = address.doc.parse().map_err(|_| Problem::code(refusal::DOC_UNKNOWN))?;
    let current = reader.summit.epoch();
    // Offsets of another epoch say nothing in this one, nor do those of a document of the node's own.
    let same = epoch.is_none_or(|epoch| epoch == current.as_str()) && !doc.is_of_node();
    let held = since.filter(|_| same).map(Offset);
    if events::are_wanted(&request) {
        let seen = events::last_seen(&request).filter(|(epoch, _)| epoch == current.as_str());
        let held = seen.map_or(held, |(_, offset)| Some(Offset(offset)));
        return events::stream(&request, &hub, &reader, doc, held);
    }
    let frames = reader.summit.document(&reader.actor, &doc, held).map_err(Problem::of)?;
    Ok(HttpResponse::Ok()
        .insert_header(("Burgertop-Epoch", current.to_string()))
        .content_type("application/json")
        .body(joined(&frames)))
}

/// One `sync`, also where it would travel in pieces on a WebSocket.
fn joined(frames: &[Encoded]) -> Bytes {
    match frames {
        [one] => one.json(),
        [] => Bytes::from_static(b"{}"),
        [first, rest @ ..] => {
            let read = |frame: &Encoded| {
                serde_json::from_slice::<Value>(&frame.json()).unwrap_or_default()
            };
            let mut whole = read(first);
            for piece in rest {
                let mut piece = read(piece);
                if let (Some(set), Some(more)) =
                    (whole["sync"]["set"].as_object_mut(), piece["sync"]["set"].as_object_mut())
                {
                    set.append(more);
                }
                if let (Some(gone), Some(more)) =
                    (whole["sync"]["gone"].as_array_mut(), piece["sync"]["gone"].as_array_mut())
                {
                    gone.append(more);
                }
                whole["sync"]["to"] = piece["sync"]["to"].take();
            }
            whole.to_string().into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::SyncPieces;

    #[test]
    fn a_document_in_pieces_is_one_sync() {
        let doc = Doc::Desk;
        let mut pieces = SyncPieces::new(&doc, None, Offset(9));
        let value = format!("\"{}\"", "x".repeat(40_000));
        for n in 0..4 {
            pieces.set(&format!("idea/{n}"), &value);
        }
        let frames = pieces.finish();
        assert!(frames.len() > 1);
        let whole: Value = serde_json::from_slice(&joined(&frames)).expect("JSON");
        assert_eq!(whole["sync"]["from"], Value::Null);
        assert_eq!(whole["sync"]["to"], 9);
        assert_eq!(whole["sync"]["set"].as_object().expect("entries").len(), 4);
    }
}
