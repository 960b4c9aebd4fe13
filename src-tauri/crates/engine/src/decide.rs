//! What a person's choice on a card changes. Choices that only show something change nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{CompanyId, Minor, alternative, books};
use serde_json::json;

use crate::apply::MATCHED_CURSOR;
use crate::gather::EARLIER_CURSOR;
use crate::hold::{Decision, Hold, HoldState};
use crate::journal::{EntryDraft, EntryKind};
use crate::link::{
    CustomerLink, ExtraLine, InvoiceLink, Link, PartState, PaymentLink, PaymentPart, PayoutLink, PayoutState,
    Refusal,
};
use crate::plan::{EarlierChoice, EarlierLedger};
use crate::planning::WANTED_CURSOR;
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
            Subject::Customer(id) => self.again(RecordRef::books_customer(id)).await?,
            Subject::Invoice(id) => self.invoice(id).await?,
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
    async fn again(&self, reference: RecordRef) -> Result<Vec<Change>, StoreFault> {
        let mut changes = self.want(reference).await?;
        let link = match self.link().await? {
            Some(Link::Customer(link)) => {
                // That it was refused is remembered until it is taken: its invoices wait for that.
                let forget = |refusal| Refusal { fingerprint: String::new(), ..refusal };
                Link::Customer(CustomerLink { refused: link.refused.map(forget), ..link })
            }
            Some(Link::Invoice(link)) => Link::Invoice(InvoiceLink { refused: None, ..link }),
            _ => return Ok(changes),
        };
        changes.push(self.keep(link));
        Ok(changes)
    }

    async fn invoice(&self, id: &books::InvoiceId) -> Result<Vec<Change>, StoreFault> {
        let terms = self.hold.draft.details.get("terms").cloned();
        let link = match self.link().await? {
            Some(Link::Invoice(link)) => link,
            _ => InvoiceLink::default(),
        };
        match self.choice {
            "keep" => Ok(vec![self.keep(Link::Invoice(InvoiceLink { kept_out: terms, ..link }))]),
            "send" => Ok(vec![self.keep(Link::Invoice(InvoiceLink { let_through: terms, ..link }))]),
            _ => self.again(RecordRef::books_invoice(id)).await,
        }
    }

    async fn payment(&self, id: &alternative::PaymentId) -> Result<Vec<Change>, DecideFault> {
        let mut link = match self.link().await? {
            Some(Link::Payment(link)) => link,
            _ => PaymentLink::default(),
        };
        let customer = books::CustomerId::new(self.hold.draft.case.as_str());
        let amount = self.hold.draft.amount.map_or(Minor::ZERO, |money| money.minor);
        let part = link.part_mut(&customer);
        let mut changes = Vec::new();
        match self.choice {
            "keep_as_credit" => part.allowance.keep_as_credit = true,
            "record_ours_too" => part.allowance.not_a_look_alike = true,
            "already_recorded" | "it_is_that_one" => {
                let payment = self.books_payment()?;
                changes.push(self.matched(&payment).await?);
                changes.extend(self.want(RecordRef::books_payment(&payment)).await?);
                part.state = PartState::Recorded { payment, amount, ours: false };
            }
            "record_again" => {
                part.state = PartState::Open;
                part.allowance.again += 1;
            }
            "leave_as_credit" => {
                part.allowance.keep_as_credit = true;
                part.credited = Some(self.applied(part).await?);
            }
            "accept" => part.state = PartState::LeftOut,
            "i_handled_it" => match self.hold.draft.details.get("latecomers") {
                // They count as covered from now on.
                Some(invoices) => {
                    part.invoices.extend(invoices.split(',').map(books::InvoiceId::new));
                    part.handled.extend(invoices.split(',').map(books::InvoiceId::new));
                }
                None => part.allowance.return_handled = true,
            },
            "post_first_open_day" => part.allowance.date = Some(self.day("first_open_day")?),
            "wait_for_accountant" => part.allowance.wait_while_closed_until = Some(self.day("closed_until")?),
            "check_again" => {
                if let PartState::Recorded { payment, .. } = &part.state {
                    changes.extend(self.want(RecordRef::books_payment(payment)).await?);
                }
            }
            _ => {}
        }
        part.finding = None;
        changes.push(self.keep(Link::Payment(link)));
        changes.extend(self.around_payment(id).await?);
        Ok(changes)
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
        let subjects = touched.filter_map(|reference| match reference.kind {
            RecordKind::AlternativePayout => Some(Subject::Payout(alternative::PayoutId::new(reference.id))),
            RecordKind::BooksInvoice => Some(Subject::Invoice(books::InvoiceId::new(reference.id))),
            _ => None,
        });
        Ok(subjects.map(Change::Dirty).collect())
    }

    async fn payout(&self, _id: &alternative::PayoutId) -> Result<Vec<Change>, DecideFault> {
        let mut link = match self.link().await? {
            Some(Link::Payout(link)) => link,
            _ => PayoutLink::default(),
        };
        let details = &self.hold.draft.details;
        match self.choice {
            "choose_account" => {
                let account = self.argument("account", "Name the account: account=ID")?;
                let missing = details.get("missing_minor").and_then(|text| text.parse().ok());
                let amount = Minor(
                    missing.ok_or_else(|| DecideFault::Argument("The difference is not known".to_owned()))?,
                );
                link.extra.push(ExtraLine { account: books::AccountId::new(account), amount });
            }
            "wait" => link.waits_on = Some(self.hold.draft.fingerprint.clone()),
            "i_handle_it" | "i_handled_it" | "accept" => link.state = PayoutState::Handled,
            "write_again" => {
                link.state = PayoutState::Open;
                link.allowance.again += 1;
            }
            "use_deposit" => {
                let deposit = self.hold.draft.choices.iter().find(|choice| choice.id == "use_deposit");
                let id = deposit
                    .and_then(|choice| choice.label.split_whitespace().last())
                    .map(books::DepositId::from);
                let deposit =
                    id.ok_or_else(|| DecideFault::Argument("The deposit is not known".to_owned()))?;
                let amount = self.hold.draft.amount.map_or(Minor::ZERO, |money| money.minor);
                link.state = PayoutState::Deposited { deposit, amount };
            }
            "post_first_open_day" => link.allowance.date = Some(self.day("first_open_day")?),
            "wait_for_accountant" => link.allowance.wait_while_closed_until = Some(self.day("closed_until")?),
            _ => {}
        }
        link.finding = None;
        Ok(vec![self.keep(Link::Payout(link))])
    }

    /// P17: the ticked ones (`payments=ID,ID` or `all`) are posted, or all are left.
    async fn before_start(&self) -> Result<Vec<Change>, DecideFault> {
        let kept = self.store.cursor(self.company, EARLIER_CURSOR).await?;
        let mut ledger: EarlierLedger =
            kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        let ticked: BTreeSet<String> = match self.choice {
            "post" => {
                let text = self.argument("payments", "Name what to post: payments=ID,ID or payments=all")?;
                let named: BTreeSet<_> = text.split(',').map(str::trim).collect();
                let is_named = |key: &str| {
                    named.contains("all")
                        || named.contains(key)
                        || named.iter().any(|id| key.ends_with(&format!(":{id}")))
                };
                ledger.waiting.keys().filter(|key| is_named(key)).cloned().collect()
            }
            _ => ledger.waiting.keys().cloned().collect(),
        };
        if ticked.is_empty() {
            return Err(DecideFault::Argument("None of the listed payments has that id".to_owned()));
        }
        let answer = if self.choice == "post" { EarlierChoice::Post } else { EarlierChoice::Leave };
        let mut changes = Vec::new();
        for key in ticked {
            if let Some(earlier) = ledger.waiting.remove(&key) {
                changes.push(Change::Dirty(earlier.subject));
            }
            ledger.answered.insert(key, answer);
        }
        changes.push(Change::Cursor {
            name: EARLIER_CURSOR.to_owned(),
            value: serde_json::to_string(&ledger).ok(),
        });
        Ok(changes)
    }

    fn books_payment(&self) -> Result<books::PaymentId, DecideFault> {
        let named =
            self.arguments.get("payment").or_else(|| self.hold.draft.details.get("quickbooks_payment"));
        let id = named
            .ok_or_else(|| DecideFault::Argument("Name the QuickBooks payment: payment=ID".to_owned()))?;
        Ok(books::PaymentId::new(id.as_str()))
    }

    /// Remembers that an external Payment stands for one of Alternative, so that it is nobody else's look-alike (P5).
    async fn matched(&self, payment: &books::PaymentId) -> Result<Change, StoreFault> {
        let kept = self.store.cursor(self.company, MATCHED_CURSOR).await?;
        let mut matched: BTreeSet<String> =
            kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        matched.insert(payment.to_string());
        Ok(Change::Cursor { name: MATCHED_CURSOR.to_owned(), value: serde_json::to_string(&matched).ok() })
    }

    async fn want(&self, reference: RecordRef) -> Result<Vec<Change>, StoreFault> {
        let mut wanted = crate::planning::wanted(self.store, self.company).await?;
        wanted.insert(reference);
        Ok(vec![Change::Cursor {
            name: WANTED_CURSOR.to_owned(),
            value: serde_json::to_string(&wanted).ok(),
        }])
    }

    async fn link(&self) -> Result<Option<Link>, StoreFault> {
        let subject = std::slice::from_ref(&self.hold.draft.subject);
        Ok(self.store.links(self.company, subject).await?.into_iter().next().map(|(_, link)| link))
    }

    fn keep(&self, link: Link) -> Change {
        Change::Link { subject: self.hold.draft.subject.clone(), link: Box::new(link) }
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
