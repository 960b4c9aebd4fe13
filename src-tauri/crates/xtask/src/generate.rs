//! What is written by a program and committed: the contract in TypeScript.

use std::fs;

use crate::workspace::{Outcome, root};

/// Where the contract in TypeScript is, relative to the root.
pub const CONTRACT: &str = "ui/src/lib/contract/index.ts";

/// Writes it anew.
pub fn run() -> Outcome<bool> {
    let path = root().join(CONTRACT);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::write(&path, contract::typescript::module()).map_err(|error| format!("{CONTRACT}: {error}"))?;
    println!("wrote {CONTRACT}");
    Ok(true)
}
