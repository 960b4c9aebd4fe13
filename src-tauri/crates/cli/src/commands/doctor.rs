//! `doctor`.

use std::path::Path;

use contract::Problem;
use contract::doctor::Report;
use service::{Host, HostParts, doctor_at};

use crate::exit::Exit;
use crate::output::Output;

/// What is done before the checks.
pub struct First {
    pub rebuild: bool,
    pub forget_earlier: bool,
}

pub async fn run(
    parts: HostParts,
    bundle: Option<&Path>,
    first: First,
    output: Output,
) -> Result<Exit, Problem> {
    let mut made = Vec::new();
    if first.rebuild {
        made.push(service::rebuild(&parts).await?);
    }
    if first.forget_earlier {
        made.push(service::forget_earlier(&Host::open(parts.clone()).await?).await?);
    }
    let mut report = doctor_at(parts, bundle).await?;
    report.checks.extend(made);
    output.result(&report, text);
    Ok(if report.ok { Exit::Fine } else { Exit::Failed })
}

fn text(report: &Report) -> String {
    let mut lines = vec![format!("companion-cli {} on {}", report.version, report.system)];
    lines.push(format!("Data in {}", report.data));
    for check in &report.checks {
        lines.push(format!("{:<8} {}", if check.ok { "fine" } else { "trouble" }, check.text));
        lines.extend(check.hint.iter().map(|hint| format!("{:<8} {hint}", "")));
    }
    if let Some(bundle) = &report.bundle {
        lines.push(format!("Support bundle without secrets, names, or amounts: {bundle}"));
    }
    lines.join("\n")
}
