//! The answer of a server of embeddings, read with suspicion: vectors in the order of the texts, each of length 1.

use serde::Deserialize;
use themes::EncodeError;

/// What is read of an answer; the rest is passed over.
#[derive(Deserialize)]
struct Answer {
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    /// Of the text in the question; answers may come in any order.
    index: usize,
    embedding: Vec<f32>,
}

/// The vectors of so many texts.
pub fn read(bytes: &[u8], texts: usize, dimensions: usize) -> Result<Vec<Vec<f32>>, EncodeError> {
    // What the parser complains of may quote the answer, and that the texts: the place alone is told.
    let answer: Answer = serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        malformed(format!("no list of embeddings, at line {line}, column {column}"))
    })?;
    let mut vectors: Vec<Option<Vec<f32>>> = vec![None; texts];
    for Item { index, embedding } in answer.data {
        let place = vectors
            .get_mut(index)
            .filter(|place| place.is_none())
            .ok_or_else(|| malformed(format!("embedding {index} of {texts}, or that one twice")))?;
        *place = Some(unit(embedding, dimensions)?);
    }
    let given = vectors.iter().flatten().count();
    vectors
        .into_iter()
        .collect::<Option<_>>()
        .ok_or_else(|| malformed(format!("{given} embeddings of {texts} texts")))
}

/// The same direction with length 1; all zeros stay so.
fn unit(vector: Vec<f32>, dimensions: usize) -> Result<Vec<f32>, EncodeError> {
    if vector.len() != dimensions {
        return Err(malformed(format!("{} numbers instead of {dimensions}", vector.len())));
    }
    if !vector.iter().all(|it| it.is_finite()) {
        return Err(malformed("a number that is none".to_owned()));
    }
    let length = vector.iter().map(|it| f64::from(*it).powi(2)).sum::<f64>().sqrt();
    if length == 0.0 {
        return Ok(vector);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a part of a vector of length 1")]
    let part = |it: f32| (f64::from(it) / length) as f32;
    Ok(vector.into_iter().map(part).collect())
}

const fn malformed(why: String) -> EncodeError {
    EncodeError::Malformed(why)
}
