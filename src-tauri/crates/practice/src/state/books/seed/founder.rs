//! Lays records straight into new books, with the balances and links that the API would have given them.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use ledger::MinorUnits;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::clock;
use crate::entropy::Entropy;
use crate::options::Founding;
use crate::state::books::account_kind::AccountKind;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::place::Place;
use crate::state::books::posting::Fixed;
use crate::state::books::record::{
    Account, Customer, Deposit, DepositLine, Item, Member, Meta, Named, Party, Payment, PaymentLine, Receipt,
    Record, Sale, SaleDetail, SaleLine, Settlement, Sold, Term,
};
use crate::state::books::{Books, rates, totals};

/// Accounts by the role they play; the numbers are those of the reference's sample company.
pub mod account {
    pub const SERVICES: u64 = 1;
    pub const UNDEPOSITED: u64 = 4;
    pub const BANK_CHARGES: u64 = 8;
    pub const SHIPPING: u64 = 17;
    pub const SUPPLIES: u64 = 20;
    pub const PAYABLE: u64 = 33;
    pub const OPENING: u64 = 34;
    pub const CHECKING: u64 = 35;
    pub const SAVINGS: u64 = 36;
    pub const MASTERCARD: u64 = 41;
    pub const VISA: u64 = 42;
    pub const PRODUCT_SALES: u64 = 79;
    pub const COST_OF_GOODS: u64 = 80;
    pub const INVENTORY: u64 = 81;
    pub const CONTRACTS: u64 = 82;
    pub const RECEIVABLE: u64 = 84;
    pub const DISCOUNTS: u64 = 86;
    pub const UNAPPLIED: u64 = 87;
    pub const SALES_TAX: u64 = 89;
}

