//! What a person's choice on a card changes. Choices that only show something change nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{CompanyId, MinorUnits, alternative, books};
use serde_json::json;

use crate::choice::{Choice, ChoiceId};
use crate::claimed::claimed;
use crate::documents::{self, Edit};
use crate::happened::{Happened, Question};
use crate::hold::{Decision, Hold, HoldState};
use crate::journal::{EntryDraft, EntryKind};
use crate::link::{ExtraLine, LeftArchived, Link, PartState, PaymentLink, PaymentPart, ReturnOrder};
use crate::link_patch::{CustomerPatch, InvoicePatch, PartPatch, PayoutPatch};
use crate::plan::{AccountPurpose, EarlierChoice, EarlierLedger, Foreign};
use crate::ports::{Change, ChangeSet, HoldQuery, Store, StoreFault};
use crate::reason::HoldReason;
use crate::record::{Record, RecordKind, RecordRef};
use crate::settings::Patch;
use crate::subject::Subject;
use crate::waiting::mark_waiting;

/// Why a decision was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DecideFault {
    /// No open hold has this id.
    #[error("there is no open question {0}")]
    Unknown(String),
    /// The hold does not offer this choice.
    #[error("{choice} is not offered")]
    NotOffered {
        /// What was asked.
        choice: String,
        /// What there is.
        offered: Vec<ChoiceId>,
    },
    /// The choice needs an argument.
    #[error("the argument {0:?} is missing")]
    Missing(Argument),
    /// None of the earlier payments and payouts has one of the ids.
    #[error("none of the listed payments has that id")]
    NoneNamed,
    /// The Payment of QuickBooks stands for other payments already, and what is left of it does not cover this one.
    #[error("QuickBooks payment {0} stands for another payment")]
    Taken(books::PaymentId),
    /// The account is not there, inactive, or of a type that QuickBooks does not take for this (rule D9).
    #[error("account {0} cannot be used for this")]
    Unusable(books::AccountId),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// What a person adds to a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// An account of QuickBooks, as `account`.
    Account,
    /// A day, as `date`.
    Date,
    /// A payment of QuickBooks, as `payment`.
    Payment,
    /// Some of the earlier payments and payouts, as `payments`, with commas between, or `all`.
    Payments,
}

impl Argument {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Date => "date",
            Self::Payment => "payment",
            Self::Payments => "payments",
        }
    }
}

/// The changes that a decision makes.
pub(crate) struct Decide<'a> {
    pub(crate) store: &'a dyn Store,
    pub(crate) company: &'a CompanyId,
    pub(crate) now: Timestamp,
    pub(crate) hold: &'a Hold,
    /// [`ChoiceId`] as a person or a program gave it.
    pub(crate) choice: &'a str,
    pub(crate) arguments: &'a BTreeMap<String, String>,
}

