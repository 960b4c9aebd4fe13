//! Journal entries (rule P8): only those that are looked for by their number.

use ledger::Currency;
use ledger::books::{JournalEntry, JournalLine};
use serde::Deserialize;

use crate::field::{FieldError, Ref, Text, currency, list, ref_id, required_ref};

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Wire {
    id: Text,
    sync_token: Text,
    doc_number: Text,
    currency_ref: Option<Ref>,
    #[serde(deserialize_with = "list")]
    line: Vec<Line>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Line {
    amount: Text,
    journal_entry_line_detail: Option<Detail>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Detail {
    posting_type: Text,
    account_ref: Option<Ref>,
    entity: Option<Entity>,
}

/// Here the name is nested, other than on a deposit.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Entity {
    r#type: Text,
    entity_ref: Option<Ref>,
}

pub(crate) fn journal_entry(raw: &str, home: Currency) -> Result<JournalEntry, FieldError> {
    let wire: Wire = super::wire(raw)?;
    let currency = currency(wire.currency_ref.as_ref(), home)?;
    let detailed = wire.line.iter().filter_map(|line| Some((line, line.journal_entry_line_detail.as_ref()?)));
    let lines = detailed.map(|(line, detail)| {
        let amount = line.amount.required_amount("Line.Amount", currency)?;
        let customer = detail.entity.as_ref().filter(|entity| entity.r#type.is("Customer"));
        Ok(JournalLine {
            account: required_ref(detail.account_ref.as_ref(), "AccountRef")?,
            debit: if detail.posting_type.is("Credit") { -amount } else { amount },
            customer: ref_id(customer.and_then(|entity| entity.entity_ref.as_ref())),
        })
    });
    Ok(JournalEntry {
        id: wire.id.id("Id")?,
        version: wire.sync_token.version()?,
        number: wire.doc_number.owned(),
        lines: lines.collect::<Result<_, FieldError>>()?,
    })
}
