//! What a display would show, before the hall sees it.

use super::{
    access::{Reader, query},
    problem::Problem,
};
use actix_web::{HttpRequest, web};
use domain::{Doc, wall::Scene};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PreviewQuery {
    scene: Scene,
}

/// `GET /api/v1/summits/{summit}/preview?scene=themes`: `{"set":{…}}`, the entries of such a display.
pub async fn preview(reader: Reader, request: HttpRequest) -> Result<web::Json<Value>, Problem> {
    reader.must_see(&Doc::Control)?;
    let PreviewQuery { scene } = query(&request, "scene")?;
    let picture = reader.summit.read(|summit| views::picture(summit, scene));
    Ok(web::Json(json!({ "set": picture })))
}
