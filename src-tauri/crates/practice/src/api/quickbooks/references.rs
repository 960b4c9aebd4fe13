//! What the references of a body name: they must exist, and be active where they are new.

use super::fault::Fault;
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::record::Party;

/// An account that exists (else 2500) and is active (else 610).
pub fn active_account(books: &Books, element: &str, id: &str) -> Result<u64, Fault> {
    let number: u64 = id.trim().parse().map_err(|_| Fault::reference(element, id))?;
    let account = books.account(number).ok_or_else(|| Fault::reference(element, id))?;
    if account.active { Ok(number) } else { Err(Fault::inactive()) }
}

/// A customer that exists (else 2500) and is active (else 610), unless the record has that customer already.
pub fn active_customer(books: &Books, id: &str, before: Option<u64>) -> Result<u64, Fault> {
    let number: u64 = id.trim().parse().map_err(|_| Fault::reference("CustomerRef", id))?;
    let customer = books.customer(number).ok_or_else(|| Fault::reference("CustomerRef", id))?;
    if customer.active || before == Some(number) { Ok(number) } else { Err(Fault::inactive()) }
}

/// A customer or vendor that exists (else 2500) and is active (else 610).
pub fn find_party(books: &Books, entity: Entity, id: &str) -> Result<Party, Fault> {
    let number: u64 = id.trim().parse().map_err(|_| Fault::reference("Entity", id))?;
    match books.record((entity, number)) {
        None => Err(Fault::reference("Entity", id)),
        Some(record) if !record.is_active() => Err(Fault::inactive()),
        Some(_) => Ok(Party { entity, id: number }),
    }
}

/// Whether a payment of one customer may settle a transaction of the other: one is above the other.
pub fn same_family(books: &Books, one: u64, other: u64) -> bool {
    top(books, one) == top(books, other)
}

fn top(books: &Books, mut customer: u64) -> u64 {
    // Five levels at most; the bound keeps a damaged chain from looping.
    for _ in 0..8 {
        match books.customer(customer).and_then(|record| record.parent) {
            Some(parent) => customer = parent,
            None => break,
        }
    }
    customer
}
