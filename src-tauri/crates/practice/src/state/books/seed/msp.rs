//! Northwind MSP: a managed-service provider with three years of books.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use ledger::{Currency, MinorUnits};
use rust_decimal::Decimal;
use serde_json::json;

use super::founder::{Founder, SaleDraft, account};
use super::names::{CITIES, FIRST, SECOND, SPECIAL, STREETS};
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::record::{Record, SaleDetail, SaleLine, Sold, Vendor};
use crate::state::books::{rates, totals, voids};

const CUSTOMERS: u64 = 120;
/// Jobs below other customers: `(job, customer)`.
const JOBS: &[(u64, &str, u64)] = &[
    (21, "Server room", 7),
    (22, "Branch office", 7),
    (23, "Night shift", 22),
    (41, "Phones", 40),
    (42, "Backup", 40),
];
/// Has no e-mail address, so that nobody can be invited, and owes for an invoice of the usual 60.
const WITHOUT_EMAIL: u64 = 75;
/// Was made inactive, and owes for an invoice of the usual 60.
const INACTIVE: u64 = 84;
const DAYS_OF_BOOKS: i64 = 3 * 365;
/// The recent weeks whose payments still rest in Undeposited Funds.
const UNDEPOSITED_DAYS: i64 = 21;
const BUNDLE: u64 = 25;

/// Lays the company.
pub fn found(founder: &mut Founder, invoices: u32) {
    items(founder);
    customers(founder);
    let meta = founder.set_up();
    for (id, name) in [(1, "Card Processor"), (2, "Wholesale Hardware")] {
        let vendor = Vendor { meta, display_name: name.into(), active: true, kept: Kept::default() };
        founder.put((Entity::Vendor, id), Record::Vendor(vendor));
    }
    business(founder, invoices);
    if let Some(closed) = founder.today.checked_sub(2.months()).ok().map(Date::last_of_month) {
        founder.books().close(Some(closed));
    }
}

fn items(founder: &mut Founder) {
    let services: &[(&str, i64)] = &[
        ("Help desk seat", 6_500),
        ("Managed server", 18_000),
        ("Managed firewall", 9_500),
        ("Backup per device", 1_250),
        ("Endpoint protection", 675),
        ("E-mail security", 450),
        ("Cloud tenant care", 24_000),
        ("On-site hour", 14_500),
        ("Remote hour", 11_000),
        ("After-hours call", 22_500),
        ("Project day", 98_000),
        ("Network audit", 150_000),
        ("Domain renewal", 1_833),
        ("Phone line", 2_899),
        ("License, office suite", 1_250),
        ("License, database", 8_333),
    ];
    let products: &[(&str, i64)] = &[
        ("Laptop", 124_900),
        ("Docking station", 18_950),
        ("Monitor 27\"", 32_999),
        ("Access point", 17_900),
        ("Patch cable", 795),
        ("Wall mount", 2_450),
    ];
    for (id, (name, cents)) in (1..).zip(services) {
        let income = if id <= 7 { account::CONTRACTS } else { account::SERVICES };
        founder.item(id, name, "Service", income, Some(Decimal::new(*cents, 2)), false);
    }
    for (id, (name, cents)) in (17..).zip(products) {
        founder.item(id, name, "NonInventory", account::PRODUCT_SALES, Some(Decimal::new(*cents, 2)), true);
    }
    founder.item(23, "Toner", "Inventory", account::PRODUCT_SALES, Some(Decimal::new(8_999, 2)), true);
    founder.item(24, "Goodwill visit", "Service", account::SERVICES, Some(Decimal::ZERO), false);
    founder.bundle(BUNDLE, "New workplace", &[(17, 1), (18, 1), (19, 2)]);
}

fn customers(founder: &mut Founder) {
    let mut plain = FIRST.iter().flat_map(|first| SECOND.iter().map(move |second| (*first, *second)));
    for id in 1..=CUSTOMERS {
        let job = JOBS.iter().find(|(job, ..)| *job == id);
        let special =
            usize::try_from(id).ok().and_then(|id| id.checked_sub(30)).and_then(|at| SPECIAL.get(at));
        let name = match job.map(|(_, name, _)| *name).or_else(|| special.copied()) {
            Some(name) => name.to_owned(),
            None => plain.next().map_or_else(String::new, |(first, second)| format!("{first} {second}")),
        };
        let kept = card(founder, id, &name);
        let email = format!("billing{id}@customer.example.com");
        let email = (id != WITHOUT_EMAIL).then_some(email.as_str());
        founder.customer(id, &name, job.map(|(.., parent)| *parent), email, kept);
    }
    founder.make_inactive(INACTIVE);
}

