//! `doctor`.

use std::path::Path;

use contract::Problem;
use contract::doctor::Report;
use service::{HostParts, doctor_at};

use crate::exit::Exit;
use crate::output::Output;

pub async fn run(
    parts: HostParts,
    bundle: Option<&Path>,
    rebuild: bool,
    output: Output,
) -> Result<Exit, Problem> {
    let made = if rebuild { Some(service::rebuild(&parts).await?) } else { None };
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
