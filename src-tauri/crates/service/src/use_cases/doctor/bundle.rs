//! The support bundle: what the engine was doing, with every name, amount, address and id left out or replaced by a
//! word that means something within this bundle only.

use std::collections::BTreeMap;
use std::path::Path;

use contract::doctor::Report;
use contract::{Code, Problem};
use data_encoding::HEXLOWER;
use engine::journal::Entry;
use engine::ports::{Entropy, HoldQuery, JournalQuery, Store, StoreFault};
use engine::settings::Settings;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::SqliteStore;

use super::log_lines;
use crate::details::Details;
use crate::export;

/// Journal entries a company.
const ENTRIES: u32 = 500;
/// Lines of the log.
const LOG_LINES: usize = 2_000;

#[derive(Serialize)]
struct Bundle {
    report: Value,
    companies: Vec<Company>,
    log: Vec<Value>,
}

#[derive(Serialize)]
struct Company {
    name: String,
    practice: bool,
    connected: bool,
    integration: Option<bool>,
    preferences: BTreeMap<&'static str, String>,
    quickbooks_closed: Option<String>,
    alternative_closed: Option<String>,
    outbox: Vec<String>,
    holds: Vec<BTreeMap<&'static str, String>>,
    invoices_tied: u64,
    invoices_apart: u64,
    journal: Vec<BTreeMap<&'static str, String>>,
    /// What the database did not give, because it is damaged.
    unreadable: Vec<&'static str>,
}

/// What a bundle is made of, whether or not the database opens.
pub(super) struct Source<'a> {
    pub(super) data: &'a Path,
    pub(super) entropy: &'a dyn Entropy,
    /// The database, where it opens, with the companies that can be read.
    pub(super) store: Option<(&'a SqliteStore, &'a [Settings])>,
}

/// Writes the bundle to a file that only the user may read. What a damaged database does not give is left out.
pub(super) async fn write(source: &Source<'_>, report: &Report, file: &Path) -> Result<(), Problem> {
    let mut salt = [0; 16];
    source.entropy.fill(&mut salt);
    let veil = Veil::new(salt);
    let mut redacted = Vec::new();
    if let Some((store, companies)) = source.store {
        for settings in companies {
            redacted.push(company(store, settings, &veil).await);
        }
    }
    // The directory may hold the user's own name, and what was found may name a company or an address.
    let report = Report { data: veil.hide(&report.data), ..report.clone() };
    let failed = |error: serde_json::Error| {
        Problem::new(Code::Failed, format!("The support bundle could not be created: {error}"))
    };
    let mut report = serde_json::to_value(&report).map_err(failed)?;
    for check in report["checks"].as_array_mut().into_iter().flatten() {
        check["text"] = Value::from("");
        if let Some(check) = check.as_object_mut() {
            check.remove("found");
        }
    }
    let lines = crate::log::recent(source.data, LOG_LINES);
    let log = lines.iter().filter_map(|line| log_lines::veiled(line, &veil)).collect();
    let bundle = Bundle { report, companies: redacted, log };
    let json = serde_json::to_vec_pretty(&bundle).map_err(failed)?;
    export::write(file, &json)
}

async fn company(store: &SqliteStore, settings: &Settings, veil: &Veil) -> Company {
    let id = &settings.company;
    let mut unreadable = Vec::new();
    let counts = read("outbox", store.outbox_counts(id).await, &mut unreadable);
    let tie = read("tie", store.tie(id).await, &mut unreadable);
    let holds = read("holds", store.holds(id, &HoldQuery::Open).await, &mut unreadable);
    let entries = JournalQuery { limit: ENTRIES, ..JournalQuery::default() };
    let journal = read("journal", store.journal(id, &entries).await, &mut unreadable);
    let preferences = &settings.preferences;
    Company {
        name: veil.hide(id.as_str()),
        practice: settings.practice,
        connected: settings.is_connected(),
        integration: settings.alternative.as_ref().map(|access| access.integration),
        preferences: BTreeMap::from([
            ("create_deposits", preferences.create_deposits.to_string()),
            ("deposit_account", preferences.deposit_account.is_some().to_string()),
            ("payment_account", preferences.payment_account.is_some().to_string()),
            ("record_when", format!("{:?}", preferences.record_when)),
        ]),
        quickbooks_closed: settings.quickbooks_closed.map(|closed| format!("{closed:?}")),
        alternative_closed: settings.alternative_closed.map(|closed| format!("{closed:?}")),
        outbox: counts
            .into_iter()
            .map(|(item, state, count)| format!("{} {}: {count}", item.code(), state.code()))
            .collect(),
        holds: holds
            .into_iter()
            .map(|hold| {
                BTreeMap::from([
                    ("rule", hold.draft.rule().to_string()),
                    ("record", veil.record(&hold.draft.subject.to_string())),
                    ("raised_at", hold.raised_at.to_string()),
                ])
            })
            .collect(),
        invoices_tied: tie.invoices,
        invoices_apart: tie.apart,
        journal: journal.iter().map(|entry| veil.entry(entry)).collect(),
        unreadable,
    }
}