/// Company name, phone and address of a customer.
fn card(founder: &mut Founder, id: u64, name: &str) -> Kept {
    let (city, state, postal) = founder.entropy.pick(CITIES).copied().unwrap_or_default();
    let street = founder.entropy.pick(STREETS).copied().unwrap_or_default();
    let number = founder.entropy.below(400) + 1;
    let address = json!({"Id": (1_000 + id).to_string(), "Line1": format!("{number} {street}"), "City": city,
                         "CountrySubDivisionCode": state, "PostalCode": postal, "Country": "US"});
    let phone = json!({"FreeFormNumber": format!("(555) 01{:02}-{:04}", id % 100, 1_000 + id)});
    let text = |value: serde_json::Value| Arc::from(value.to_string());
    Kept::from_texts(vec![
        ("CompanyName", text(json!(name))),
        ("PrimaryPhone", text(phone)),
        ("BillAddr", text(address)),
        ("SalesTermRef", text(json!({"value": if id.is_multiple_of(2) { "2" } else { "3" }}))),
    ])
}

/// Invoices over three years, most of them paid and deposited, the newest open.
fn business(founder: &mut Founder, invoices: u32) {
    let open_from = invoices - open_invoices(invoices);
    let mut waiting: Vec<u64> = Vec::new();
    for at in 0..invoices {
        let date = invoice_date(founder, at, invoices);
        let draft = draft(founder, at, date);
        let customer = draft.customer;
        let id = founder.sale(Entity::Invoice, draft);
        if at % 40 == 13 {
            founder.void(id);
            continue;
        }
        let Some(total) = founder.books().sale((Entity::Invoice, id)).map(|sale| sale.total) else {
            continue;
        };
        if total.is_zero() {
            continue;
        }
        let paid_on = date.saturating_add(i64::from(6 + at % 19).days());
        let paid = if at < open_from {
            total
        } else if at % 5 == 2 {
            MinorUnits(total.0 / 2)
        } else {
            continue;
        };
        let paid_on = paid_on.min(founder.days_ago(1));
        let credit = if at % 20 == 7 { credit_memo(founder, customer, paid_on, paid) } else { None };
        let mut over = vec![((Entity::Invoice, id), paid)];
        let received = paid - credit.map_or(MinorUnits::ZERO, |(_, amount)| amount);
        over.extend(credit.map(|(memo, amount)| ((Entity::CreditMemo, memo), amount)));
        let straight = at % 17 == 9;
        let into = if straight { account::SAVINGS } else { account::UNDEPOSITED };
        let payment = founder.payment(customer, paid_on, received, &over, into);
        if !straight && paid_on <= founder.days_ago(UNDEPOSITED_DAYS) {
            waiting.push(payment);
        }
        if waiting.len() >= 4 {
            let fee = MinorUnits(if at % 3 == 0 { 395 } else { 0 });
            let bank = if at % 8 == 1 { account::SAVINGS } else { account::CHECKING };
            founder.deposit(paid_on.saturating_add(1.days()).min(founder.days_ago(1)), &waiting, fee, bank);
            waiting.clear();
        }
    }
    if invoices > 0 {
        // Credit that nobody has used yet, and money that belongs to no invoice.
        let line = founder.line(9, Decimal::ONE, founder.price(9));
        let draft = SaleDraft { lines: vec![line], ..plain_draft(3, founder.days_ago(9)) };
        founder.sale(Entity::CreditMemo, draft);
        founder.payment(5, founder.days_ago(4), MinorUnits(25_000), &[], account::UNDEPOSITED);
    }
}

/// About 25 of the usual 60; later one in twenty.
fn open_invoices(invoices: u32) -> u32 {
    if invoices <= 60 { invoices * 25 / 60 } else { 25 + (invoices - 60) / 20 }
}

fn invoice_date(founder: &Founder, at: u32, invoices: u32) -> Date {
    let back = DAYS_OF_BOOKS - 2 - DAYS_OF_BOOKS * i64::from(at) / i64::from(invoices.max(1));
    founder.days_ago(back.max(1))
}

fn plain_draft(customer: u64, date: Date) -> SaleDraft {
    SaleDraft {
        customer,
        date,
        term: None,
        lines: Vec::new(),
        tax: MinorUnits::ZERO,
        note: None,
        online: false,
    }
}

