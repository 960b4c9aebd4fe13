//! What a change changed, field by field.

use contract::table::FieldChange;
use engine::ports::{CustomerBody, InvoiceBody};
use jiff::civil::Date;
use ledger::{Currency, MinorUnits};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An amount without its currency, as in a column.
pub(crate) fn bare(minor: MinorUnits, currency: Currency) -> String {
    let text = minor.of(currency).to_string();
    let code = format!(" {currency}");
    text.strip_suffix(&code).unwrap_or(&text).to_owned()
}

/// `Aug 14`
pub(crate) fn day(date: Date) -> String {
    date.strftime("%b %-d").to_string()
}

/// What a journal entry keeps under a name.
fn kept<T: DeserializeOwned>(details: &Value, name: &str) -> Option<T> {
    details
        .get(name)
        .filter(|value| !value.is_null())
        .and_then(|value| serde_json::from_value(value.clone()).ok())
}

/// Before and after of a change that was sent to Alternative; without a before it was new there.
pub(crate) struct Sent {
    /// It was not there before.
    pub(crate) new: bool,
    /// What differs.
    pub(crate) fields: Vec<FieldChange>,
}

/// An invoice's change, out of the details of its journal entry.
pub(crate) fn invoice(details: &Value) -> Option<Sent> {
    let after: InvoiceBody = kept(details, "after")?;
    let before: Option<InvoiceBody> = kept(details, "before");
    let lines = |body: &InvoiceBody| match body.lines.len() {
        1 => Some("1 line".to_owned()),
        count => Some(format!("{count} lines")),
    };
    let fields = Fields { before: before.as_ref(), after: &after, all: Vec::new() }
        .field("number", |body| body.number.clone())
        .field("date", |body| Some(day(body.issued)))
        .field("due", |body| body.due.map(day))
        .field("lines", lines)
        .field("tax", |body| Some(bare(body.tax, body.currency)))
        .field("total", |body| Some(bare(body.total, body.currency)))
        .field("owes", |body| Some(bare(body.balance, body.currency)))
        .field("memo", |body| body.memo.clone());
    let mut all = fields.all;
    let same_count = before.as_ref().is_some_and(|before| before.lines.len() == after.lines.len());
    if before.as_ref().is_some_and(|before| before.lines != after.lines) && same_count {
        all.push(FieldChange { name: "lines".to_owned(), before: None, after: Some("changed".to_owned()) });
    }
    Some(Sent { new: before.is_none(), fields: all })
}

/// A customer's change, out of the details of its journal entry.
pub(crate) fn customer(details: &Value) -> Option<Sent> {
    let after: CustomerBody = kept(details, "after")?;
    let before: Option<CustomerBody> = kept(details, "before");
    let address = |body: &CustomerBody| {
        let address = body.billing_address.as_ref()?;
        let parts =
            [&address.street, &address.sub_premise, &address.city, &address.state, &address.postal_code];
        let parts: Vec<_> = parts.into_iter().flatten().map(String::as_str).collect();
        Some(parts.join(", "))
    };
    let fields = Fields { before: before.as_ref(), after: &after, all: Vec::new() }
        .field("name", |body| Some(body.display_name.clone()))
        .field("company name", |body| body.company_name.clone())
        .field("e-mail address", |body| body.email.clone())
        .field("phone number", |body| body.phone.clone())
        .field("address", address)
        .field("active", |body| Some(if body.active { "yes" } else { "no" }.to_owned()));
    Some(Sent { new: before.is_none(), fields: fields.all })
}

struct Fields<'a, T> {
    before: Option<&'a T>,
    after: &'a T,
    all: Vec<FieldChange>,
}

impl<T> Fields<'_, T> {
    fn field(mut self, name: &str, read: impl Fn(&T) -> Option<String>) -> Self {
        let (before, after) = (self.before.and_then(&read), read(self.after));
        // No tax on something new is nothing new.
        let nothing = self.before.is_none() && after.as_deref() == Some("0.00");
        if before != after && !nothing {
            self.all.push(FieldChange { name: name.to_owned(), before, after });
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(due: &str, total: i64) -> Value {
        json!({
            "customer": "15", "number": "1058", "currency": "USD", "issued": "2026-07-29", "due": due,
            "lines": [{ "description": "Support", "amount": total }], "tax": 0, "total": total, "balance": total,
            "memo": null,
        })
    }

    #[test]
    fn only_what_differs_is_told() {
        let details = json!({ "before": body("2026-08-14", 367_500), "after": body("2026-08-28", 367_500) });
        let sent = invoice(&details).unwrap();
        let due = FieldChange {
            name: "due".to_owned(),
            before: Some("Aug 14".to_owned()),
            after: Some("Aug 28".to_owned()),
        };
        assert_eq!((sent.new, sent.fields), (false, vec![due]));
        let sent = invoice(&json!({ "before": null, "after": body("2026-08-28", 367_500) })).unwrap();
        assert!(sent.new);
        assert!(sent.fields.iter().any(|it| it.name == "total" && it.after.as_deref() == Some("3,675.00")));
        assert!(invoice(&json!({ "reason": "deleted" })).is_none());
    }
}
