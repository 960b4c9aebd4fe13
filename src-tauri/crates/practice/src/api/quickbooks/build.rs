//! From a body to a record: which reader an entity has.

use super::draft::{Context, Draft};
use super::fault::Fault;
use super::fields::Fields;
use super::{attachable, bill, cards, deposit, journal, lists, payment, receipts, sales, transfer};
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::record::Record;

/// What a record is read from.
#[derive(Clone, Copy)]
struct Source<'a> {
    id: u64,
    fields: Fields<'a>,
    old: Option<&'a Record>,
    sparse: bool,
    context: &'a Context,
}

macro_rules! draft {
    ($source:expr, $pattern:path) => {{
        let old = match $source.old {
            Some($pattern(inner)) => Some(inner),
            _ => None,
        };
        let Source { id, fields, sparse, context, .. } = $source;
        Draft { id, fields, old, keep: old.filter(|_| sparse), context }
    }};
}

/// Reads a record: a new one, or what an update makes of an old one.
pub fn build(
    books: &mut Books,
    context: &Context,
    id: u64,
    fields: Fields<'_>,
    entity: Entity,
    old: Option<&Record>,
    sparse: bool,
) -> Result<Record, Fault> {
    let source = Source { id, fields, old, sparse, context };
    if entity.is_transaction() { transaction(books, source, entity) } else { entry(books, source, entity) }
}

fn entry(books: &Books, source: Source<'_>, entity: Entity) -> Result<Record, Fault> {
    Ok(match entity {
        Entity::Account => Record::Account(lists::account(books, &draft!(source, Record::Account))?),
        Entity::Attachable => {
            Record::Attachable(attachable::build(books, &draft!(source, Record::Attachable))?)
        }
        Entity::Class => Record::Class(lists::named(books, &draft!(source, Record::Class), entity)?),
        Entity::Customer => Record::Customer(lists::customer(books, &draft!(source, Record::Customer))?),
        Entity::Department => {
            Record::Department(lists::named(books, &draft!(source, Record::Department), entity)?)
        }
        Entity::Employee => {
            Record::Employee(lists::vendor(books, &draft!(source, Record::Employee), entity)?)
        }
        Entity::Item => Record::Item(lists::item(books, &draft!(source, Record::Item))?),
        Entity::PaymentMethod => {
            Record::PaymentMethod(lists::named(books, &draft!(source, Record::PaymentMethod), entity)?)
        }
        Entity::Term => Record::Term(lists::term(&draft!(source, Record::Term))?),
        Entity::Vendor => Record::Vendor(lists::vendor(books, &draft!(source, Record::Vendor), entity)?),
        Entity::CompanyInfo | Entity::Preferences => return Err(Fault::unsupported_operation("create")),
        _ => Record::Card(cards::build(books, &draft!(source, Record::Card), entity)?),
    })
}

fn transaction(books: &mut Books, source: Source<'_>, entity: Entity) -> Result<Record, Fault> {
    Ok(match entity {
        Entity::Bill => Record::Bill(bill::build(books, &draft!(source, Record::Bill))?),
        Entity::CreditMemo => {
            Record::CreditMemo(sales::build(books, &draft!(source, Record::CreditMemo), entity)?)
        }
        Entity::Deposit => Record::Deposit(deposit::build(books, &draft!(source, Record::Deposit))?),
        Entity::Estimate => Record::Estimate(sales::build(books, &draft!(source, Record::Estimate), entity)?),
        Entity::Invoice => Record::Invoice(sales::build(books, &draft!(source, Record::Invoice), entity)?),
        Entity::JournalEntry => {
            Record::JournalEntry(journal::build(books, &draft!(source, Record::JournalEntry))?)
        }
        Entity::Payment => Record::Payment(payment::build(books, &draft!(source, Record::Payment))?),
        Entity::RefundReceipt => {
            Record::RefundReceipt(receipts::build(books, &draft!(source, Record::RefundReceipt), entity)?)
        }
        Entity::SalesReceipt => {
            Record::SalesReceipt(receipts::build(books, &draft!(source, Record::SalesReceipt), entity)?)
        }
        Entity::Transfer => Record::Transfer(transfer::build(books, &draft!(source, Record::Transfer))?),
        _ => return Err(Fault::unsupported_operation("create")),
    })
}
