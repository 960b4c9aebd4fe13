//! What a change changed, field by field.

use contract::change::{Field, FieldChange, FieldValue};
use engine::ports::{CustomerBody, InvoiceBody};
use ledger::MinorUnits;

use crate::details::Details;

/// Before and after of a change that was sent to Alternative; without a before it was new there.
pub(crate) struct Sent {
    /// It was not there before.
    pub(crate) new: bool,
    /// What differs.
    pub(crate) fields: Vec<FieldChange>,
}

impl Sent {
    pub(crate) fn parts(self) -> (bool, Vec<FieldChange>) {
        (self.new, self.fields)
    }
}

/// An invoice's change, out of the details of its journal entry.
pub(crate) fn invoice(details: &Details) -> Option<Sent> {
    let (before, after) = details.invoices();
    let after = after?;
    let amount =
        |minor: MinorUnits, body: &InvoiceBody| Some(FieldValue::Amount { amount: minor.of(body.currency) });
    let fields = Fields { before: before.as_ref(), after: &after, all: Vec::new() }
        .field(Field::Number, |body| text(body.number.as_deref()))
        .field(Field::Date, |body| Some(FieldValue::Day { day: body.issued }))
        .field(Field::Due, |body| body.due.map(|day| FieldValue::Day { day }))
        .field(Field::Lines, |body| Some(FieldValue::Lines { count: body.lines.len() as u64 }))
        .field(Field::Tax, |body| amount(body.tax, body))
        .field(Field::Total, |body| amount(body.total, body))
        .field(Field::Owes, |body| amount(body.balance, body))
        .field(Field::Memo, |body| text(body.memo.as_deref()));
    let mut all = fields.all;
    let same_count = before.as_ref().is_some_and(|before| before.lines.len() == after.lines.len());
    if before.as_ref().is_some_and(|before| before.lines != after.lines) && same_count {
        all.push(FieldChange { field: Field::Lines, before: None, after: Some(FieldValue::Changed) });
    }
    Some(Sent { new: before.is_none(), fields: all })
}

/// A customer's change, out of the details of its journal entry.
pub(crate) fn customer(details: &Details) -> Option<Sent> {
    let (before, after) = details.customers();
    let after = after?;
    let address = |body: &CustomerBody| {
        let address = body.billing_address.as_ref()?;
        let parts =
            [&address.street, &address.sub_premise, &address.city, &address.state, &address.postal_code];
        let parts: Vec<_> = parts.into_iter().flatten().map(String::as_str).collect();
        text(Some(parts.join(", ").as_str()))
    };
    let fields = Fields { before: before.as_ref(), after: &after, all: Vec::new() }
        .field(Field::Name, |body| text(Some(&body.display_name)))
        .field(Field::CompanyName, |body| text(body.company_name.as_deref()))
        .field(Field::Email, |body| text(body.email.as_deref()))
        .field(Field::Phone, |body| text(body.phone.as_deref()))
        .field(Field::Address, address)
        .field(Field::Active, |body| Some(FieldValue::Flag { is: body.active }));
    Some(Sent { new: before.is_none(), fields: fields.all })
}

struct Fields<'a, T> {
    before: Option<&'a T>,
    after: &'a T,
    all: Vec<FieldChange>,
}

impl<T> Fields<'_, T> {
    fn field(mut self, field: Field, read: impl Fn(&T) -> Option<FieldValue>) -> Self {
        let (before, after) = (self.before.and_then(&read), read(self.after));
        // No tax on something new is nothing new.
        let is_zero = matches!(&after, Some(FieldValue::Amount { amount }) if amount.minor.is_zero());
        if before != after && !(self.before.is_none() && is_zero) {
            self.all.push(FieldChange { field, before, after });
        }
        self
    }
}

fn text(text: Option<&str>) -> Option<FieldValue> {
    text.map(|text| FieldValue::Text { text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use ledger::Currency;
    use serde_json::{Value, json};

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
        let sent = invoice(&Details::read(&details)).unwrap();
        let on = |day| Some(FieldValue::Day { day: date(2026, 8, day) });
        let due = FieldChange { field: Field::Due, before: on(14), after: on(28) };
        assert_eq!((sent.new, sent.fields), (false, vec![due]));
        let sent = invoice(&Details::read(&json!({ "before": null, "after": body("2026-08-28", 367_500) })))
            .unwrap();
        assert!(sent.new);
        let total = Some(FieldValue::Amount { amount: MinorUnits(367_500).of(Currency::USD) });
        assert!(sent.fields.iter().any(|it| it.field == Field::Total && it.after == total));
        assert!(invoice(&Details::read(&json!({ "reason": "deleted" }))).is_none());
    }
}