impl Decide<'_> {
    /// Checks the choice and makes the changes of it.
    pub(crate) async fn changes(&self) -> Result<ChangeSet, DecideFault> {
        if self.hold.state != HoldState::Open {
            return Err(DecideFault::Unknown(self.hold.id.clone()));
        }
        let offered = self.hold.draft.choices();
        let Some(choice) = offered.iter().find(|choice| choice.id().as_str() == self.choice) else {
            let offered = offered.iter().map(Choice::id).collect();
            return Err(DecideFault::NotOffered { choice: self.choice.to_owned(), offered });
        };
        if choice.id().shows() {
            return Ok(ChangeSet::new());
        }
        let subject = &self.hold.draft.subject;
        let mut changes = match subject {
            Subject::Customer(id) => self.customer(id, choice),
            Subject::Invoice(id) => self.invoice(id, choice),
            Subject::Payment(id) => self.payment(id, choice).await?,
            Subject::Payout(id) => ChangeSet::from([Change::payout(id, self.payout(choice).await?)]),
            Subject::BeforeStart => self.before_start(choice).await?,
            Subject::Brake(_) => self.brake(choice),
            Subject::Currencies => self.currencies(choice),
            Subject::Account(_) => self.account(choice).await?,
            Subject::Unread(record) => {
                ChangeSet::from([Change::edit(Edit::TryNow(BTreeSet::from([record.clone()])))])
            }
        };
        let decision = Decision { choice: choice.id(), arguments: self.arguments.clone(), at: self.now };
        let decided = Hold { state: HoldState::Decided(decision), ..self.hold.clone() };
        let happened = Happened::Decided { choice: choice.clone(), question: Question::of(&self.hold.draft) };
        let entry = EntryDraft::new(self.now, EntryKind::UserAction, happened).about(subject).with(
            json!({ "hold": self.hold.id, "rule": self.hold.draft.rule(), "arguments": self.arguments }),
        );
        changes.push(Change::Hold(Box::new(decided)));
        changes.push(Change::Journal(Box::new(entry)));
        changes.push(Change::Dirty(subject.clone()));
        Ok(changes)
    }

    /// Reads the record again, and lets what was refused be tried again.
    fn customer(&self, id: &books::CustomerId, choice: &Choice) -> ChangeSet {
        match choice {
            Choice::Restore => ChangeSet::from([Change::customer(id, CustomerPatch::Restore)]),
            Choice::LeaveArchived => {
                let facts = self.hold.draft.fingerprint.clone();
                ChangeSet::from([Change::customer(id, CustomerPatch::LeaveArchived(facts))])
            }
            _ => ChangeSet::from([
                Change::want(RecordRef::books_customer(id)),
                Change::customer(id, CustomerPatch::TryAgain),
            ]),
        }
    }

    /// Reads the record again, and lets what was refused be tried again.
    fn invoice(&self, id: &books::InvoiceId, choice: &Choice) -> ChangeSet {
        match choice {
            Choice::Restore => ChangeSet::from([Change::invoice(id, InvoicePatch::Restore)]),
            Choice::LeaveArchived => {
                let content = self.hold.draft.fingerprint.clone();
                let balance = self.hold.draft.amount.map_or(MinorUnits::ZERO, |money| money.minor);
                let left = LeftArchived { content, balance };
                ChangeSet::from([Change::invoice(id, InvoicePatch::LeaveArchived(left))])
            }
            Choice::Keep(terms) => {
                ChangeSet::from([Change::invoice(id, InvoicePatch::KeepOut(terms.as_str().to_owned()))])
            }
            Choice::Send(terms) => {
                ChangeSet::from([Change::invoice(id, InvoicePatch::LetThrough(terms.as_str().to_owned()))])
            }
            _ => ChangeSet::from([
                Change::want(RecordRef::books_invoice(id)),
                Change::invoice(id, InvoicePatch::TryAgain),
            ]),
        }
    }

    async fn payment(&self, id: &alternative::PaymentId, choice: &Choice) -> Result<ChangeSet, DecideFault> {
        let Some(customer) = &self.hold.draft.part else { return Ok(ChangeSet::new()) };
        let mut changes = ChangeSet::new();
        let patch = match choice {
            Choice::KeepAsCredit => PartPatch::KeepAsCredit,
            Choice::RecordOursToo => PartPatch::NoLookAlike,
            Choice::AlreadyRecorded { payment, amount } => {
                self.matched(id, payment.as_ref(), *amount, &mut changes).await?
            }
            Choice::ItIsThatOne { payment, amount } => match self.stands_twice() {
                // It stands for it already, and the other one is for something else.
                Some(entered) if self.part(customer).await?.state.payment() == Some(payment) => {
                    PartPatch::Beside(entered.clone())
                }
                // Ours is there already, and stands for it from now on.
                Some(entered) => {
                    PartPatch::Replaced { lost: entered.clone(), payment: payment.clone(), amount: *amount }
                }
                None => self.matched(id, Some(payment), *amount, &mut changes).await?,
            },
            Choice::RecordAgain => PartPatch::Again,
            Choice::LeaveAsCredit => {
                PartPatch::LeaveAsCredit(self.applied(&self.part(customer).await?).await?)
            }
            Choice::ApplyAgain(_) => PartPatch::ApplyAgain,
            Choice::WasGivenBack => PartPatch::GivenBack(self.applied(&self.part(customer).await?).await?),
            Choice::Accept => PartPatch::LeftOut,
            // They count as covered from now on.
            Choice::WriteEntry => self.ordered(customer, None).await?,
            Choice::GivenBack => {
                let account = books::AccountId::new(self.argument(Argument::Account)?);
                self.ordered(customer, Some(account)).await?
            }
            Choice::TryAgain if let HoldReason::EntryRefused { up_to, .. } = &self.hold.draft.reason => {
                PartPatch::EntryAgain(*up_to)
            }
            Choice::HandledShares(invoices) => PartPatch::Handled(invoices.clone()),
            Choice::Handled => match &self.hold.draft.reason {
                HoldReason::Refunded { refunded, .. } => PartPatch::RefundHandled(refunded.minor),
                _ => PartPatch::ReturnHandled,
            },
            Choice::PostOn(day) => PartPatch::PostOn(self.day(*day)?),
            Choice::WaitWhileClosed(day) => PartPatch::WaitWhileClosedUntil(self.day(*day)?),
            Choice::CheckAgain => {
                if let PartState::Recorded { payment, .. } = self.part(customer).await?.state {
                    changes.push(Change::want(RecordRef::books_payment(&payment)));
                }
                if let HoldReason::RecordedTwice { payment, entered, .. } = &self.hold.draft.reason {
                    changes.extend([payment, entered].map(|id| Change::want(RecordRef::books_payment(id))));
                }
                PartPatch::LookAgain
            }
            _ => PartPatch::LookAgain,
        };
        changes.push(Change::part(id, customer, patch));
        changes.extend(self.around_payment(id).await?);
        Ok(changes)
    }

    /// P8: the entry for what went back, dated today in the company's time zone.
    async fn ordered(
        &self,
        customer: &books::CustomerId,
        debit: Option<books::AccountId>,
    ) -> Result<PartPatch, DecideFault> {
        let settings = self.store.settings(self.company).await?;
        let date = settings.map(|settings| settings.day_of(self.now));
        let date = date.unwrap_or_else(|| self.now.to_zoned(jiff::tz::TimeZone::UTC).date());
        let money = self.hold.draft.amount.ok_or(DecideFault::Unknown(self.hold.id.clone()))?;
        let up_to = match &self.hold.draft.reason {
            HoldReason::Refunded { refunded, .. } => refunded.minor,
            _ => match self.part(customer).await?.state {
                PartState::Recorded { amount, .. } => amount,
                _ => money.minor,
            },
        };
        let (amount, currency) = (money.minor, money.currency);
        let order = ReturnOrder { up_to, amount, currency, date, debit, entry: None, refused: None };
        Ok(PartPatch::Order(Box::new(order)))
    }

    /// A payment of QuickBooks stands for this one: the one that the person names, else the one that was found.
    async fn matched(
        &self,
        id: &alternative::PaymentId,
        found: Option<&books::PaymentId>,
        amount: MinorUnits,
        changes: &mut ChangeSet,
    ) -> Result<PartPatch, DecideFault> {
        let named = self.arguments.get(Argument::Payment.name()).map(|id| books::PaymentId::new(id.as_str()));
        let payment = named.or_else(|| found.cloned()).ok_or(DecideFault::Missing(Argument::Payment))?;
        self.is_enough(id, &payment, amount).await?;
        changes.push(Change::edit(Edit::Match(payment.clone())));
        changes.push(Change::want(RecordRef::books_payment(&payment)));
        changes.extend(self.asked_about(id, &payment).await?);
        Ok(PartPatch::Linked(payment, amount))
    }

    /// The Payment that a person chose for a payment which is in QuickBooks as ours too.
    fn stands_twice(&self) -> Option<&books::PaymentId> {
        match &self.hold.draft.reason {
            HoldReason::RecordedTwice { entered, .. } => Some(entered),
            _ => None,
        }
    }

    /// Whether a Payment of QuickBooks has room for this one beside what it stands for already; one that was never read has
    /// room for one.
    async fn is_enough(
        &self,
        id: &alternative::PaymentId,
        payment: &books::PaymentId,
        amount: MinorUnits,
    ) -> Result<(), DecideFault> {
        let of_others = claimed(self.store, self.company, std::slice::from_ref(payment), id).await?;
        let Some(of_others) = of_others.get(payment) else { return Ok(()) };
        let known = self.store.records(self.company, &[RecordRef::books_payment(payment)]).await?;
        let total = known.iter().find_map(|mirrored| match &mirrored.record {
            Record::BooksPayment(payment) => Some(payment.total),
            _ => None,
        });
        if total.is_some_and(|total| *of_others + amount <= total) {
            return Ok(());
        }
        Err(DecideFault::Taken(payment.clone()))
    }

    /// Other payments for which a person is asked whether it is this Payment look again: it is matched now.
    async fn asked_about(
        &self,
        id: &alternative::PaymentId,
        payment: &books::PaymentId,
    ) -> Result<ChangeSet, StoreFault> {
        let open = self.store.holds(self.company, &HoldQuery::Open).await?;
        let about_it = open.into_iter().filter(|hold| hold.draft.reason.look_alike() == Some(payment));
        let mut changes = ChangeSet::new();
        for hold in about_it {
            if let (Subject::Payment(other), Some(customer)) = (&hold.draft.subject, &hold.draft.part)
                && other != id
            {
                changes.push(Change::part(other, customer, PartPatch::LookAgain));
                changes.push(Change::Dirty(hold.draft.subject.clone()));
            }
        }
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
    async fn applied(&self, part: &PaymentPart) -> Result<MinorUnits, StoreFault> {
        let PartState::Recorded { payment, .. } = &part.state else { return Ok(MinorUnits::ZERO) };
        let found = self.store.records(self.company, &[RecordRef::books_payment(payment)]).await?;
        let applied = found.iter().map(|mirrored| match &mirrored.record {
            Record::BooksPayment(payment) => {
                part.invoices.iter().map(|invoice| payment.applied_to(invoice)).sum()
            }
            _ => MinorUnits::ZERO,
        });
        Ok(applied.sum())
    }

    /// The payout of a payment looks again too.
    async fn around_payment(&self, id: &alternative::PaymentId) -> Result<ChangeSet, StoreFault> {
        let known = self.store.records(self.company, &[RecordRef::alternative_payment(id)]).await?;
        let target = RecordRef::alternative_payment(id);
        let payouts = self.store.naming(self.company, &[target], RecordKind::AlternativePayout).await?;
        let touched = known.into_iter().flat_map(|mirrored| mirrored.record.touches()).chain(payouts);
        let around = [RecordKind::AlternativePayout, RecordKind::BooksInvoice];
        let touched = touched.filter(|reference| around.contains(&reference.kind));
        Ok(touched.filter_map(|reference| Subject::of(&reference)).map(Change::Dirty).collect())
    }

    async fn payout(&self, choice: &Choice) -> Result<PayoutPatch, DecideFault> {
        Ok(match choice {
            Choice::ChooseAccount { missing } => {
                let account = books::AccountId::new(self.argument(Argument::Account)?);
                PayoutPatch::Extra(ExtraLine { account, amount: *missing })
            }
            Choice::Wait => PayoutPatch::WaitsOn(self.hold.draft.fingerprint.clone()),
            Choice::Handle | Choice::Handled | Choice::Accept => PayoutPatch::Handled,
            Choice::WriteAgain => PayoutPatch::Again,
            Choice::UseDeposit(deposit) => {
                PayoutPatch::Deposited(deposit.clone(), self.deposited(deposit).await?)
            }
            Choice::ItIsThatDeposit(deposit) => PayoutPatch::ItIsThat(deposit.clone()),
            Choice::WriteOursToo(deposit) => PayoutPatch::OtherMoney(deposit.clone()),
            Choice::PostOn(day) => PayoutPatch::PostOn(self.day(*day)?),
            Choice::WaitWhileClosed(day) => PayoutPatch::WaitWhileClosedUntil(self.day(*day)?),
            _ => PayoutPatch::LookAgain,
        })
    }

    /// What a deposit really comes to: somebody may have deposited the payments without the fees.
    async fn deposited(&self, deposit: &books::DepositId) -> Result<MinorUnits, StoreFault> {
        let found = self.store.records(self.company, &[RecordRef::books_deposit(deposit)]).await?;
        let total = found.iter().find_map(|mirrored| match &mirrored.record {
            Record::BooksDeposit(deposit) => Some(deposit.total),
            _ => None,
        });
        Ok(total.unwrap_or_else(|| self.hold.draft.amount.map_or(MinorUnits::ZERO, |money| money.minor)))
    }

    /// P17: the ticked ones (`payments=ID,ID` or `all`) are posted, or all are left.
    async fn before_start(&self, choice: &Choice) -> Result<ChangeSet, DecideFault> {
        let ledger: EarlierLedger = documents::read(self.store, self.company).await?;
        let waiting = ledger.waiting.into_iter();
        let posts = *choice == Choice::Post;
        let ticked: BTreeSet<Subject> = if posts {
            let text = self.argument(Argument::Payments)?;
            let named: BTreeSet<_> = text.split(',').map(str::trim).collect();
            let is_named = |key: &str| {
                let id = key.split_once(':').map_or(key, |(_, id)| id);
                named.contains("all") || named.contains(key) || named.contains(id)
            };
            waiting.filter(|(key, _)| is_named(key)).map(|(_, earlier)| earlier.subject).collect()
        } else {
            waiting.map(|(_, earlier)| earlier.subject).collect()
        };
        if ticked.is_empty() {
            return Err(DecideFault::NoneNamed);
        }
        let answer = if posts { EarlierChoice::Post } else { EarlierChoice::Leave };
        let mut changes: ChangeSet = ticked.iter().cloned().map(Change::Dirty).collect();
        changes.push(Change::edit(Edit::Answer(ticked, answer)));
        Ok(changes)
    }

    /// I16: exactly those that the card lists go, or nothing does until a person resumes; then it is asked again.
    fn brake(&self, choice: &Choice) -> ChangeSet {
        match (choice, &self.hold.draft.reason) {
            (Choice::ArchiveThem, HoldReason::ManyArchives { archives, .. }) => {
                let listed = archives.iter().map(|one| one.subject.clone()).collect();
                ChangeSet::from([Change::edit(Edit::LetThrough(listed))])
            }
            (Choice::StopSyncing, _) => ChangeSet::from([Change::Patch(Patch::Paused(Some(Timestamp::MAX)))]),
            _ => ChangeSet::new(),
        }
    }

    /// I17: exactly those that the card lists.
    fn currencies(&self, choice: &Choice) -> ChangeSet {
        let (Choice::LeaveOut, HoldReason::OtherCurrencies { invoices, .. }) =
            (choice, &self.hold.draft.reason)
        else {
            return ChangeSet::new();
        };
        let mut changes = ChangeSet::new();
        for Foreign { invoice, open } in invoices {
            changes.push(Change::invoice(&invoice.id, InvoicePatch::LeaveOut(open.currency)));
            changes.push(Change::Dirty(Subject::Invoice(invoice.id.clone())));
        }
        changes
    }

    /// D9: another account from now on; what is written stays where it is.
    async fn account(&self, choice: &Choice) -> Result<ChangeSet, DecideFault> {
        let Choice::PickAnother(purpose) = choice else { return Ok(ChangeSet::new()) };
        let id = books::AccountId::new(self.argument(Argument::Account)?);
        let known = self.store.records(self.company, &[RecordRef::books_account(&id)]).await?;
        let is_usable = known.iter().any(|mirrored| match &mirrored.record {
            Record::BooksAccount(account) => purpose.trouble(account, mirrored.gone_at.is_some()).is_none(),
            _ => false,
        });
        if !is_usable {
            return Err(DecideFault::Unusable(id));
        }
        let mut changes = mark_waiting(self.store, self.company).await?;
        changes.push(Change::Patch(match purpose {
            AccountPurpose::Deposits => Patch::DepositAccount(Some(id)),
            AccountPurpose::Fees => Patch::FeeAccount(Some(id)),
            AccountPurpose::Payments => Patch::PaymentAccount(Some(id)),
        }));
        Ok(changes)
    }

    fn argument(&self, argument: Argument) -> Result<String, DecideFault> {
        self.arguments.get(argument.name()).cloned().ok_or(DecideFault::Missing(argument))
    }

    /// The day that the person gives, else the one that the choice is about.
    fn day(&self, offered: Date) -> Result<Date, DecideFault> {
        let Some(text) = self.arguments.get(Argument::Date.name()) else { return Ok(offered) };
        text.parse().map_err(|_| DecideFault::Missing(Argument::Date))
    }
}
