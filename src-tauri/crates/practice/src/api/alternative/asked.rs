//! Nobody is asked twice: what each write leaves an invoice asking for is held against QuickBooks' books.
//!
//! A good companion never leaves an invoice asking for more than QuickBooks' balance at the version that the write was made
//! from, less live payments that were not applied there. An invoice names that version; a report may be made from any since the
//! one that was taken last. What a person left as the customer's credit is asked for again. The
//! service is not told of that; it takes it to be what was not applied by the Payments that a report names as
//! recorded, and that are there.

use std::collections::{BTreeMap, BTreeSet};

use ledger::MinorUnits;

use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::record::Sale;
use crate::state::platform::Platform;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::{Allocation, Payment, PaymentStatus};
use crate::world::World;

/// What is recorded when a write asks for too much.
const VIOLATION: &str = "asks for more than is owed";

/// A write that a payer may be asked for more by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Write {
    /// A version of the invoice.
    Invoice,
    /// A report of a payment that pays it.
    Report,
}

/// An invoice here, and in QuickBooks at the version that was taken last.
struct Twin<'a> {
    number: u64,
    id: u64,
    platform: &'a Platform,
    books: &'a Books,
    version: u32,
    taken: &'a Sale,
}

/// Holds an invoice that a call wrote against the books, where it asks for something else than before.
pub(super) fn check(
    world: &mut World,
    partner: &str,
    (write, invoice, before): (Write, u64, Option<MinorUnits>),
) {
    let Some(twin) = Twin::find(world, partner, invoice) else { return };
    let asked = twin.platform.outstanding(invoice);
    let owed = match write {
        Write::Invoice => twin.owed(twin.taken),
        Write::Report => twin.since_taken().map(|sale| twin.owed(sale)).max().unwrap_or_default(),
    };
    if before == Some(asked) || asked <= owed {
        return;
    }
    let name = twin.platform.ids.id(Kind::Invoice, invoice);
    let (id, version) = (twin.id, twin.version);
    let text = format!(
        "Invoice {name} ({id} in QuickBooks, version {version}) asks for {} of which {} is owed",
        asked.0, owed.0
    );
    world.violate(VIOLATION, text);
}

/// Notes what of a payment is left as credit: it was just reported as recorded, although less of it is applied.
pub(super) fn note_credit(world: &mut World, partner: &str, payment: u64) {
    let Some(platform) = world.platforms.get(partner) else { return };
    let Some(row) = platform.payments.get(&payment).filter(|row| row.is_recorded()) else { return };
    let mut credit = Vec::new();
    for part in &row.allocations {
        let Some(twin) = Twin::find(world, partner, part.invoice) else { continue };
        if !twin.stands(row) {
            continue;
        }
        let now = twin.books.sale((Entity::Invoice, twin.id));
        let now = now.map_or(MinorUnits::ZERO, |now| applied_by_reported(now, row));
        let rest = part.amount - now.max(applied_by_reported(twin.taken, row)).min(part.amount);
        if rest.is_positive() {
            credit.push(Allocation { invoice: part.invoice, amount: rest });
        }
    }
    let Some(platform) = world.platforms.get_mut(partner) else { return };
    platform.payments.edit(&payment, |row| {
        let Some(link) = &mut row.link else { return };
        for left in credit {
            match link.credit.iter_mut().find(|known| known.invoice == left.invoice) {
                Some(known) => known.amount = known.amount.max(left.amount),
                None => link.credit.push(left),
            }
        }
    });
}

impl<'a> Twin<'a> {
    /// `None` where there is nothing to compare: the invoice asks nobody, was edited here, or QuickBooks never had that version.
    fn find(world: &'a World, partner: &str, number: u64) -> Option<Self> {
        let platform = world.platforms.get(partner)?;
        let row = platform.invoices.get(&number)?;
        if row.archived.is_some() || row.amounts.is_none() {
            return None;
        }
        let mapping = row.mapping.as_ref()?;
        let books = world.companies.get(&platform.company(mapping.company)?.realm_id)?;
        let id = Entity::Invoice.id_of(&mapping.qbo_id)?;
        let version = u32::try_from(mapping.pair.version).ok()?;
        let taken = books.invoice_at(id, version)?;
        Some(Self { number, id, platform, books, version, taken })
    }

    /// The version that was taken, and all since.
    fn since_taken(&self) -> impl Iterator<Item = &'a Sale> {
        let (books, id) = (self.books, self.id);
        (self.version..).map_while(move |version| books.invoice_at(id, version))
    }

    /// What is still owed at a version.
    fn owed(&self, sale: &Sale) -> MinorUnits {
        let mut owed = sale.open();
        for (number, payment) in self.platform.payments_of(self.number) {
            let share = share_of(&payment.allocations, self.number);
            if payment.is_live() {
                let recorded = payment.link.as_ref().filter(|_| payment.is_recorded());
                let credit = recorded.map_or(MinorUnits::ZERO, |link| share_of(&link.credit, self.number));
                owed -= (share - self.applied(sale, number) - credit).max(MinorUnits::ZERO);
            } else if payment.status == PaymentStatus::Failed && payment.is_recorded() {
                // It is asked for again by itself until the companion says that it is out of the books.
                owed += share;
            }
        }
        owed.max(MinorUnits::ZERO)
    }

    /// How much of a payment's share that version of the invoice has, less what earlier payments account for.
    fn applied(&self, sale: &Sale, payment: u64) -> MinorUnits {
        let mut rest: BTreeMap<u64, MinorUnits> = BTreeMap::new();
        for settled in &sale.settled {
            *rest.entry(settled.payment).or_default() += settled.amount;
        }
        for (number, row) in self.platform.payments_of(self.number) {
            let share = share_of(&row.allocations, self.number);
            let mut applied = MinorUnits::ZERO;
            for id in self.payments_for(number, row, sale) {
                let rest = rest.entry(id).or_default();
                let taken = (*rest).min(share - applied);
                *rest -= taken;
                applied += taken;
            }
            if number == payment {
                return applied;
            }
        }
        MinorUnits::ZERO
    }

    /// The Payments of QuickBooks that stand for a payment: those that were reported, and those whose note names it.
    fn payments_for(&self, number: u64, payment: &Payment, sale: &Sale) -> BTreeSet<u64> {
        let name = self.platform.ids.id(Kind::Payment, number);
        let named = sale.settled.iter().map(|settled| settled.payment).filter(|id| {
            let note = self.books.payment(*id).and_then(|payment| payment.note.as_ref());
            note.is_some_and(|note| note.contains(&name))
        });
        reported(payment).chain(named).collect()
    }

    /// Whether all the Payments that were reported are there.
    fn stands(&self, payment: &Payment) -> bool {
        reported(payment).all(|id| self.books.payment(id).is_some_and(|payment| !payment.voided))
    }
}

/// How much of it the Payments apply that were reported, and no other: whoever reports speaks of these.
fn applied_by_reported(sale: &Sale, payment: &Payment) -> MinorUnits {
    let reported: BTreeSet<u64> = reported(payment).collect();
    sale.settled
        .iter()
        .filter(|settled| reported.contains(&settled.payment))
        .map(|settled| settled.amount)
        .sum()
}

fn reported(payment: &Payment) -> impl Iterator<Item = u64> {
    let ids = payment.link.iter().flat_map(|link| &link.qbo_payment_ids);
    ids.filter_map(|id| Entity::Payment.id_of(id))
}

fn share_of(parts: &[Allocation], invoice: u64) -> MinorUnits {
    parts.iter().filter(|part| part.invoice == invoice).map(|part| part.amount).sum()
}