/// One account: id, name, type, subtype, number.
type ChartRow = (u64, &'static str, AccountKind, &'static str, Option<&'static str>);

const CHART: &[ChartRow] = &[
    (account::SERVICES, "Services", AccountKind::Income, "ServiceFeeIncome", None),
    (2, "Retained Earnings", AccountKind::Equity, "RetainedEarnings", None),
    (account::UNDEPOSITED, "Undeposited Funds", AccountKind::OtherCurrentAsset, "UndepositedFunds", None),
    (account::BANK_CHARGES, "Bank Charges", AccountKind::Expense, "BankCharges", None),
    (13, "Office Expenses", AccountKind::Expense, "OfficeGeneralAdministrativeExpenses", None),
    (account::SHIPPING, "Shipping Income", AccountKind::Income, "OtherPrimaryIncome", None),
    (
        account::SUPPLIES,
        "Supplies and Materials",
        AccountKind::CostOfGoodsSold,
        "SuppliesMaterialsCogs",
        None,
    ),
    (account::PAYABLE, "Accounts Payable (A/P)", AccountKind::AccountsPayable, "AccountsPayable", None),
    (account::OPENING, "Opening Balance Equity", AccountKind::Equity, "OpeningBalanceEquity", None),
    (account::CHECKING, "Checking", AccountKind::Bank, "Checking", Some("000123454821")),
    (account::SAVINGS, "Savings", AccountKind::Bank, "Savings", Some("000777009036")),
    (account::MASTERCARD, "Mastercard", AccountKind::CreditCard, "CreditCard", None),
    (account::VISA, "Visa", AccountKind::CreditCard, "CreditCard", None),
    (account::PRODUCT_SALES, "Sales of Product Income", AccountKind::Income, "SalesOfProductIncome", None),
    (
        account::COST_OF_GOODS,
        "Cost of Goods Sold",
        AccountKind::CostOfGoodsSold,
        "SuppliesMaterialsCogs",
        None,
    ),
    (account::INVENTORY, "Inventory Asset", AccountKind::OtherCurrentAsset, "Inventory", None),
    (account::CONTRACTS, "Managed Service Contracts", AccountKind::Income, "ServiceFeeIncome", None),
    (
        account::RECEIVABLE,
        "Accounts Receivable (A/R)",
        AccountKind::AccountsReceivable,
        "AccountsReceivable",
        None,
    ),
    (account::DISCOUNTS, "Discounts given", AccountKind::Income, "DiscountsRefundsGiven", None),
    (
        account::UNAPPLIED,
        "Unapplied Cash Payment Income",
        AccountKind::Income,
        "UnappliedCashPaymentIncome",
        None,
    ),
    (account::SALES_TAX, "Sales Tax Payable", AccountKind::OtherCurrentLiability, "SalesTaxPayable", None),
];

/// A sale about to be laid in.
pub struct SaleDraft {
    pub customer: u64,
    pub date: Date,
    pub term: Option<(u64, i64)>,
    pub lines: Vec<SaleLine>,
    pub tax: MinorUnits,
    pub note: Option<&'static str>,
    pub online: bool,
}

/// New books in the making.
pub struct Founder {
    books: Books,
    pub entropy: Entropy,
    pub today: Date,
    noon_ms: i64,
}

impl Founder {
    /// Empty books of a realm.
    pub fn new(founding: &Founding, realm_id: String, index: u64) -> Self {
        let fixed = Fixed {
            receivable: account::RECEIVABLE,
            payable: account::PAYABLE,
            undeposited: account::UNDEPOSITED,
            sales_tax: account::SALES_TAX,
            discounts: account::DISCOUNTS,
            shipping: account::SHIPPING,
            sales: account::SERVICES,
        };
        let mut books = Books::empty(realm_id);
        books.set_fixed(fixed);
        // Streams 0 and up to a few boots belong to the world; companies start far above.
        let noon = founding.today.at(12, 0, 0, 0).to_zoned(clock::company_zone());
        let noon_ms = noon.map_or(0, |noon| noon.timestamp().as_millisecond());
        Self {
            books,
            entropy: Entropy::new(founding.seed, 1_000_000 + index),
            today: founding.today,
            noon_ms,
        }
    }

    /// The finished books.
    pub fn into_books(mut self) -> Books {
        self.books.settle();
        self.books
    }

    /// The books so far.
    pub fn books(&mut self) -> &mut Books {
        &mut self.books
    }

    /// The day that many days before today.
    pub fn days_ago(&self, days: i64) -> Date {
        self.today.saturating_sub(days.days())
    }

    /// Version 0, made some time of a day; `spread` keeps a day's records apart.
    pub fn made(&self, date: Date, spread: u64) -> Meta {
        const A_DAY_MS: i64 = 86_400_000;
        const EIGHT_HOURS_SECONDS: u64 = 8 * 3_600;
        // Days of 24 hours from the founding: reading the zone's rules a million times would take seconds.
        let days = date.since(self.today).map_or(0, |span| i64::from(span.get_days()));
        let second = i64::try_from(spread % EIGHT_HOURS_SECONDS).unwrap_or(0);
        let at_ms = self.noon_ms + days * A_DAY_MS + second * 1_000;
        Meta { version: 0, created: at_ms, updated: at_ms }
    }

    /// When lists were set up: three years ago.
    pub fn set_up(&self) -> Meta {
        self.made(self.days_ago(3 * 365), 0)
    }

    /// Puts a record in a place of its own choosing.
    pub fn put(&mut self, place: Place, record: Record) {
        self.books.reserve_id(place.0, place.1);
        self.books.lay(place, record);
    }

    /// Lays the chart of accounts, the terms and the payment methods.
    pub fn chart(&mut self) {
        let meta = self.set_up();
        for (id, name, kind, subtype, number) in CHART {
            let record = Account {
                meta,
                name: (*name).into(),
                kind: *kind,
                subtype: (*subtype).into(),
                number: number.map(Into::into),
                parent: None,
                active: true,
                kept: Kept::default(),
            };
            self.put((Entity::Account, *id), Record::Account(record));
        }
        for (id, name, days) in
            [(1, "Due on receipt", 0), (2, "Net 15", 15), (3, "Net 30", 30), (4, "Net 60", 60)]
        {
            let term =
                Term { meta, name: name.into(), active: true, due_days: Some(days), kept: Kept::default() };
            self.put((Entity::Term, id), Record::Term(term));
        }
        for (id, name) in [(1, "Cash"), (2, "Check"), (3, "Visa"), (4, "ACH")] {
            let method = Named { meta, name: name.into(), active: true, kept: Kept::default() };
            self.put((Entity::PaymentMethod, id), Record::PaymentMethod(method));
        }
    }

    /// Lays a customer.
    pub fn customer(&mut self, id: u64, name: &str, parent: Option<u64>, email: Option<&str>, kept: Kept) {
        let meta = self.set_up();
        let record = Customer {
            meta,
            display_name: name.into(),
            parent,
            email: email.map(Into::into),
            active: true,
            kept,
        };
        self.put((Entity::Customer, id), Record::Customer(record));
    }

    /// Lays a service or product.
    pub fn item(
        &mut self,
        id: u64,
        name: &str,
        kind: &str,
        income: u64,
        price: Option<Decimal>,
        taxable: bool,
    ) {
        let inventory = kind == "Inventory";
        let meta = self.set_up();
        let text = Value::String(format!("{name}, as agreed")).to_string();
        let record = Item {
            meta,
            name: name.into(),
            kind: kind.into(),
            active: true,
            taxable,
            parent: None,
            income: Some(income),
            expense: inventory.then_some(account::COST_OF_GOODS),
            asset: inventory.then_some(account::INVENTORY),
            price,
            sku: Some(format!("SKU-{id:03}").into()),
            members: Vec::new(),
            kept: Kept::from_texts(vec![("Description", Arc::from(text))]),
        };
        self.put((Entity::Item, id), Record::Item(record));
    }

    /// Lays a bundle.
    pub fn bundle(&mut self, id: u64, name: &str, members: &[(u64, u32)]) {
        let meta = self.set_up();
        let members = members
            .iter()
            .map(|(item, quantity)| Member { item: *item, quantity: Decimal::from(*quantity) })
            .collect();
        let record = Item {
            meta,
            name: name.into(),
            kind: "Group".into(),
            active: true,
            taxable: false,
            parent: None,
            income: None,
            expense: None,
            asset: None,
            price: None,
            sku: None,
            members,
            kept: Kept::default(),
        };
        self.put((Entity::Item, id), Record::Item(record));
    }

    /// One sales line of an item.
    pub fn line(&self, item: u64, quantity: Decimal, price: Decimal) -> SaleLine {
        let known = self.books.item(item);
        let amount = sale_amount(quantity, price);
        SaleLine {
            id: 0,
            description: known.map(|item| item.name.clone()),
            amount,
            detail: SaleDetail::Sale {
                sold: Sold::Item(item),
                account: known.and_then(|item| item.income).unwrap_or(account::SERVICES),
                quantity: Some(quantity),
                price: Some(price),
                taxed: known.is_some_and(|item| item.taxable),
                kept: Kept::default(),
            },
        }
    }

    /// The price an item is sold at.
    pub fn price(&self, item: u64) -> Decimal {
        self.books.item(item).and_then(|item| item.price).unwrap_or_default()
    }

    /// Lays an invoice, credit memo or estimate and gives its id.
    pub fn sale(&mut self, entity: Entity, draft: SaleDraft) -> u64 {
        let (id, sale) = self.form(entity, draft);
        let record = match entity {
            Entity::Invoice => Record::Invoice(sale),
            Entity::Estimate => Record::Estimate(sale),
            _ => Record::CreditMemo(sale),
        };
        self.put((entity, id), record);
        id
    }

    /// Lays a sales receipt or a refund receipt and gives its id.
    pub fn receipt(&mut self, entity: Entity, draft: SaleDraft, account: u64) -> u64 {
        let (id, sale) = self.form(entity, draft);
        let receipt =
            Receipt { sale: Box::new(sale), account, method: Some(2), reference: None, deposit: None };
        let record = match entity {
            Entity::SalesReceipt => Record::SalesReceipt(receipt),
            _ => Record::RefundReceipt(receipt),
        };
        self.put((entity, id), record);
        id
    }

    /// A sales form with its id, number, due date and address.
    fn form(&mut self, entity: Entity, draft: SaleDraft) -> (u64, Sale) {
        let id = self.books.next_id(entity);
        let number = self.books.next_number().to_string();
        let mut lines = draft.lines;
        for (at, line) in (1..).zip(&mut lines) {
            line.id = at;
        }
        let total = totals::total(&lines) + draft.tax;
        let days = draft.term.map_or(0, |(_, days)| days);
        let customer = self.books.customer(draft.customer);
        let email = customer.and_then(|customer| customer.email.clone());
        let mut rows = Vec::new();
        if let Some(address) = customer.and_then(|customer| customer.kept.text("BillAddr")) {
            rows.push(("BillAddr", address.clone()));
        }
        if draft.online {
            for name in ["AllowOnlinePayment", "AllowOnlineCreditCardPayment", "AllowOnlineACHPayment"] {
                rows.push((name, Arc::from("true")));
            }
        }
        let sale = Sale {
            meta: self.made(draft.date, id),
            customer: draft.customer,
            number: Some(number.into()),
            date: draft.date,
            due: (entity == Entity::Invoice).then(|| draft.date.saturating_add(days.days())),
            term: draft.term.map(|(term, _)| term),
            email,
            note: draft.note.map(Into::into),
            lines: lines.into(),
            tax: draft.tax,
            tax_detail: None,
            total,
            deposit: MinorUnits::ZERO,
            settled: Vec::new(),
            voided: false,
            kept: Kept::from_texts(rows),
        };
        (id, sale)
    }

    /// Lays a payment over open transactions of one customer and gives its id.
    pub fn payment(
        &mut self,
        customer: u64,
        date: Date,
        total: MinorUnits,
        over: &[(Place, MinorUnits)],
        account: u64,
    ) -> u64 {
        let id = self.books.next_id(Entity::Payment);
        let mut lines = Vec::new();
        for (place, amount) in over {
            let (entity, target) = *place;
            let Some(mut sale) = self.books.sale(*place).cloned() else { continue };
            let credit = entity == Entity::CreditMemo;
            lines.push(PaymentLine { entity, id: target, customer: sale.customer, amount: *amount, credit });
            sale.settled.push(Settlement { payment: id, amount: *amount });
            sale.meta.version += 1;
            sale.meta.updated = sale.meta.updated.max(self.made(date, id).updated);
            self.put(*place, if credit { Record::CreditMemo(sale) } else { Record::Invoice(sale) });
        }
        let record = Payment {
            meta: self.made(date, id),
            customer,
            date,
            total,
            account,
            method: Some(2),
            reference: Some(format!("chk-{}", 5_000 + id).into()),
            note: None,
            lines,
            deposit: None,
            voided: false,
            kept: Kept::default(),
        };
        self.put((Entity::Payment, id), Record::Payment(record));
        id
    }

    /// Lays a deposit of payments, less a fee.
    pub fn deposit(&mut self, date: Date, payments: &[u64], fee: MinorUnits, account: u64) -> u64 {
        let id = self.books.next_id(Entity::Deposit);
        let mut lines = Vec::new();
        for payment in payments {
            let Some(mut record) = self.books.payment(*payment).cloned() else { continue };
            lines.push(DepositLine::Linked { entity: Entity::Payment, id: *payment, amount: record.total });
            record.deposit = Some(id);
            record.meta.version += 1;
            record.meta.updated = record.meta.updated.max(self.made(date, id).updated);
            self.put((Entity::Payment, *payment), Record::Payment(record));
        }
        if fee.is_positive() {
            lines.push(DepositLine::Direct {
                id: 1,
                amount: -fee,
                description: Some("bank fee".into()),
                account: account::BANK_CHARGES,
                party: None::<Party>,
                kept: Kept::default(),
            });
        }
        let record = Deposit {
            meta: self.made(date, id),
            date,
            account,
            number: None,
            note: None,
            lines,
            cash_back: None,
            kept: Kept::default(),
        };
        self.put((Entity::Deposit, id), Record::Deposit(record));
        id
    }
}

/// Quantity times price, rounded to cents.
fn sale_amount(quantity: Decimal, price: Decimal) -> MinorUnits {
    quantity.checked_mul(price).and_then(rates::to_cents).unwrap_or_default()
}
