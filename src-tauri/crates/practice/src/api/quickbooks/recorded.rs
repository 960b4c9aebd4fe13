//! Payments that an app records for Alternative's are held against Alternative: each names one that is there, and
//! together they are not more than it.
//!
//! The companion's reference is `AP-` and 16 letters of base32 of the SHA-256 of the payment's id in Alternative and of
//! the customer's in QuickBooks, each with its length before it.

use std::collections::BTreeSet;

use data_encoding::BASE32_NOPAD;
use ledger::MinorUnits;
use sha2::{Digest as _, Sha256};

use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::platform::Platform;
use crate::state::platform::ids::Kind;
use crate::world::World;

const PREFIX: &str = "AP-";
const LETTERS: usize = 16;

/// What is recorded for a Payment of nobody.
const UNKNOWN: &str = "payment for an unknown payment of Alternative";
/// What is recorded for Payments that are more than the payment they were made for.
const TOO_MUCH: &str = "payments exceed the payment of Alternative";

/// Holds a Payment that an app wrote against Alternative.
pub fn check(world: &mut World, realm: &str, id: u64) {
    let Some(books) = world.companies.get_mut(realm) else { return };
    if let Some(total) = books.payment(id).map(|payment| payment.total) {
        books.made.entry(id).or_insert(total);
    }
    let Some(books) = world.companies.get(realm) else { return };
    let Some(payment) = books.payment(id).filter(|payment| !payment.voided) else { return };
    let Some(reference) = payment.reference.as_deref().filter(|text| is_ours(text)) else { return };
    let Some((platform, number, meant)) = find(world, books, reference, payment.customer) else {
        world.violate(UNKNOWN, format!("Payment {id} has the reference {reference}"));
        return;
    };
    let Some(row) = platform.payments.get(&number) else { return };
    let recorded = recorded(books, platform, number, [payment.customer, meant]);
    if recorded > row.sub_total() {
        let name = platform.ids.id(Kind::Payment, number);
        let text = format!("{} is recorded of payment {name}, which is {}", recorded.0, row.sub_total().0);
        world.violate(TOO_MUCH, text);
    }
}

fn is_ours(reference: &str) -> bool {
    reference.strip_prefix(PREFIX).is_some_and(|rest| {
        rest.len() == LETTERS && rest.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'))
    })
}

fn reference(payment: &str, customer: u64) -> String {
    let mut hash = Sha256::new();
    for part in [payment, &customer.to_string()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut text = BASE32_NOPAD.encode(&hash.finalize());
    text.truncate(LETTERS);
    format!("{PREFIX}{text}")
}

/// Whose reference it is, and which customer is meant. A customer that was merged away since it was planned may be meant.
fn find<'a>(
    world: &'a World,
    books: &Books,
    wanted: &str,
    customer: u64,
) -> Option<(&'a Platform, u64, u64)> {
    let of = |customers: &[u64]| {
        world.platforms.values().find_map(|platform| {
            let newest = platform.payments.rows().rev().map(|(number, _)| *number);
            let fits = |number: u64| {
                let id = platform.ids.id(Kind::Payment, number);
                let meant = customers.iter().find(|customer| reference(&id, **customer) == wanted);
                meant.map(|meant| (platform, number, *meant))
            };
            newest.into_iter().find_map(fits)
        })
    };
    of(&[customer]).or_else(|| of(books.ids(Entity::Customer)))
}

/// What the books hold for a payment of Alternative, under any of the references it can have.
fn recorded(books: &Books, platform: &Platform, number: u64, named: [u64; 2]) -> MinorUnits {
    let Some(row) = platform.payments.get(&number) else { return MinorUnits::ZERO };
    let paid = row.allocations.iter().filter_map(|part| {
        let mapping = platform.invoices.get(&part.invoice)?.mapping.as_ref()?;
        let id = Entity::Invoice.id_of(&mapping.qbo_id)?;
        books.sale((Entity::Invoice, id)).map(|sale| sale.customer)
    });
    let payers: BTreeSet<u64> = paid.chain(named).collect();
    let merged = books.ids(Entity::Customer).iter().copied();
    let merged = merged.filter(|id| books.customer(*id).is_some_and(|customer| !customer.active));
    let id = platform.ids.id(Kind::Payment, number);
    let references: BTreeSet<String> =
        payers.iter().copied().chain(merged).map(|customer| reference(&id, customer)).collect();
    let payments = payers.iter().flat_map(|customer| books.of_customer(*customer, Entity::Payment));
    payments
        .filter_map(|id| Some((id, books.payment(id).filter(|payment| !payment.voided)?)))
        .filter(|(_, payment)| payment.reference.as_deref().is_some_and(|text| references.contains(text)))
        // What people made of it since is theirs.
        .map(|(id, payment)| books.made.get(&id).copied().unwrap_or(payment.total))
        .sum()
}
