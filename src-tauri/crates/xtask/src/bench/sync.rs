//! What syncing asks of both services and of the store among many invoices: counts, which are the same on every computer,
//! beside those that are kept. Times are told and judged by nobody.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use serde_json::Value;

use super::kept::{Row, Table};
use crate::workspace::{self, Outcome, cargo};

/// Small, and large.
const SIZES: [&str; 2] = ["1000", "100000"];
/// Where the counts are kept, from the root.
const KEPT: &str = "src-tauri/crates/xtask/src/bench/sync.txt";

/// Counts with the small company only, or with both. Fails when a count is higher than the kept one; with `write` what was
/// counted is kept from now on.
pub fn run(sizes: Sizes, write: bool) -> Outcome<bool> {
    let path = workspace::root().join(KEPT);
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let kept = Table::read(&text).map_err(|error| format!("{KEPT}: {error}"))?;
    let counted = count(match sizes {
        Sizes::Small => &SIZES[..1],
        Sizes::All => &SIZES,
    })?;
    let grown = counted.grown();
    for line in &grown {
        println!("{line}");
    }
    if write {
        let text = kept.replaced_by(&counted).to_string();
        std::fs::write(&path, text).map_err(|error| format!("{KEPT}: {error}"))?;
        println!("kept in {KEPT}");
        return Ok(grown.is_empty());
    }
    let (more, less) = counted.beside(&kept);
    for line in less.iter().chain(&more) {
        println!("{line}");
    }
    println!("{} counts are higher than those in {KEPT}, {} are lower", more.len(), less.len());
    Ok(grown.is_empty() && more.is_empty())
}

/// Which companies are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sizes {
    /// With a thousand invoices.
    Small,
    /// With a hundred thousand too, which takes minutes.
    All,
}

/// Runs the scenarios and prints their rows as they come.
fn count(sizes: &[&str]) -> Outcome<Table> {
    let mut command = cargo("run");
    command.args([
        "--locked",
        "--profile",
        "simulation",
        "--package",
        "acceptance",
        "--example",
        "bench_sync",
    ]);
    command.arg("--").args(sizes).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("cargo cannot be started: {error}"))?;
    let stream = child.stdout.take().ok_or_else(|| "the benchmark says nothing".to_owned())?;
    let mut counted = Table::default();
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        let told: Value = serde_json::from_str(&line).map_err(|error| format!("{line}: {error}"))?;
        let (columns, row) = told_row(&told).ok_or_else(|| format!("no row: {line}"))?;
        if counted.columns.is_empty() {
            counted.columns = columns;
            println!("{}{:>10}", counted.heading(), "time");
        }
        println!("{}{:>10}", counted.line(&row), seconds(&told));
        counted.rows.push(row);
    }
    let status = child.wait().map_err(|error| format!("bench_sync: {error}"))?;
    if status.success() { Ok(counted) } else { Err("the benchmark did not come to its end".to_owned()) }
}

fn told_row(told: &Value) -> Option<(Vec<String>, Row)> {
    let (mut columns, mut counts) = (Vec::new(), Vec::new());
    for column in told["counts"].as_array()? {
        columns.push(column[0].as_str()?.to_owned());
        counts.push(column[1].as_u64()?);
    }
    let scenario = told["scenario"].as_str()?.to_owned();
    Some((columns, Row { scenario, invoices: told["invoices"].as_u64()?, counts }))
}

fn seconds(told: &Value) -> String {
    format!("{:.2} s", told["seconds"].as_f64().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_is_read_as_it_is_told() {
        let told = json!({ "scenario": "quiet pass", "invoices": 1000, "counts": [["ticks", 1], ["rows read", 12]], "seconds": 0.5 });
        let (columns, row) = told_row(&told).unwrap();
        assert_eq!(columns, ["ticks", "rows read"]);
        assert_eq!(row, Row { scenario: "quiet pass".to_owned(), invoices: 1_000, counts: vec![1, 12] });
        assert_eq!(seconds(&told), "0.50 s");
        assert_eq!(told_row(&json!({ "scenario": "quiet pass" })), None);
    }
}