/// What a damaged database still gives; what it does not is named.
fn read<T: Default>(
    name: &'static str,
    read: Result<T, StoreFault>,
    unreadable: &mut Vec<&'static str>,
) -> T {
    read.unwrap_or_else(|_| {
        unreadable.push(name);
        T::default()
    })
}

/// Replaces what is private; the same thing gets the same word within one bundle.
pub(super) struct Veil {
    salt: [u8; 16],
}

impl Veil {
    pub(super) fn new(salt: [u8; 16]) -> Self {
        Self { salt }
    }

    pub(super) fn hide(&self, private: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(self.salt);
        hash.update(private.as_bytes());
        HEXLOWER.encode(&hash.finalize()[..4])
    }

    /// `invoice:1042` keeps its kind.
    pub(super) fn record(&self, record: &str) -> String {
        let (kind, id) = record.split_once(':').unwrap_or(("record", record));
        format!("{kind}:{}", self.hide(id))
    }

    /// Sentences hold names and amounts and are left out; codes stay.
    fn entry(&self, entry: &Entry) -> BTreeMap<&'static str, String> {
        let draft = &entry.draft;
        let mut shown = BTreeMap::from([
            ("seq", entry.seq.to_string()),
            ("at", draft.at.to_string()),
            ("kind", format!("{:?}", draft.kind)),
        ]);
        if let Some(item) = draft.item {
            shown.insert("item", item.code().to_owned());
        }
        if let Some(subject) = &draft.subject {
            shown.insert("record", self.record(&subject.to_string()));
        }
        let details = Details::of(entry);
        let fault = details.fault.unwrap_or_default();
        let evidence = fault.evidence;
        let known = [
            ("rule", details.rule),
            ("fault", Some(fault.kind).filter(|kind| !kind.is_null()).as_ref().map(plain)),
            ("status", evidence.status.map(|status| status.to_string())),
            ("code", evidence.code),
            ("trace", evidence.trace),
        ];
        shown.extend(known.into_iter().filter_map(|(name, value)| Some((name, value?))));
        shown
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use engine::journal::{EntryDraft, EntryKind};
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use engine::happened::Happened;

    #[test]
    fn names_and_amounts_stay_at_home() {
        let veil = Veil::new([7; 16]);
        let draft = EntryDraft::new(
            Timestamp::UNIX_EPOCH,
            EntryKind::Failed,
            Happened::Sentence("Not done: Record a payment of 2,310.00 USD for Copperline Electric".into()),
        )
        .about(&"invoice:1042".parse().unwrap())
        .with(json!({ "fault": { "side": "quickbooks", "kind": "period_closed",
            "evidence": { "status": 400, "code": "6210", "message": "Copperline Electric" } }, "customer": "Copperline Electric" }));
        let entry = Entry { seq: 3, draft, previous: String::new(), hash: String::new() };
        let shown = veil.entry(&entry);
        let json = serde_json::to_string(&shown).unwrap();
        assert!(!json.contains("Copperline") && !json.contains("2,310") && !json.contains("1042"), "{json}");
        assert_eq!(shown["code"], "6210");
        assert_eq!(shown["fault"], "period_closed");
        assert_eq!(veil.record("invoice:1042"), shown["record"]);
    }
}
