//! Records as the accounting API answers them.

mod money;
mod sale;

use ledger::MinorUnits;
use serde_json::{Value, json};

use super::draft::Context;
use super::names::{ancestors, named_reference, qualified_name, shown};
use super::wire::{Object, amount, clock_text, number, reference};
use super::{attachable, currency};
use crate::state::books::entity::Entity;
use crate::state::books::place::Place;
use crate::state::books::rates::HOME;
use crate::state::books::record::{Account, Customer, Item, Record};
use crate::state::books::{Books, rates};
use sale::{render_receipt, render_sale};

/// One record.
pub fn render(books: &Books, context: &Context, place: Place, record: &Record) -> Value {
    let mut map = Object::new();
    let meta = record.meta();
    map.insert("Id".into(), json!(place.0.id_text(place.1)));
    map.insert("SyncToken".into(), json!(meta.version.to_string()));
    map.insert("domain".into(), json!("QBO"));
    map.insert("sparse".into(), json!(false));
    let (created, updated) = (clock_text(meta.created), clock_text(meta.updated));
    map.insert("MetaData".into(), json!({"CreateTime": created, "LastUpdatedTime": updated}));
    record.kept().write(&mut map);
    match record {
        Record::Invoice(sale) | Record::CreditMemo(sale) | Record::Estimate(sale) => {
            render_sale(books, context, place, sale, &mut map);
        }
        Record::SalesReceipt(receipt) | Record::RefundReceipt(receipt) => {
            render_receipt(books, context, place, receipt, &mut map);
        }
        Record::Payment(payment) => money::render_payment(books, payment, &mut map),
        Record::Deposit(deposit) => money::render_deposit(books, deposit, &mut map),
        Record::JournalEntry(entry) => money::render_journal(books, entry, &mut map),
        Record::Transfer(transfer) => money::render_transfer(books, transfer, &mut map),
        Record::Bill(bill) => money::render_bill(books, bill, &mut map),
        entry => render_entry(books, context, place, entry, &mut map),
    }
    if place.0.is_transaction() {
        in_its_currency(books, record, &mut map);
    }
    Value::Object(map)
}

/// List entries, attachments, and the records that exist once.
fn render_entry(books: &Books, context: &Context, place: Place, record: &Record, map: &mut Object) {
    match record {
        Record::Account(account) => {
            render_account(books, place.1, account, map);
            map.insert("CurrencyRef".into(), own_currency(record));
        }
        Record::Customer(customer) => {
            render_customer(books, place.1, customer, map);
            map.insert("CurrencyRef".into(), own_currency(record));
        }
        Record::Vendor(vendor) => {
            map.insert("DisplayName".into(), json!(shown(&vendor.display_name, vendor.active)));
            map.insert("Active".into(), json!(vendor.active));
            map.insert("Balance".into(), amount(books.payable(place.1)));
            map.insert("CurrencyRef".into(), own_currency(record));
            map.entry("Vendor1099").or_insert(json!(false));
        }
        Record::Employee(employee) => {
            map.insert("DisplayName".into(), json!(shown(&employee.display_name, employee.active)));
            map.insert("Active".into(), json!(employee.active));
            map.entry("BillableTime").or_insert(json!(false));
        }
        Record::Card(card) if place.0.is_list() => {
            map.insert("Active".into(), json!(card.active));
        }
        Record::Attachable(attachable) => {
            attachable::render(books, context, place.1, attachable, map);
        }
        Record::Item(item) => render_item(books, place.1, item, map),
        Record::Term(term) => {
            map.insert("Name".into(), json!(shown(&term.name, term.active)));
            map.insert("Active".into(), json!(term.active));
            if let Some(days) = term.due_days {
                map.insert("DueDays".into(), json!(days));
            }
            map.entry("Type").or_insert(json!("STANDARD"));
        }
        Record::Class(list) | Record::Department(list) | Record::PaymentMethod(list) => {
            let name = shown(&list.name, list.active);
            if place.0 != Entity::PaymentMethod {
                let whole = qualified_name(books, place.0, place.1);
                map.insert("FullyQualifiedName".into(), json!(whole));
            }
            if list.kept.text("ParentRef").is_some() {
                let flag = if place.0 == Entity::Class { "SubClass" } else { "SubDepartment" };
                map.insert(flag.into(), json!(true));
            }
            map.insert("Name".into(), json!(name));
            map.insert("Active".into(), json!(list.active));
        }
        Record::Preferences(_) => {
            if let (Some(date), Some(prefs)) =
                (books.closing_date(), map.entry("AccountingInfoPrefs").or_insert(json!({})).as_object_mut())
            {
                prefs.insert("BookCloseDate".into(), json!(date.to_string()));
            }
        }
        _ => {}
    }
}

/// The currency of every transaction; with several currencies also its rate and its amounts at home.
fn in_its_currency(books: &Books, record: &Record, map: &mut Object) {
    map.insert("CurrencyRef".into(), own_currency(record));
    if !currency::several(books) {
        return;
    }
    let rate = rates::foreign_rate(record).unwrap_or(rust_decimal::Decimal::ONE);
    map.insert("ExchangeRate".into(), number(rate));
    for (own, home) in [("TotalAmt", "HomeTotalAmt"), ("Balance", "HomeBalance")] {
        let value = map.get(own).and_then(|value| value.to_string().parse::<rust_decimal::Decimal>().ok());
        if let Some(value) = value.and_then(rates::to_cents) {
            map.insert(home.into(), amount(rates::at_rate(value, rate)));
        }
    }
}

