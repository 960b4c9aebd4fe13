//! `activity`, `explain`.

use contract::Problem;
use contract::activity::{ActivityEntry, EntryKind, Explanation};
use ledger::CompanyId;
use service::{Host, Wanted};

use crate::exit::Exit;
use crate::output::Output;
use crate::text::status::time;

pub async fn activity(
    host: &Host,
    company: &CompanyId,
    since: Option<u64>,
    record: Option<&str>,
    limit: u32,
    output: Output,
) -> Result<Exit, Problem> {
    let wanted = Wanted { since, record: record.map(str::to_owned), limit };
    let entries = service::activity(host, company, &wanted).await?;
    output.result(&entries, |entries| {
        let lines: Vec<_> = entries.iter().map(line).collect();
        if lines.is_empty() { "No activity yet.".to_owned() } else { lines.join("\n") }
    });
    Ok(Exit::Fine)
}

fn line(entry: &ActivityEntry) -> String {
    let record = entry.record.as_ref().map(|record| format!("  [{record}]")).unwrap_or_default();
    format!("{:>6}  {}  {:<10}  {}{record}", entry.seq, time(entry.at), kind(entry.kind), entry.text)
}

fn kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Read => "read",
        EntryKind::Decided => "planned",
        EntryKind::Attempt => "sending",
        EntryKind::Written => "written",
        EntryKind::Found => "found",
        EntryKind::Failed => "failed",
        EntryKind::Held => "needs you",
        EntryKind::Withdrawn => "settled",
        EntryKind::Person => "person",
        EntryKind::Connection => "connection",
        EntryKind::Drift => "differs",
    }
}

pub async fn explain(
    host: &Host,
    company: &CompanyId,
    record: &str,
    output: Output,
) -> Result<Exit, Problem> {
    output.result(&service::explain(host, company, record).await?, explanation);
    Ok(Exit::Fine)
}

fn explanation(explained: &Explanation) -> String {
    let mut lines = vec![explained.label.clone()];
    lines.extend(explained.now.iter().map(|fact| format!("  {:<12} {}", fact.place, fact.text)));
    lines.push(String::new());
    for entry in &explained.chain {
        lines.push(line(entry));
        lines.extend(reasons(entry).into_iter().map(|reason| format!("{:36}{reason}", "")));
    }
    if explained.chain.is_empty() {
        lines.push("No activity for this record: it has not changed since it was first read.".to_owned());
    }
    lines.join("\n")
}

/// Why, and what it was before and after.
fn reasons(entry: &ActivityEntry) -> Vec<String> {
    let detail = |name: &str| entry.details.get(name).filter(|value| !value.is_null());
    let plain = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    ["reason", "cause", "before", "after", "request_id"]
        .into_iter()
        .filter_map(|name| {
            // A list under `after` names what had to come first; it is no value of the record.
            let value = detail(name).filter(|value| !value.is_array())?;
            Some(format!("{name}: {}", plain(value)))
        })
        .collect()
}
