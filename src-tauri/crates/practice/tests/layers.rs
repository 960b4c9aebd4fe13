//! The layers of the library: a file takes from its own layer and from those below it, never from above.

#![expect(clippy::unwrap_used, reason = "what the test reads with is test code too")]

use std::fs;
use std::path::{Path, PathBuf};

/// From the ground up, by the first name of a path in this crate; what is not named here is the ground.
const LAYERS: [&[&str]; 4] = [
    &["state"],
    &["world", "World"],
    &["api", "alternative", "control", "desk", "intuit", "quickbooks", "webhooks"],
    &["server", "Cut", "Door", "OpenError", "Practice"],
];

fn layer(name: &str) -> usize {
    LAYERS.iter().position(|names| names.contains(&name)).map_or(0, |at| at + 1)
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The name at the start of a text.
fn first_name(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    &text[..end.unwrap_or(text.len())]
}

/// What a source takes by `crate::name` or `crate::{name, …}`.
fn taken(source: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for rest in source.split("crate::").skip(1) {
        match rest.strip_prefix('{').and_then(|list| list.split_once('}')) {
            Some((list, _)) => names.extend(list.split(',').map(|part| first_name(part.trim()))),
            None => names.push(first_name(rest)),
        }
    }
    names
}

#[test]
fn no_layer_takes_from_one_above_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut layers = [0; LAYERS.len() + 1];
    let mut wrong = Vec::new();
    for file in files {
        let path = file.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        if ["lib.rs", "main.rs"].contains(&path.as_str()) {
            continue;
        }
        let own = layer(first_name(&path));
        layers[own] += 1;
        let source = fs::read_to_string(&file).unwrap();
        let above = taken(&source).into_iter().filter(|name| layer(name) > own);
        wrong.extend(above.map(|name| format!("{path} takes from {name}")));
    }
    assert!(layers.iter().all(|files| *files > 0), "a layer has no files: {layers:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
