//! *Automatically apply credits*: what QuickBooks does by itself when a person has switched it on.

use ledger::MinorUnits;
use serde_json::{Value, json};

use super::draft::Context;
use super::fault::Fault;
use super::wire::{Object, amount};
use super::{payment, save};
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::place::Place;
use crate::state::books::record::{PaymentLine, Record, Sale};

/// After a form or a payment was made: what its customer has in credit goes to its open invoices, the oldest first.
/// Payments that are not wholly applied come before credit memos.
pub fn apply_automatically(books: &mut Books, context: &Context, made: Place) -> Result<(), Fault> {
    let customer = match made.0 {
        Entity::Invoice | Entity::CreditMemo | Entity::Payment => {
            books.record(made).and_then(|record| record.customer())
        }
        _ => None,
    };
    let Some(customer) = customer.filter(|_| is_on(books)) else { return Ok(()) };
    for invoice in open_invoices(books, customer) {
        while let Some(open) = still_open(books, invoice)
            && let Some((credit, left)) = next_credit(books, customer)
        {
            let part = open.min(left);
            match credit.0 {
                Entity::Payment => raise_payment(books, context, credit.1, (invoice, customer, part)),
                _ => use_memo(books, context, credit.1, (invoice, customer, part))?,
            }
        }
    }
    Ok(())
}

/// `SalesFormsPrefs.AutoApplyCredit`.
fn is_on(books: &Books) -> bool {
    let preferences = books.record((Entity::Preferences, 1));
    let forms = preferences.and_then(|record| record.kept().value("SalesFormsPrefs"));
    forms.is_some_and(|forms| forms["AutoApplyCredit"] == json!(true))
}

fn open_invoices(books: &Books, customer: u64) -> Vec<u64> {
    let ids = books.of_customer(customer, Entity::Invoice);
    let mut open: Vec<(_, u64)> = ids
        .filter_map(|id| {
            Some((books.sale((Entity::Invoice, id)).filter(|sale| sale.open().is_positive())?.date, id))
        })
        .collect();
    open.sort_unstable();
    open.into_iter().map(|(_, id)| id).collect()
}

fn still_open(books: &Books, invoice: u64) -> Option<MinorUnits> {
    books.sale((Entity::Invoice, invoice)).map(Sale::open).filter(|open| open.is_positive())
}

/// The customer's oldest credit, and what is left of it.
fn next_credit(books: &Books, customer: u64) -> Option<(Place, MinorUnits)> {
    let oldest = |entity: Entity, left: &dyn Fn(u64) -> Option<MinorUnits>| {
        let ids = books.of_customer(customer, entity);
        ids.filter_map(|id| Some(((entity, id), left(id).filter(|left| left.is_positive())?)))
            .min_by_key(|((_, id), _)| (books.record((entity, *id)).and_then(|record| record.date()), *id))
    };
    let of_payment = |id: u64| books.payment(id).map(|payment| payment.total - payment.applied());
    let of_memo = |id: u64| books.sale((Entity::CreditMemo, id)).map(Sale::open);
    oldest(Entity::Payment, &of_payment).or_else(|| oldest(Entity::CreditMemo, &of_memo))
}

/// A payment pays one more invoice, or more of one.
fn raise_payment(books: &mut Books, context: &Context, id: u64, share: (u64, u64, MinorUnits)) {
    let (invoice, customer, part) = share;
    let before = books.record((Entity::Payment, id)).cloned();
    books.bump((Entity::Payment, id), context.now, |record| {
        let Record::Payment(payment) = record else { return };
        let known =
            payment.lines.iter_mut().find(|line| (line.entity, line.id) == (Entity::Invoice, invoice));
        match known {
            Some(line) => line.amount += part,
            None => payment.lines.push(PaymentLine {
                entity: Entity::Invoice,
                id: invoice,
                customer,
                amount: part,
                credit: false,
            }),
        }
    });
    payment::settle(books, context, id, before.as_deref());
}

/// A credit memo is applied by a payment of nothing.
fn use_memo(
    books: &mut Books,
    context: &Context,
    memo: u64,
    share: (u64, u64, MinorUnits),
) -> Result<(), Fault> {
    let (invoice, customer, part) = share;
    let line = |kind: &str, id: u64| json!({"Amount": amount(part), "LinkedTxn": [{"TxnId": id.to_string(), "TxnType": kind}]});
    let mut body = Object::new();
    body.insert("CustomerRef".into(), json!({"value": customer.to_string()}));
    body.insert("TotalAmt".into(), json!(0));
    body.insert("PrivateNote".into(), json!("Created by QB Online to link credits to charges."));
    body.insert("Line".into(), Value::Array(vec![line("Invoice", invoice), line("CreditMemo", memo)]));
    let currency = books.sale((Entity::Invoice, invoice)).and_then(|sale| sale.kept.value("CurrencyRef"));
    body.extend(currency.map(|currency| ("CurrencyRef".to_owned(), currency)));
    save::create_linking(books, context, &body)
}
