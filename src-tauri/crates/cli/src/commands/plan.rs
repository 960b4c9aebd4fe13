//! `plan`.

use contract::Problem;
use contract::preview::PreviewView;
use ledger::CompanyId;
use service::{Host, plan};

use super::sync::{signaled, told};
use crate::exit::Exit;
use crate::output::{Output, Progress};
use crate::text::amount::full;
use crate::text::status::time;

/// Writes shown as examples.
const EXAMPLES: usize = 10;

pub async fn run(host: &Host, company: &CompanyId, output: Output) -> Result<Exit, Problem> {
    let mut progress = told();
    let planned = plan(host, company, &mut progress, signaled()).await;
    Progress::clear();
    output.result(&planned?, text);
    Ok(Exit::Fine)
}

fn text(plan: &PreviewView) -> String {
    let pass = if plan.started { "next" } else { "first" };
    let mut lines = Vec::new();
    if plan.planned.is_empty() {
        lines.push(format!("The {pass} sync would write nothing."));
    } else {
        lines.push(format!("The {pass} sync would write:"));
        lines.extend(plan.planned.iter().map(|it| format!("  {:>6}  {}", it.count, it.item.name())));
    }
    for (sum, what) in [
        (&plan.open_invoices, "Open invoices of any age".to_owned()),
        (&plan.paid_invoices, format!("Paid invoices since {}", plan.paid_since)),
        (&plan.payments, "Payments into QuickBooks".to_owned()),
        (&plan.deposits, "Deposits into QuickBooks".to_owned()),
    ] {
        if sum.count > 0 {
            lines.push(format!("{what}: {}, {}.", sum.count, full(sum.minor, sum.currency)));
        }
    }
    if !plan.examples.is_empty() {
        lines.push("For example:".to_owned());
        lines.extend(plan.examples.iter().take(EXAMPLES).map(|example| format!("  {example}")));
    }
    if !plan.holds.is_empty() {
        lines.push("It would need your decision:".to_owned());
        lines.extend(plan.holds.iter().map(|hold| format!("  {}", hold.title)));
    }
    if !plan.earlier.is_empty() {
        lines.push("From before syncing started, recorded only if you select them:".to_owned());
        let earlier =
            |it: &contract::preview::EarlierRow| format!("  {}  {}  {}", time(it.at), it.amount, it.record);
        lines.extend(plan.earlier.iter().map(earlier));
    }
    if !plan.waits.is_empty() {
        lines.push(format!("{} would be pending and recorded automatically later.", plan.waits.len()));
    }
    lines.extend(plan.notes.iter().cloned());
    lines.push("Nothing was written. Continue with: companion-cli sync".to_owned());
    lines.join("\n")
}
