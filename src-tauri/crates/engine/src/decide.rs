//! What a person's choice on a card changes. Choices that only show something change nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{CompanyId, Minor, alternative, books};
use serde_json::json;

use crate::documents::{self, Edit};
use crate::hold::{Decision, Hold, HoldState};
use crate::journal::{EntryDraft, EntryKind};
use crate::link::{ExtraLine, Link, PartState, PaymentLink, PaymentPart};
use crate::link_patch::{CustomerPatch, InvoicePatch, PartPatch, PayoutPatch};
use crate::plan::{EarlierChoice, EarlierLedger};
use crate::ports::{Change, Store, StoreFault};
use crate::record::{Record, RecordKind, RecordRef};
use crate::subject::Subject;

/// Why a decision was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DecideFault {
    /// No open hold has this id.
    #[error("there is no open question {0}")]
    Unknown(String),
    /// The hold does not offer this choice.
    #[error("{choice} is not one of: {offered}")]
    NotOffered {
        /// What was asked.
        choice: String,
        /// What there is.
        offered: String,
    },
    /// The choice needs an argument.
    #[error("{0}")]
    Argument(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// The changes that a decision makes.
pub(crate) struct Decide<'a> {
    pub(crate) store: &'a dyn Store,
    pub(crate) company: &'a CompanyId,
    pub(crate) now: Timestamp,
    pub(crate) hold: &'a Hold,
    pub(crate) choice: &'a str,
    pub(crate) arguments: &'a BTreeMap<String, String>,
}

