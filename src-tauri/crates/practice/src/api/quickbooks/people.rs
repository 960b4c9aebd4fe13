//! What people do at the screen of the books: close them, merge customers, and any call as another user.

use jiff::civil::Date;
use serde_json::Value;

use super::draft::Context;
use super::fault::Fault;
use super::names::{ancestors, qualified_name};
use super::wire::Object;
use super::{render, wire};
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::record::{Party, Record};

/// Closes the books up to and with a date (`None` opens them all); the preferences get a new version.
pub fn close_books(books: &mut Books, context: &Context, date: Option<Date>) {
    books.close(date);
    books.bump((Entity::Preferences, 1), context.now, |_| {});
}

/// Merges one customer into another: the loser becomes inactive, its transactions and jobs go to the winner.
pub fn merge_customers(books: &mut Books, context: &Context, winner: u64, loser: u64) -> Result<(), Fault> {
    if winner == loser {
        return Err(Fault::business("A customer cannot be merged with itself."));
    }
    for id in [winner, loser] {
        match books.customer(id) {
            None => return Err(Fault::reference("CustomerRef", &id.to_string())),
            Some(customer) if !customer.active => return Err(Fault::inactive()),
            Some(_) => {}
        }
    }
    if ancestors(books, Entity::Customer, winner).contains(&loser) {
        return Err(Fault::business("A customer cannot be merged into one of its own jobs."));
    }
    books.attempt(|books| {
        for entity in [
            Entity::Invoice,
            Entity::CreditMemo,
            Entity::Payment,
            Entity::Estimate,
            Entity::SalesReceipt,
            Entity::RefundReceipt,
        ] {
            let ids: Vec<u64> = books.of_customer(loser, entity).collect();
            for id in ids {
                books.bump((entity, id), context.now, |record| move_to(record, winner, loser));
            }
        }
        // Payments of relatives may have settled the loser's invoices.
        let lines: Vec<u64> = settlers(books, winner);
        for id in lines {
            if let Some(mut payment) = books.payment(id).cloned() {
                for line in payment.lines.iter_mut().filter(|line| line.customer == loser) {
                    line.customer = winner;
                }
                books.put((Entity::Payment, id), Record::Payment(payment));
            }
        }
        for (id, record) in books.all(Entity::JournalEntry).map(|(id, r)| (id, r.clone())).collect::<Vec<_>>()
        {
            if let Record::JournalEntry(entry) = &*record
                && entry.lines.iter().any(|line| names(line.party, loser))
            {
                books.bump((Entity::JournalEntry, id), context.now, |record| move_to(record, winner, loser));
            }
        }
        for job in books.children(Entity::Customer, loser) {
            books.bump((Entity::Customer, job), context.now, |record| {
                if let Record::Customer(customer) = record {
                    customer.parent = Some(winner);
                }
            });
        }
        books.bump((Entity::Customer, loser), context.now, |record| {
            if let Record::Customer(customer) = record {
                customer.active = false;
            }
        });
        books.bump((Entity::Customer, winner), context.now, |_| {});
        Ok(())
    })
}

fn names(party: Option<Party>, customer: u64) -> bool {
    party.is_some_and(|party| party.entity == Entity::Customer && party.id == customer)
}

fn settlers(books: &Books, customer: u64) -> Vec<u64> {
    let sales = [Entity::Invoice, Entity::CreditMemo];
    let places = sales.iter().flat_map(|entity| books.of_customer(customer, *entity).map(|id| (*entity, id)));
    let mut ids: Vec<u64> = places
        .filter_map(|place| books.sale(place))
        .flat_map(|sale| sale.settled.iter().map(|part| part.payment))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn move_to(record: &mut Record, winner: u64, loser: u64) {
    match record {
        Record::Payment(payment) => {
            payment.customer = winner;
            for line in payment.lines.iter_mut().filter(|line| line.customer == loser) {
                line.customer = winner;
            }
        }
        Record::JournalEntry(entry) => {
            for party in entry.lines.iter_mut().filter_map(|line| line.party.as_mut()) {
                if names(Some(*party), loser) {
                    party.id = winner;
                }
            }
        }
        other => {
            if let Some(sale) = other.sale_mut() {
                sale.customer = winner;
            }
        }
    }
}

/// Everything in the books as JSON: records, account balances (debits positive), trial balance.
pub fn state(books: &Books, context: &Context) -> Value {
    let mut records = Object::new();
    for entity in Entity::ALL {
        let rows: Vec<Value> = books
            .all(*entity)
            .map(|(id, record)| render::render(books, context, (*entity, id), record))
            .collect();
        records.insert(entity.name().into(), Value::Array(rows));
    }
    let dollars = wire::amount;
    let balances: Object = books
        .ids(Entity::Account)
        .iter()
        .map(|id| (qualified_name(books, Entity::Account, *id), dollars(books.balance(*id))))
        .collect();
    serde_json::json!({
        "realm_id": books.realm_id(),
        "name": books.company_name(),
        "closing_date": books.closing_date().map(|date| date.to_string()),
        "records": records,
        "account_balances": balances,
        "trial_balance": dollars(books.trial_balance()),
        "undeposited_funds": dollars(books.balance(books.fixed().undeposited)),
    })
}
