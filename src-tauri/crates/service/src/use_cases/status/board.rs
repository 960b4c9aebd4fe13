//! The guide's table as a live board.

use std::collections::BTreeMap;

use contract::status::{ItemStatus, State};
use engine::category::SyncCategory;
use engine::ports::{Store, StoreFault, TallyRow};
use engine::rule::Rule;
use engine::subject::Subject;
use jiff::{SignedDuration, Timestamp};

use super::Picture;
use super::waiting::row;
use crate::host::Host;
use crate::use_cases::activity_page::projection::last_names;

/// Hours a row shows.
const HOURS: usize = 24;
/// How far back the last change is looked for.
const LAST_CHANGE: SignedDuration = SignedDuration::from_hours(31 * 24);

pub(super) async fn items(host: &Host, picture: &Picture) -> Result<Vec<ItemStatus>, StoreFault> {
    let since = picture.now.checked_sub(LAST_CHANGE).unwrap_or(Timestamp::UNIX_EPOCH);
    let tallies = host.store.tallies(&picture.settings.company, since).await?;
    let mut held: BTreeMap<SyncCategory, u64> = BTreeMap::new();
    for hold in &picture.holds {
        *held.entry(held_row(hold.draft.rule(), &hold.draft.subject)).or_default() += 1;
    }
    let names = last_names(&host.store, &picture.settings.company).await?;
    let item = |item: SyncCategory| {
        let mut status = item_status(picture, item, &tallies, held.get(&item).copied().unwrap_or(0));
        status.last_record = names.get(&travels_as(item)).cloned().filter(|_| status.last_change.is_some());
        status
    };
    Ok(SyncCategory::ALL.into_iter().map(item).collect())
}

/// Line items travel inside their invoices.
fn travels_as(item: SyncCategory) -> SyncCategory {
    if item == SyncCategory::LineItems { SyncCategory::InvoiceDetails } else { item }
}

/// The row that a question belongs to.
pub(crate) fn held_row(rule: Rule, subject: &Subject) -> SyncCategory {
    match (rule, subject) {
        (Rule::P8 | Rule::P9, Subject::Payment(_)) => SyncCategory::DeletedPayments,
        (Rule::I3, Subject::Invoice(_)) => SyncCategory::LineItems,
        _ => row(subject),
    }
}

fn item_status(picture: &Picture, item: SyncCategory, tallies: &[TallyRow], held: u64) -> ItemStatus {
    let in_flight = picture.waiting.moving(travels_as(item));
    let resting = picture.waiting.resting(travels_as(item));
    let state = if held > 0 {
        State::NeedsYou
    } else if picture.running
        && (in_flight > 0 || picture.is_reading() && picture.settings.started_at.is_some())
    {
        State::Working
    } else if in_flight + resting > 0 || picture.settings.started_at.is_none() {
        State::Waiting
    } else {
        State::Done
    };
    let mine = || tallies.iter().filter(move |tally| tally.item == item);
    let (hours, today) = counts(picture, mine());
    ItemStatus {
        item: named(item),
        state,
        off: state == State::Done
            && item == SyncCategory::Deposits
            && !picture.settings.preferences.create_deposits,
        last_change: mine().map(|tally| tally.last).max(),
        last_record: None,
        today,
        in_flight,
        waiting: resting + held,
        hours,
    }
}

/// Each of the last 24 hours, and how many since midnight where the company is.
fn counts<'a>(picture: &Picture, tallies: impl Iterator<Item = &'a TallyRow>) -> (Vec<u64>, u64) {
    let hour = |at: Timestamp| at.as_second().div_euclid(3_600);
    let this_hour = hour(picture.now);
    let today = picture.settings.day_of(picture.now);
    let mut hours = vec![0; HOURS];
    let mut since_midnight = 0;
    for tally in tallies {
        let back = usize::try_from(this_hour - hour(tally.hour)).unwrap_or(usize::MAX);
        if back < HOURS {
            hours[HOURS - 1 - back] += tally.count;
        }
        // Zones whose midnight is not on the hour are off by that part of one hour.
        if picture.settings.day_of(tally.hour) == today {
            since_midnight += tally.count;
        }
    }
    (hours, since_midnight)
}

/// The contract's name of a row.
pub(crate) fn named(item: SyncCategory) -> contract::status::SyncCategory {
    use contract::status::SyncCategory as Named;
    match item {
        SyncCategory::InvoiceDetails => Named::InvoiceDetails,
        SyncCategory::LineItems => Named::LineItems,
        SyncCategory::Customers => Named::Customers,
        SyncCategory::Payments => Named::Payments,
        SyncCategory::Deposits => Named::Deposits,
        SyncCategory::ArchivedInvoices => Named::ArchivedInvoices,
        SyncCategory::ArchivedCustomers => Named::ArchivedCustomers,
        SyncCategory::DeletedPayments => Named::DeletedPayments,
        SyncCategory::PdfInvoices => Named::PdfInvoices,
    }
}