fn draft(founder: &mut Founder, at: u32, date: Date) -> SaleDraft {
    // 11 has no common divisor with 119: every customer gets its turn.
    let customer = 1 + u64::from(at) * 11 % (CUSTOMERS - 1);
    let term = if customer.is_multiple_of(2) { (2, 15) } else { (3, 30) };
    let note = (at % 6 == 1).then_some("Monthly services as agreed.");
    SaleDraft {
        term: Some(term),
        note,
        online: at % 4 == 1,
        lines: lines(founder, at),
        ..plain_draft(customer, date)
    }
    .taxed()
}

fn lines(founder: &mut Founder, at: u32) -> Vec<SaleLine> {
    if at % 50 == 31 {
        return vec![founder.line(24, Decimal::ONE, Decimal::ZERO)];
    }
    let mut lines = Vec::new();
    for _ in 0..=founder.entropy.below(3) {
        let item = 1 + founder.entropy.below(23);
        let quantity = Decimal::from(1 + founder.entropy.below(12));
        let quantity = if item == 8 { quantity / Decimal::from(4) } else { quantity };
        lines.push(founder.line(item, quantity, founder.price(item)));
    }
    if at % 9 == 4 {
        lines.push(founder.bundle_line(BUNDLE));
    }
    if at % 12 == 10 {
        lines.push(SaleLine {
            id: 0,
            description: Some("Thank you for your patience during the move.".into()),
            amount: MinorUnits::ZERO,
            detail: SaleDetail::Description,
        });
    }
    if at % 8 == 6 {
        lines.push(shipping(MinorUnits(1_950)));
    }
    if at % 7 == 3 {
        lines.push(percent_discount(&lines, Decimal::TEN));
    } else if at % 11 == 5 {
        let amount = MinorUnits(500).min(totals::sub_total(&lines));
        lines.push(discount(amount, None));
    }
    lines
}

fn shipping(amount: MinorUnits) -> SaleLine {
    let detail = SaleDetail::Sale {
        sold: Sold::Shipping,
        account: account::SHIPPING,
        quantity: None,
        price: None,
        taxed: false,
        kept: Kept::default(),
    };
    SaleLine { id: 0, description: None, amount, detail }
}

fn discount(amount: MinorUnits, percent: Option<Decimal>) -> SaleLine {
    let detail = SaleDetail::Discount { percent, account: account::DISCOUNTS };
    SaleLine { id: 0, description: None, amount, detail }
}

fn percent_discount(lines: &[SaleLine], percent: Decimal) -> SaleLine {
    let base = totals::sub_total(lines).to_major(Currency::USD);
    let amount = rates::to_cents(base * percent / Decimal::ONE_HUNDRED).unwrap_or_default();
    discount(amount, Some(percent))
}

impl SaleDraft {
    /// Sales tax of 6.25 % on what is taxable.
    fn taxed(mut self) -> Self {
        let taxable: MinorUnits = self
            .lines
            .iter()
            .filter(|line| matches!(line.detail, SaleDetail::Sale { taxed: true, .. }))
            .map(|line| line.amount)
            .sum();
        let rate = Decimal::new(625, 4);
        self.tax = rates::to_cents(taxable.to_major(Currency::USD) * rate).unwrap_or_default();
        self
    }
}

/// A credit memo over part of an invoice, to be used up by its payment.
fn credit_memo(
    founder: &mut Founder,
    customer: u64,
    date: Date,
    of: MinorUnits,
) -> Option<(u64, MinorUnits)> {
    let amount = MinorUnits(of.0 / 10);
    let line = founder.line(9, Decimal::ONE, amount.to_major(Currency::USD));
    let draft = SaleDraft { lines: vec![line], ..plain_draft(customer, date) };
    amount.is_positive().then(|| (founder.sale(Entity::CreditMemo, draft), amount))
}

impl Founder {
    fn make_inactive(&mut self, id: u64) {
        if let Some(mut customer) = self.books().customer(id).cloned() {
            customer.active = false;
            customer.meta.version += 1;
            self.put((Entity::Customer, id), Record::Customer(customer));
        }
    }

    fn void(&mut self, invoice: u64) {
        let place = (Entity::Invoice, invoice);
        if let Some(mut sale) = self.books().sale(place).map(voids::zeroed_sale) {
            sale.meta.version += 1;
            self.put(place, Record::Invoice(sale));
        }
    }

    fn bundle_line(&mut self, item: u64) -> SaleLine {
        let members = self.books().item(item).map(|item| item.members.clone()).unwrap_or_default();
        let lines: Box<[SaleLine]> = members
            .iter()
            .map(|member| self.line(member.item, member.quantity, self.price(member.item)))
            .collect();
        let amount = lines.iter().map(|line| line.amount).sum();
        let detail = SaleDetail::Bundle { item, quantity: Decimal::ONE, lines };
        SaleLine { id: 0, description: None, amount, detail }
    }
}
