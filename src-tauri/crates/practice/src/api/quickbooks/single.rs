//! The two records that exist once a company: `CompanyInfo` and `Preferences`.

use serde_json::{Value, json};

use super::checks::{check_version, next_meta};
use super::currency;
use super::draft::{Context, Written};
use super::fault::Fault;
use super::fields::Fields;
use super::wire::Object;
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::record::{Record, Single};

/// Changes what was sent, at any depth, and leaves the rest. The closing date is not writable here.
pub fn save(books: &mut Books, context: &Context, entity: Entity, body: &Object) -> Result<Written, Fault> {
    let place = (entity, 1);
    let fields = Fields::new(body);
    if fields.text("Id")?.is_none() {
        return Err(Fault::missing("Id"));
    }
    check_version(books, context, place, fields)?;
    let Some(old) = books.record(place).cloned() else { return Err(Fault::inactive()) };
    if body.get("CurrencyPrefs").is_some_and(|prefs| prefs["MultiCurrencyEnabled"] == json!(false))
        && currency::several(books)
    {
        return Err(Fault::business("Multicurrency cannot be turned off."));
    }
    let mut kept = old.kept().clone();
    for name in entity.kept() {
        if let Some(sent) = body.get(*name) {
            let mut sent = sent.clone();
            if let Some(prefs) = sent.as_object_mut() {
                prefs.remove("BookCloseDate");
            }
            let mut value = kept.value(name).unwrap_or_else(|| json!({}));
            merge(&mut value, sent);
            kept.set(name, &value);
        }
    }
    let single = Single { meta: next_meta(Some(old.meta()), context.now), kept };
    books.put(
        place,
        match entity {
            Entity::Preferences => Record::Preferences(single),
            _ => Record::CompanyInfo(single),
        },
    );
    Ok(Written { place, created: false, lost: Vec::new() })
}

fn merge(into: &mut Value, sent: Value) {
    match (into, sent) {
        (Value::Object(into), Value::Object(sent)) => {
            for (name, value) in sent {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, sent) => *into = sent,
    }
}

/// `SalesFormsPrefs.CustomTxnNumbers`: whether people number their own sales forms.
pub fn custom_numbers(books: &Books) -> bool {
    let preferences = books.record((Entity::Preferences, 1));
    let forms = preferences.and_then(|record| record.kept().value("SalesFormsPrefs"));
    forms.is_some_and(|forms| forms["CustomTxnNumbers"] == json!(true))
}
