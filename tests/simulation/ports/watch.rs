//! Looks at what payers are asked for at every moment, not only at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use practice::Practice;
use serde_json::Value;
use support::minor;

use crate::facts::{linked_amount, list, text};

/// So long one computer may not have been shown what another wrote: the companion looks more often than that.
const RACE: SignedDuration = SignedDuration::from_mins(1);

/// One version of an invoice in QuickBooks, as far as payers are concerned.
#[derive(Debug, Clone, Default)]
struct Version {
    total: i64,
    balance: i64,
    /// The Payments that pay it, with the payment of Alternative that they were made for.
    paid: Vec<Paid>,
}

#[derive(Debug, Clone)]
struct Paid {
    id: String,
    made_for: Option<String>,
    amount: i64,
}

impl Version {
    /// What is left to pay of it where this total is asked for: another one may be held back (rules I11, I12).
    fn open_of(&self, total: i64) -> i64 {
        self.balance.min(total - (self.total - self.balance))
    }

    /// How much of it each of the payments of Alternative that pay it pays there. A person may have said that one Payment
    /// stands for payments of several invoices.
    fn applied(
        &self,
        matched: &BTreeMap<String, BTreeSet<String>>,
        paying: &BTreeSet<&str>,
    ) -> BTreeMap<String, i64> {
        let mut applied = BTreeMap::new();
        for paid in &self.paid {
            let mut rest = paid.amount;
            let matched = matched.get(&paid.id).into_iter().flatten();
            let matched = matched.filter(|name| paying.contains(name.as_str())).cloned();
            for name in paid.made_for.iter().cloned().chain(matched) {
                *applied.entry(name).or_default() += rest;
                rest = 0;
            }
        }
        applied
    }
}

/// What the watch knows beside the services.
#[derive(Debug, Default)]
struct Notes {
    /// By QuickBooks id and `SyncToken`.
    versions: BTreeMap<(String, u64), Version>,
    spared: BTreeSet<String>,
    /// Payments of Alternative of which a person left something as credit.
    credits: BTreeSet<String>,
    /// External payments in QuickBooks that a person says stand for one of Alternative.
    matched: BTreeMap<String, BTreeSet<String>>,
    /// Invoices of payments for which people, each on a computer of their own, named the same payment in QuickBooks: until the
    /// companion asks about it, nobody can know which of them it is.
    at_odds: BTreeSet<String>,
    seen: BTreeSet<String>,
    /// Violations, by their place, that are no fault of the companion's.
    forgiven: BTreeSet<usize>,
    /// When Alternative took the present version of an invoice.
    taken: BTreeMap<String, Timestamp>,
}

/// What there was before a payment was reported.
pub struct BeforeReport {
    asked: BTreeMap<String, Asked>,
    violations: usize,
    /// Invoices of which another computer sent a version that the reporting one was not shown yet.
    overtaken: BTreeSet<String>,
}

/// Watches one company's invoices in Alternative.
pub struct Watch {
    practice: Practice,
    notes: Mutex<Notes>,
}

/// What an invoice asked for, and of which version of QuickBooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    version: u64,
    amount: i64,
    total: i64,
}

impl Asked {
    /// Whether a payer is asked for anything.
    pub fn is_something(self) -> bool {
        self.amount > 0
    }
}

