//! What is written by a program and committed: the contract in TypeScript.

use std::fs;

use crate::workspace::{Outcome, root};

/// The folder of the contract in TypeScript, relative to the root. Nothing else stands in it.
pub const CONTRACT: &str = "ui/src/lib/contract";

/// Writes it anew.
pub fn run() -> Outcome<bool> {
    let folder = root().join(CONTRACT);
    let failed = |error: std::io::Error| format!("{CONTRACT}: {error}");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    fs::create_dir_all(&folder).map_err(failed)?;
    let files = contract::typescript::files();
    for (name, text) in &files {
        fs::write(folder.join(name), text).map_err(failed)?;
    }
    println!("wrote {} files into {CONTRACT}", files.len());
    Ok(true)
}
