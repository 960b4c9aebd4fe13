//! A deposit that somebody added from the bank feed before ours was written (rule D14).

use jiff::civil::Date;
use ledger::{MinorUnits, books};

use super::linked;
use crate::apply::{Applier, ApplyError};
use crate::link::{Link, PayoutFinding, PayoutLink};
use crate::note;
use crate::ports::{DepositDraft, PageRead};
use crate::record::{Record, RecordRef};

/// A deposit of the payout's amount.
pub(super) struct Added {
    deposit: books::DepositId,
    date: Date,
    amount: MinorUnits,
}

impl Added {
    pub(super) fn reference(&self) -> RecordRef {
        RecordRef::books_deposit(&self.deposit)
    }

    pub(super) fn finding(self) -> PayoutFinding {
        PayoutFinding::Added { deposit: self.deposit, date: self.date, amount: self.amount }
    }
}

/// A deposit into the chosen account that comes to the payout's total, or to its payments', and links none of our payments.
/// QuickBooks finds deposits by their date only; the rest is compared here.
pub(super) async fn from_bank_feed(
    applier: &Applier<'_>,
    draft: &DepositDraft,
    link: &PayoutLink,
    pages: &[PageRead],
) -> Result<Option<Added>, ApplyError> {
    let payments: MinorUnits = linked(draft).map(|(_, amount)| amount).sum();
    let totals = [draft.total(), payments];
    let is_alike = |deposit: &&books::Deposit| {
        deposit.account == draft.account
            && deposit.currency == draft.currency
            && totals.contains(&deposit.total)
            && deposit.note.as_deref().and_then(note::payout_in).is_none()
            && !link.other_money.contains(&deposit.id)
    };
    let deposits = pages.iter().flat_map(|page| &page.records).filter_map(|read| match &read.record {
        Record::BooksDeposit(deposit) => Some(deposit),
        _ => None,
    });
    for deposit in deposits.filter(is_alike) {
        let on_it = deposit.lines.iter().filter_map(|line| line.payment.as_ref());
        let named = on_it.map(RecordRef::books_payment).chain([RecordRef::books_deposit(&deposit.id)]);
        let named: Vec<_> = named.collect();
        if !is_spoken_for(applier, &deposit.id, &named).await? {
            let (date, amount) = (deposit.date, deposit.total);
            return Ok(Some(Added { deposit: deposit.id.clone(), date, amount }));
        }
    }
    Ok(None)
}

/// Whether it is known to be a payout's, or holds payments of ours. That another payout asks about it settles nothing.
async fn is_spoken_for(
    applier: &Applier<'_>,
    deposit: &books::DepositId,
    named: &[RecordRef],
) -> Result<bool, ApplyError> {
    let known = applier.store.linked(applier.company, named).await?;
    let links = applier.store.links(applier.company, &known).await?;
    Ok(links.iter().any(|(_, link)| match link {
        Link::Payout(link) => link.stands_for().any(|own| own == deposit),
        _ => true,
    }))
}