/// The currency of a record.
pub fn own_currency(record: &Record) -> Value {
    currency::named(rates::foreign(record).as_deref().unwrap_or(HOME))
}

fn render_account(books: &Books, id: u64, account: &Account, map: &mut Object) {
    let own = signed_balance(account, books.balance(id));
    map.insert("Name".into(), json!(shown(&account.name, account.active)));
    map.insert("FullyQualifiedName".into(), json!(qualified_name(books, Entity::Account, id)));
    map.insert("AccountType".into(), json!(account.kind.name()));
    map.insert("AccountSubType".into(), json!(account.subtype));
    map.insert("Classification".into(), json!(account.kind.classification()));
    map.insert("Active".into(), json!(account.active));
    map.insert("SubAccount".into(), json!(account.parent.is_some()));
    map.insert("CurrentBalance".into(), amount(own));
    map.insert("CurrentBalanceWithSubAccounts".into(), amount(own + below(books, id)));
    if let Some(number) = &account.number {
        map.insert("AcctNum".into(), json!(number));
    }
    if let Some(parent) = account.parent {
        map.insert("ParentRef".into(), reference(parent, None));
    }
}

/// Balance-sheet accounts show their balance on their usual side; income and expense accounts show none.
fn signed_balance(account: &Account, debits: MinorUnits) -> MinorUnits {
    match account.kind.classification() {
        "Revenue" | "Expense" => MinorUnits::ZERO,
        _ if account.kind.is_debit() => debits,
        _ => -debits,
    }
}

fn below(books: &Books, id: u64) -> MinorUnits {
    books
        .children(Entity::Account, id)
        .into_iter()
        .filter_map(|child| {
            Some(signed_balance(books.account(child)?, books.balance(child)) + below(books, child))
        })
        .sum()
}

fn render_customer(books: &Books, id: u64, customer: &Customer, map: &mut Object) {
    map.insert("DisplayName".into(), json!(shown(&customer.display_name, customer.active)));
    map.insert("FullyQualifiedName".into(), json!(qualified_name(books, Entity::Customer, id)));
    map.entry("PrintOnCheckName").or_insert(json!(customer.display_name));
    map.insert("Active".into(), json!(customer.active));
    map.insert("Job".into(), json!(customer.parent.is_some()));
    map.entry("BillWithParent").or_insert(json!(false));
    map.entry("Taxable").or_insert(json!(false));
    map.entry("PreferredDeliveryMethod").or_insert(json!("None"));
    map.insert("Balance".into(), amount(books.receivable(id)));
    map.insert("BalanceWithJobs".into(), amount(with_jobs(books, id)));
    if let Some(parent) = customer.parent {
        map.insert("ParentRef".into(), named_reference(books, Entity::Customer, parent));
        map.insert("Level".into(), json!(ancestors(books, Entity::Customer, id).len()));
    }
    if let Some(email) = &customer.email {
        map.insert("PrimaryEmailAddr".into(), json!({"Address": email}));
    }
}

fn with_jobs(books: &Books, id: u64) -> MinorUnits {
    let jobs: MinorUnits =
        books.children(Entity::Customer, id).into_iter().map(|job| with_jobs(books, job)).sum();
    books.receivable(id) + jobs
}

fn render_item(books: &Books, id: u64, item: &Item, map: &mut Object) {
    map.insert("Name".into(), json!(shown(&item.name, item.active)));
    map.insert("FullyQualifiedName".into(), json!(qualified_name(books, Entity::Item, id)));
    map.insert("Type".into(), json!(item.kind));
    map.insert("Active".into(), json!(item.active));
    map.insert("Taxable".into(), json!(item.taxable));
    if &*item.kind != "Group" && &*item.kind != "Category" {
        map.insert("UnitPrice".into(), number(item.price.unwrap_or_default()));
        map.entry("PurchaseCost").or_insert(json!(0));
        map.entry("TrackQtyOnHand").or_insert(json!(false));
    }
    for (name, account) in [
        ("IncomeAccountRef", item.income),
        ("ExpenseAccountRef", item.expense),
        ("AssetAccountRef", item.asset),
    ] {
        if let Some(account) = account {
            map.insert(name.into(), named_reference(books, Entity::Account, account));
        }
    }
    if let Some(sku) = &item.sku {
        map.insert("Sku".into(), json!(sku));
    }
    if let Some(parent) = item.parent {
        map.insert("SubItem".into(), json!(true));
        map.insert("ParentRef".into(), named_reference(books, Entity::Item, parent));
        map.insert("Level".into(), json!(ancestors(books, Entity::Item, id).len()));
    }
    if !item.members.is_empty() {
        let lines: Vec<Value> = item
            .members
            .iter()
            .map(|member| {
                json!({"ItemRef": named_reference(books, Entity::Item, member.item), "Qty": number(member.quantity)})
            })
            .collect();
        map.insert("ItemGroupDetail".into(), json!({"ItemGroupLine": lines}));
    }
}
