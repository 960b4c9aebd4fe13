//! `POST /upload`: files with what is said about them, as `multipart/form-data`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::attachable;
use super::draft::Context;
use super::fault::Fault;
use super::operate::Notes;
use super::render::render;
use super::save::save;
use crate::http::Request;
use crate::state::books::Books;
use crate::state::books::entity::Entity;

const FILES_MAX: usize = 20;

/// One part of the body.
struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    bytes: Vec<u8>,
}

/// The inner `AttachableResponse`: each file has an outcome of its own.
pub fn upload(
    books: &mut Books,
    context: &Context,
    request: &Request,
    notes: &mut Notes,
) -> Result<Value, Fault> {
    let kind = request.header("content-type").unwrap_or_default();
    let boundary = boundary(kind).ok_or_else(|| Fault::unreadable("The body must be multipart/form-data"))?;
    let parts = parts(&request.body, &boundary)?;
    let contents: Vec<&Part> = parts.iter().filter(|part| part.name.starts_with("file_content")).collect();
    if contents.is_empty() {
        return Err(Fault::missing("file_content_01"));
    }
    if contents.len() > FILES_MAX {
        return Err(Fault::business(format!("An upload has at most {FILES_MAX} files.")));
    }
    let mut answers = Vec::with_capacity(contents.len());
    for content in contents {
        let said = content.name.replace("file_content", "file_metadata");
        let metadata = parts.iter().find(|part| part.name == said);
        let stored = books.attempt(|books| store(books, context, metadata, content));
        answers.push(match stored {
            Ok(id) => {
                notes.effects.push(format!("created Attachable {id}"));
                let place = (Entity::Attachable, id);
                let value = books.record(place).map(|record| render(books, context, place, record));
                json!({ "Attachable": value })
            }
            Err(fault) => json!({"Fault": fault.to_value()}),
        });
    }
    Ok(Value::Array(answers))
}

/// Makes the attachment; without a word about it, the part's own headers say name and type.
fn store(books: &mut Books, context: &Context, metadata: Option<&Part>, file: &Part) -> Result<u64, Fault> {
    let mut body = match metadata {
        Some(part) => match serde_json::from_slice(&part.bytes) {
            Ok(Value::Object(map)) => map,
            Ok(_) => return Err(Fault::unreadable("The metadata must be a JSON object")),
            Err(error) => {
                return Err(Fault::unreadable(format!("failed to parse json object; {error}")));
            }
        },
        None => Map::new(),
    };
    if let Some(name) = &file.file_name {
        body.entry("FileName").or_insert_with(|| json!(name));
    }
    if let Some(kind) = &file.content_type {
        body.entry("ContentType").or_insert_with(|| json!(kind));
    }
    let written = save(books, context, Entity::Attachable, body)?;
    attachable::put_file(books, written.place.1, &file.bytes);
    Ok(written.place.1)
}

/// `boundary=` of a content type.
fn boundary(content_type: &str) -> Option<String> {
    let (kind, rest) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let pair = rest.split(';').map(str::trim).find(|pair| pair.to_lowercase().starts_with("boundary="))?;
    let value = pair.split_once('=')?.1.trim_matches('"');
    (!value.is_empty()).then(|| value.to_owned())
}

/// Splits a body at its boundary. Lines may end with a line feed alone, as a known client sends them.
fn parts(body: &[u8], boundary: &str) -> Result<Vec<Part>, Fault> {
    let mark = format!("--{boundary}");
    let mut starts = Vec::new();
    let mut from = 0;
    while let Some(at) = find(body, mark.as_bytes(), from) {
        if at == 0 || body.get(at - 1) == Some(&b'\n') {
            starts.push(at);
        }
        from = at + mark.len();
    }
    let mut parts = Vec::new();
    for pair in starts.windows(2) {
        let [start, end] = *pair else { continue };
        let raw = body.get(start + mark.len()..end).unwrap_or_default();
        parts.push(part(raw)?);
    }
    Ok(parts)
}

fn find(body: &[u8], mark: &[u8], from: usize) -> Option<usize> {
    let rest = body.get(from..)?;
    rest.windows(mark.len()).position(|window| window == mark).map(|at| from + at)
}

fn part(raw: &[u8]) -> Result<Part, Fault> {
    let broken = || Fault::unreadable("A part of the body has no headers");
    let raw = raw.strip_prefix(b"\r\n").or_else(|| raw.strip_prefix(b"\n")).ok_or_else(broken)?;
    let long = find(raw, b"\r\n\r\n", 0).map(|at| (at, 4));
    let short = find(raw, b"\n\n", 0).map(|at| (at, 2));
    let (at, length) = match (long, short) {
        (Some(one), Some(other)) => {
            if one.0 < other.0 {
                one
            } else {
                other
            }
        }
        (one, other) => one.or(other).ok_or_else(broken)?,
    };
    let head = String::from_utf8_lossy(raw.get(..at).unwrap_or_default()).into_owned();
    let content = raw.get(at + length..).unwrap_or_default();
    let content = content.strip_suffix(b"\r\n").or_else(|| content.strip_suffix(b"\n")).unwrap_or(content);
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(key, _)| key.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    };
    let disposition = header("content-disposition").ok_or_else(broken)?;
    let base64 = header("content-transfer-encoding").is_some_and(|kind| kind.eq_ignore_ascii_case("base64"));
    let bytes = if base64 {
        let text: Vec<u8> = content.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        STANDARD.decode(text).map_err(|_| Fault::unreadable("A part is not the base64 that it says it is"))?
    } else {
        content.to_vec()
    };
    Ok(Part {
        name: attribute(&disposition, "name").ok_or_else(broken)?,
        file_name: attribute(&disposition, "filename"),
        content_type: header("content-type"),
        bytes,
    })
}

fn attribute(disposition: &str, name: &str) -> Option<String> {
    let mut pairs = disposition.split(';').filter_map(|pair| pair.trim().split_once('='));
    let value = pairs.find(|(key, _)| key.eq_ignore_ascii_case(name))?.1;
    Some(value.trim_matches('"').to_owned())
}