impl Decide<'_> {
    /// Checks the choice and makes the changes of it.
    pub(crate) async fn changes(&self) -> Result<Vec<Change>, DecideFault> {
        if self.hold.state != HoldState::Open {
            return Err(DecideFault::Unknown(self.hold.id.clone()));
        }
        let offered: Vec<_> = self.hold.draft.choices.iter().map(|choice| choice.id.as_str()).collect();
        if !offered.contains(&self.choice) {
            return Err(DecideFault::NotOffered {
                choice: self.choice.to_owned(),
                offered: offered.join(", "),
            });
        }
        if matches!(self.choice, "show" | "open_in_quickbooks") {
            return Ok(Vec::new());
        }
        let mut changes = match &self.hold.draft.subject {
            Subject::Customer(id) => vec![
                Change::want(RecordRef::books_customer(id)),
                Change::customer(id, CustomerPatch::TryAgain),
            ],
            Subject::Invoice(id) => self.invoice(id),
            Subject::Payment(id) => self.payment(id).await?,
            Subject::Payout(id) => self.payout(id).await?,
            Subject::BeforeStart => self.before_start().await?,
        };
        let label = self.hold.draft.choices.iter().find(|choice| choice.id == self.choice);
        let label = label.map_or(self.choice, |choice| choice.label.as_str());
        let decision =
            Decision { choice: self.choice.to_owned(), arguments: self.arguments.clone(), at: self.now };
        let decided = Hold { state: HoldState::Decided(decision), ..self.hold.clone() };
        let entry = EntryDraft::new(self.now, EntryKind::Person, format!("Decided: {label}"))
            .about(&self.hold.draft.subject)
            .with(json!({ "hold": self.hold.id, "rule": self.hold.draft.rule, "arguments": self.arguments }));
        changes.push(Change::Hold(Box::new(decided)));
        changes.push(Change::Journal(Box::new(entry)));
        changes.push(Change::Dirty(self.hold.draft.subject.clone()));
        Ok(changes)
    }

    /// Reads the record again, and lets what was refused be tried again.
    fn invoice(&self, id: &books::InvoiceId) -> Vec<Change> {
        let terms = self.hold.draft.details.get("terms").cloned();
        match (self.choice, terms) {
            ("keep", Some(terms)) => vec![Change::invoice(id, InvoicePatch::KeepOut(terms))],
            ("send", Some(terms)) => vec![Change::invoice(id, InvoicePatch::LetThrough(terms))],
            _ => {
                vec![Change::want(RecordRef::books_invoice(id)), Change::invoice(id, InvoicePatch::TryAgain)]
            }
        }
    }

    async fn payment(&self, id: &alternative::PaymentId) -> Result<Vec<Change>, DecideFault> {
        let customer = books::CustomerId::new(self.hold.draft.case.as_str());
        let amount = self.hold.draft.amount.map_or(Minor::ZERO, |money| money.minor);
        let mut changes = Vec::new();
        let patch = match self.choice {
            "keep_as_credit" => PartPatch::KeepAsCredit,
            "record_ours_too" => PartPatch::NoLookAlike,
            "already_recorded" | "it_is_that_one" => {
                let payment = self.books_payment()?;
                changes.push(Change::edit(Edit::Match(payment.clone())));
                changes.push(Change::want(RecordRef::books_payment(&payment)));
                PartPatch::Linked(payment, amount)
            }
            "record_again" => PartPatch::Again,
            "leave_as_credit" => PartPatch::LeaveAsCredit(self.applied(&self.part(&customer).await?).await?),
            "accept" => PartPatch::LeftOut,
            "i_handled_it" => match self.hold.draft.details.get("latecomers") {
                // They count as covered from now on.
                Some(invoices) => {
                    PartPatch::Handled(invoices.split(',').map(books::InvoiceId::new).collect())
                }
                None => PartPatch::ReturnHandled,
            },
            "post_first_open_day" => PartPatch::PostOn(self.day("first_open_day")?),
            "wait_for_accountant" => PartPatch::WaitWhileClosedUntil(self.day("closed_until")?),
            "check_again" => {
                if let PartState::Recorded { payment, .. } = self.part(&customer).await?.state {
                    changes.push(Change::want(RecordRef::books_payment(&payment)));
                }
                PartPatch::LookAgain
            }
            _ => PartPatch::LookAgain,
        };
        changes.push(Change::part(id, &customer, patch));
        changes.extend(self.around_payment(id).await?);
        Ok(changes)
    }

    /// The part of this customer, as it is stored by now.
    async fn part(&self, customer: &books::CustomerId) -> Result<PaymentPart, StoreFault> {
        let subject = std::slice::from_ref(&self.hold.draft.subject);
        let known = self.store.links(self.company, subject).await?.into_iter().next();
        let mut link = match known {
            Some((_, Link::Payment(link))) => link,
            _ => PaymentLink::default(),
        };
        Ok(link.part_mut(customer).clone())
    }

    /// How much of a recorded part QuickBooks applies to its invoices, as last seen.
    async fn applied(&self, part: &PaymentPart) -> Result<Minor, StoreFault> {
        let PartState::Recorded { payment, .. } = &part.state else { return Ok(Minor::ZERO) };
        let found = self.store.records(self.company, &[RecordRef::books_payment(payment)]).await?;
        let applied = found.iter().map(|mirrored| match &mirrored.record {
            Record::BooksPayment(payment) => {
                part.invoices.iter().map(|invoice| payment.applied_to(invoice)).sum()
            }
            _ => Minor::ZERO,
        });
        Ok(applied.sum())
    }

    /// The payout of a payment looks again too.
    async fn around_payment(&self, id: &alternative::PaymentId) -> Result<Vec<Change>, StoreFault> {
        let known = self.store.records(self.company, &[RecordRef::alternative_payment(id)]).await?;
        let target = RecordRef::alternative_payment(id);
        let payouts = self.store.naming(self.company, &[target], RecordKind::AlternativePayout).await?;
        let touched = known.into_iter().flat_map(|mirrored| mirrored.record.touches()).chain(payouts);
        let around = [RecordKind::AlternativePayout, RecordKind::BooksInvoice];
        let touched = touched.filter(|reference| around.contains(&reference.kind));
        Ok(touched.filter_map(|reference| Subject::of(&reference)).map(Change::Dirty).collect())
    }

    async fn payout(&self, id: &alternative::PayoutId) -> Result<Vec<Change>, DecideFault> {
        let details = &self.hold.draft.details;
        let patch = match self.choice {
            "choose_account" => {
                let account = self.argument("account", "Name the account: account=ID")?;
                let missing = details.get("missing_minor").and_then(|text| text.parse().ok());
                let amount = Minor(
                    missing.ok_or_else(|| DecideFault::Argument("The difference is not known".to_owned()))?,
                );
                PayoutPatch::Extra(ExtraLine { account: books::AccountId::new(account), amount })
            }
            "wait" => PayoutPatch::WaitsOn(self.hold.draft.fingerprint.clone()),
            "i_handle_it" | "i_handled_it" | "accept" => PayoutPatch::Handled,
            "write_again" => PayoutPatch::Again,
            "use_deposit" => {
                let deposit = self.hold.draft.choices.iter().find(|choice| choice.id == "use_deposit");
                let id = deposit
                    .and_then(|choice| choice.label.split_whitespace().last())
                    .map(books::DepositId::from);
                let deposit =
                    id.ok_or_else(|| DecideFault::Argument("The deposit is not known".to_owned()))?;
                let amount = self.deposited(&deposit).await?;
                PayoutPatch::Deposited(deposit, amount)
            }
            "post_first_open_day" => PayoutPatch::PostOn(self.day("first_open_day")?),
            "wait_for_accountant" => PayoutPatch::WaitWhileClosedUntil(self.day("closed_until")?),
            _ => PayoutPatch::LookAgain,
        };
        Ok(vec![Change::payout(id, patch)])
    }

    /// What a deposit really comes to: somebody may have deposited the payments without the fees.
    async fn deposited(&self, deposit: &books::DepositId) -> Result<Minor, StoreFault> {
        let found = self.store.records(self.company, &[RecordRef::books_deposit(deposit)]).await?;
        let total = found.iter().find_map(|mirrored| match &mirrored.record {
            Record::BooksDeposit(deposit) => Some(deposit.total),
            _ => None,
        });
        Ok(total.unwrap_or_else(|| self.hold.draft.amount.map_or(Minor::ZERO, |money| money.minor)))
    }

    /// P17: the ticked ones (`payments=ID,ID` or `all`) are posted, or all are left.
    async fn before_start(&self) -> Result<Vec<Change>, DecideFault> {
        let ledger: EarlierLedger = documents::read(self.store, self.company).await?;
        let waiting = ledger.waiting.into_iter();
        let ticked: BTreeSet<Subject> = match self.choice {
            "post" => {
                let text = self.argument("payments", "Name what to post: payments=ID,ID or payments=all")?;
                let named: BTreeSet<_> = text.split(',').map(str::trim).collect();
                let is_named = |key: &str| {
                    named.contains("all")
                        || named.contains(key)
                        || named.iter().any(|id| key.ends_with(&format!(":{id}")))
                };
                waiting.filter(|(key, _)| is_named(key)).map(|(_, earlier)| earlier.subject).collect()
            }
            _ => waiting.map(|(_, earlier)| earlier.subject).collect(),
        };
        if ticked.is_empty() {
            return Err(DecideFault::Argument("None of the listed payments has that id".to_owned()));
        }
        let answer = if self.choice == "post" { EarlierChoice::Post } else { EarlierChoice::Leave };
        let mut changes: Vec<_> = ticked.iter().cloned().map(Change::Dirty).collect();
        changes.push(Change::edit(Edit::Answer(ticked, answer)));
        Ok(changes)
    }

    fn books_payment(&self) -> Result<books::PaymentId, DecideFault> {
        let named =
            self.arguments.get("payment").or_else(|| self.hold.draft.details.get("quickbooks_payment"));
        let id = named
            .ok_or_else(|| DecideFault::Argument("Name the QuickBooks payment: payment=ID".to_owned()))?;
        Ok(books::PaymentId::new(id.as_str()))
    }

    fn argument(&self, name: &str, words: &str) -> Result<String, DecideFault> {
        self.arguments.get(name).cloned().ok_or_else(|| DecideFault::Argument(words.to_owned()))
    }

    fn day(&self, detail: &str) -> Result<Date, DecideFault> {
        let text = self.arguments.get("date").or_else(|| self.hold.draft.details.get(detail));
        let date = text.and_then(|text| text.parse().ok());
        date.ok_or_else(|| DecideFault::Argument("Give the day as date=YYYY-MM-DD".to_owned()))
    }
}