impl Watch {
    /// Over these services.
    pub fn new(practice: Practice) -> Self {
        let watch = Self { practice, notes: Mutex::default() };
        watch.note();
        watch
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A person changed what Alternative follows, so that this invoice (QuickBooks id) may ask for what it likes.
    pub fn spare(&self, invoice: &str) {
        self.notes().spared.insert(invoice.to_owned());
    }

    /// A person leaves what is not applied of this payment of Alternative as the customer's credit.
    pub fn credit(&self, payment: &str) {
        self.notes().credits.insert(payment.to_owned());
    }

    /// A person says that this payment in QuickBooks stands for that one of Alternative.
    pub fn matched(&self, books: &str, payment: &str) {
        let mut notes = self.notes();
        let named = notes.matched.entry(books.to_owned()).or_default();
        named.insert(payment.to_owned());
        let at_odds = if named.len() > 1 { named.clone() } else { BTreeSet::new() };
        drop(notes);
        let invoices: Vec<_> = at_odds.iter().flat_map(|payment| self.paid_by(payment)).collect();
        self.notes().at_odds.extend(invoices);
    }

    /// The time there is.
    pub fn now(&self) -> Timestamp {
        self.practice.with_world(|world| world.clock.now())
    }

    /// Until when the books are closed.
    pub fn closing_date(&self) -> Option<Date> {
        self.practice.with_world(|world| {
            world.companies.values().filter_map(practice::quickbooks::Books::closing_date).max()
        })
    }

    /// How many violations there are.
    pub fn violations(&self) -> usize {
        self.practice.with_world(|world| world.violations.len())
    }

    /// What was sent while its day was open, and arrived when the books were closed and the companion told, could be called
    /// back by nobody: of the violations since there were so many, those are no fault of the companion's.
    pub fn forgive_closed_books(&self, before: usize) {
        let since: Vec<usize> = self.practice.with_world(|world| {
            let kinds = world.violations.values().map(|violation| violation.kind.clone()).enumerate();
            let closed = kinds.skip(before).filter(|(_, kind)| kind == "write into closed books");
            closed.map(|(at, _)| at).collect()
        });
        self.notes().forgiven.extend(since);
    }

    /// What there is before a report, of which the computer was shown these versions last. Another computer's version that
    /// came at most a minute ago may overtake it: what is told of a payment carries no version of its invoice.
    pub fn before_a_report(&self, shown: &BTreeMap<String, u64>) -> BeforeReport {
        let (asked, now) = (self.asked(), self.now());
        let notes = self.notes();
        let lately =
            |invoice: &String| notes.taken.get(invoice).is_some_and(|at| now.duration_since(*at) <= RACE);
        let overtaken = asked.iter().filter(|(invoice, asked)| {
            shown.get(*invoice).is_some_and(|shown| *shown < asked.version) && lately(invoice)
        });
        let overtaken = overtaken.map(|(invoice, _)| invoice.clone()).collect();
        drop(notes);
        BeforeReport { asked, violations: self.violations(), overtaken }
    }

    /// Of the violations since there were so many, those of asking for too much with one of these invoices are no fault of
    /// the companion's.
    fn forgive_asking(&self, before: usize, invoices: &BTreeSet<String>) {
        let is_one = |detail: &str| {
            invoices.iter().any(|invoice| detail.contains(&format!("({invoice} in QuickBooks")))
        };
        let since: Vec<usize> = self.practice.with_world(|world| {
            let violations = world.violations.values().enumerate().skip(before);
            let asking = violations.filter(|(_, violation)| {
                violation.kind == "asks for more than is owed" && is_one(&violation.detail)
            });
            asking.map(|(at, _)| at).collect()
        });
        self.notes().forgiven.extend(since);
    }

    /// Invoices of whose payments a person left something as credit, and those at odds. The practice service learns of a credit
    /// only from a report; the watch knows it, and holds them to it.
    fn said_by_people(&self) -> BTreeSet<String> {
        let states = self.states();
        let notes = self.notes();
        let payments = states.iter().flat_map(|state| list(&state["payments"]));
        let left = payments.filter(|payment| notes.credits.contains(text(&payment["id"])));
        let parts = left.flat_map(|payment| list(&payment["allocations"]));
        let credits = parts.filter_map(|part| part["qbo_invoice_id"].as_str().map(str::to_owned));
        credits.chain(notes.at_odds.iter().cloned()).collect()
    }

    /// Whether the violation in that place is no fault of the companion's.
    pub fn is_forgiven(&self, violation: usize) -> bool {
        self.notes().forgiven.contains(&violation)
    }

    fn states(&self) -> Vec<Value> {
        self.practice.with_world(|world| {
            let now = world.clock.now();
            world.platforms.values().map(|platform| platform.state(now)).collect()
        })
    }

    fn paid_by(&self, payment: &str) -> Vec<String> {
        let states = self.states();
        let payments = states.iter().flat_map(|state| list(&state["payments"]));
        let parts =
            payments.filter(|known| known["id"] == payment).flat_map(|known| list(&known["allocations"]));
        parts.map(|part| text(&part["qbo_invoice_id"]).to_owned()).collect()
    }

    /// Notes the invoices of QuickBooks as they are: called whenever something may have changed there.
    pub fn note(&self) {
        let books = self.practice.with_world(|world| practice::quickbooks::state_json(world));
        let mut notes = self.notes();
        for company in list(&books["companies"]) {
            let payments = list(&company["records"]["Payment"]);
            for invoice in list(&company["records"]["Invoice"]) {
                let id = text(&invoice["Id"]).to_owned();
                let version: u64 = text(&invoice["SyncToken"]).parse().unwrap();
                let links = payments.iter().map(|payment| Paid {
                    id: text(&payment["Id"]).to_owned(),
                    made_for: ours(payment).map(str::to_owned),
                    amount: linked_amount(payment, &id),
                });
                let paid = links.filter(|paid| paid.amount > 0).collect();
                let (total, balance) = (minor(&invoice["TotalAmt"]), minor(&invoice["Balance"]));
                notes.versions.insert((id, version), Version { total, balance, paid });
            }
        }
    }

    /// What every invoice asks for now.
    pub fn asked(&self) -> BTreeMap<String, Asked> {
        let states = self.states();
        let open =
            states.iter().flat_map(|state| list(&state["invoices"])).filter(|row| row["archived"] == false);
        open.filter_map(|row| {
            let amount = minor(&row["outstanding_balance"]);
            let (version, total) = (row["version"].as_u64()?, minor(&row["total"]));
            Some((row["qbo_id"].as_str()?.to_owned(), Asked { version, amount, total }))
        })
        .collect()
    }

    /// Looks at what a write of a companion changed. No invoice may ask for more than QuickBooks' balance at the version it
    /// was made from, less live payments that were not applied there (rule P15). What the services changed by themselves is
    /// theirs.
    fn look(
        &self,
        invoices: &[String],
        before: &BTreeMap<String, Asked>,
        (measure, after): (Measure<'_>, &str),
    ) {
        let now = self.asked();
        let changed = |invoice: &String| now.get(invoice) != before.get(invoice);
        for state in self.states() {
            let mut notes = self.notes();
            let problems = asked_twice(&state, &notes, measure).into_iter();
            let at_odds = notes.at_odds.clone();
            let problems = problems.filter(|(invoice, _)| {
                invoices.contains(invoice) && changed(invoice) && !at_odds.contains(invoice)
            });
            notes.seen.extend(problems.map(|(_, text)| format!("{text}, after {after}")));
        }
    }

    /// Looks after a payment was reported: by the versions since the one that was taken, of which the computer's may be any. It
    /// sends none that asks for what was taken already.
    pub fn look_reported(&self, payment: &str, before: &BeforeReport, thought_live: &dyn Fn(&str) -> bool) {
        let said = self.said_by_people();
        self.forgive_asking(before.violations, &before.overtaken.union(&said).cloned().collect());
        let mut paid = self.paid_by(payment);
        paid.retain(|invoice| !before.overtaken.contains(invoice));
        let measure = Measure::SinceTaken(thought_live);
        self.look(&paid, &before.asked, (measure, "a payment was reported"));
    }

    /// Looks after an invoice was sent.
    pub fn look_sent(
        &self,
        invoice: &str,
        (violations, before): (usize, &BTreeMap<String, Asked>),
        thought_live: &dyn Fn(&str) -> bool,
    ) {
        if self.asked().get(invoice).map(|now| now.version) != before.get(invoice).map(|was| was.version) {
            let now = self.now();
            self.notes().taken.insert(invoice.to_owned(), now);
        }
        self.forgive_asking(violations, &self.said_by_people());
        let measure = Measure::Taken(thought_live);
        self.look(&[invoice.to_owned()], before, (measure, "an invoice was sent"));
        self.look_raised(invoice, before);
    }

    /// What is sent never asks for more than was asked before, unless QuickBooks' own balance rose, it is a first send,
    /// another total was held back until now (rules I11, I12), or a person left something as credit, which is then asked
    /// for again (rule P15).
    fn look_raised(&self, invoice: &str, before: &BTreeMap<String, Asked>) {
        let (Some(was), Some(now)) = (before.get(invoice).copied(), self.asked().get(invoice).copied())
        else {
            return;
        };
        let states = self.states();
        let mut notes = self.notes();
        // Of the total that is asked for: an edit that is held back moves the balance too, and hides what else moved it.
        let balance = |of: Asked| {
            let version = notes.versions.get(&(invoice.to_owned(), of.version));
            version.map(|version| version.open_of(of.total))
        };
        let (Some(old), Some(new)) = (balance(was), balance(now)) else { return };
        let credited = states.iter().flat_map(|state| list(&state["payments"])).any(|payment| {
            let pays = |part: &Value| part["qbo_invoice_id"] == invoice;
            notes.credits.contains(text(&payment["id"])) && list(&payment["allocations"]).iter().any(pays)
        });
        if now.amount > was.amount
            && now.total == was.total
            && new <= old
            && !credited
            && !notes.spared.contains(invoice)
        {
            let (was, now) = (was.amount, now.amount);
            notes.seen.insert(format!(
                "P15: invoice {invoice} asks for {now} instead of {was}, although QuickBooks' balance went from {old} to {new}"
            ));
        }
    }

    /// At rest no invoice may ask for more than is owed by now.
    pub fn at_rest(&self, edited: &BTreeSet<String>) -> Vec<String> {
        self.note();
        let notes = self.notes();
        let problems = self.states();
        let problems = problems.iter().flat_map(|state| asked_twice(state, &notes, Measure::Present(edited)));
        problems.map(|(_, text)| text).collect()
    }

    /// What was seen.
    pub fn problems(&self) -> Vec<String> {
        self.notes().seen.iter().cloned().collect()
    }
}

/// The payment of Alternative that a Payment of ours was made for.
fn ours(payment: &Value) -> Option<&str> {
    let note = text(&payment["PrivateNote"]).strip_prefix("Alternative Payments ")?;
    note.split_once(" (").map(|(id, _)| id)
}

/// By which versions of QuickBooks an invoice is held to ask for too much. What is written is judged by whether the writing
/// computer thought a payment live when it read it last.
#[derive(Clone, Copy)]
enum Measure<'a> {
    /// The one that Alternative took last.
    Taken(&'a dyn Fn(&str) -> bool),
    /// That one, or any since.
    SinceTaken(&'a dyn Fn(&str) -> bool),
    /// The present one, except for invoices that people edited in Alternative.
    Present(&'a BTreeSet<String>),
}

impl Measure<'_> {
    /// The versions of an invoice that may justify what it asks for.
    fn versions<'n>(self, notes: &'n Notes, id: &str, taken: u64) -> Vec<&'n Version> {
        let from = |first: u64| notes.versions.range((id.to_owned(), first)..=(id.to_owned(), u64::MAX));
        match self {
            Self::Taken(_) => notes.versions.get(&(id.to_owned(), taken)).into_iter().collect(),
            Self::SinceTaken(_) => from(taken).map(|(_, version)| version).collect(),
            Self::Present(edited) if edited.contains(id) => Vec::new(),
            Self::Present(_) => from(0).next_back().map(|(_, version)| version).into_iter().collect(),
        }
    }

    /// What is left to pay of a version by what payments of Alternative come to.
    fn open(self, version: &Version, invoice: &Value, state: &Value, notes: &Notes) -> i64 {
        let pays = |payment: &&Value| {
            list(&payment["allocations"]).iter().any(|part| part["invoice_id"] == invoice["id"])
        };
        let paying = list(&state["payments"]).iter().filter(pays).map(|payment| text(&payment["id"]));
        let applied = version.applied(&notes.matched, &paying.collect());
        let mut open = version.balance;
        for payment in list(&state["payments"]) {
            let name = text(&payment["id"]);
            let applied = applied.get(name).copied().unwrap_or(0);
            let parts =
                list(&payment["allocations"]).iter().filter(|part| part["invoice_id"] == invoice["id"]);
            let share: i64 = parts.map(|part| minor(&part["amount"])).sum();
            let failed = text(&payment["status"]) == "failed" && payment["link"]["state"] == "recorded";
            match self {
                // It failed while it was reported: Alternative asks for all of it again by itself until it is told.
                Self::Taken(thought_live) | Self::SinceTaken(thought_live) if failed => {
                    open += if thought_live(name) { share } else { applied };
                }
                _ => {}
            }
            let live = matches!(text(&payment["status"]), "processing" | "succeeded");
            if live && !notes.credits.contains(name) {
                open -= (share - applied).max(0);
            }
        }
        open
    }
}

/// Invoices that ask for too much.
fn asked_twice(state: &Value, notes: &Notes, measure: Measure<'_>) -> Vec<(String, String)> {
    let mut problems = Vec::new();
    let at_rest = matches!(measure, Measure::Present(_));
    for invoice in list(&state["invoices"]) {
        let Some(id) = invoice["qbo_id"].as_str().filter(|id| !notes.spared.contains(*id)) else { continue };
        if invoice["archived"] != false {
            continue;
        }
        let taken = invoice["version"].as_u64().unwrap_or_default();
        let versions = measure.versions(notes, id, taken).into_iter();
        let open = versions.map(|version| measure.open(version, invoice, state, notes)).max();
        let Some(open) = open else { continue };
        // I11: Alternative itself refuses to change or archive it until that payment ends.
        let runs = list(&state["payments"]).iter().any(|payment| {
            let paid = |part: &Value| part["invoice_id"] == invoice["id"];
            payment["status"] == "processing" && list(&payment["allocations"]).iter().any(paid)
        });
        if at_rest && runs {
            continue;
        }
        let asked = minor(&invoice["outstanding_balance"]);
        if asked > open.max(0) {
            let total = minor(&invoice["total"]);
            let when = if at_rest { ", at rest" } else { "" };
            let text = format!("P15: invoice {id} of {total} asks for {asked} although {open} is owed{when}");
            problems.push((id.to_owned(), text));
        }
    }
    problems
}
