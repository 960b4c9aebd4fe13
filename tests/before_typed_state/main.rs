//! Wrote `tests/fixtures/before_typed_state`: `cargo run -p acceptance --example write_fixture -- FOLDER`.
//!
//! The files there were written by version 0.1.0, whose holds, links and choices were text, and stand for the databases
//! that people have. They are never written again by newer code: a file made by the code under test proves nothing. This
//! program stays as their description, and as the way to make the next such fixture before the stored forms change again.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a broken script says so by stopping"
)]

mod before_start;
mod cases;
mod decided;
mod golden;
mod invoices;
mod lost;
mod payments;
mod payouts;
mod scene;
mod tried;
mod waiting;

use std::path::{Path, PathBuf};

use clap::Parser;
use serde_json::{Value, json};

use crate::scene::Scene;

/// Writes one folder a company, and what their values must stay.
#[derive(Debug, Parser)]
struct Arguments {
    /// An empty or new folder.
    folder: PathBuf,
    /// Only this company, without the golden values.
    #[arg(long)]
    only: Option<String>,
}

/// The companies, each with what happens in it.
const COMPANIES: [&str; 10] = [
    "invoices",
    "payments",
    "payouts",
    "before_start",
    "lost_answers",
    "lost_requests",
    "tried",
    "waiting",
    "pressed",
    "settled",
];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments = Arguments::parse();
    let mut golden = Vec::new();
    for company in COMPANIES {
        if arguments.only.as_ref().is_some_and(|only| only != company) {
            continue;
        }
        let mut scene = Scene::new(&arguments.folder.join(company)).await;
        play(company, &mut scene).await;
        golden.extend(golden::values(company, &scene).await);
        let told = scene.leave().await;
        println!("{company}: {told}");
    }
    if arguments.only.is_none() {
        write(&arguments.folder.join("golden.json"), &golden::once_each(golden));
    }
}

async fn play(company: &str, scene: &mut Scene) {
    match company {
        "invoices" => invoices::play(scene).await,
        "payments" => payments::play(scene).await,
        "payouts" => payouts::play(scene).await,
        "before_start" => before_start::play(scene).await,
        "lost_answers" => lost::play(scene, "drop_after").await,
        "lost_requests" => lost::play(scene, "drop_before").await,
        "tried" => tried::play(scene).await,
        "waiting" => waiting::play(scene).await,
        "pressed" => decided::press(scene).await,
        _ => decided::settle(scene).await,
    }
}

/// One value a line, so that a change of one shows as one.
fn write(path: &Path, values: &[Value]) {
    let lines: Vec<_> = values.iter().map(Value::to_string).collect();
    std::fs::write(path, format!("[\n{}\n]\n", lines.join(",\n"))).unwrap();
}

/// A fault of QuickBooks' that meets the next write of this path once.
fn quickbooks_once(path: &str, kind: &str, value: &Value) -> Value {
    json!({ "service": "quickbooks", "method": "POST", "path": path, "kind": kind, "value": value, "times": 1 })
}
