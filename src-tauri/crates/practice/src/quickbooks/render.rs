//! Records as the accounting API answers them.

use ledger::Minor;
use serde_json::{Value, json};

use super::books::{Books, Place};
use super::entity::Entity;
use super::lists::{DELETED_SUFFIX, ancestors};
use super::record::{
    Account, CashBack, Customer, Deposit, DepositLine, Item, JournalEntry, Party, Payment, Record,
};
use super::render_sale::render_sale;
use super::wire::{Object, amount, clock_text, number, reference};
use super::write::Context;

/// One record.
pub fn render(books: &Books, context: &Context, place: Place, record: &Record) -> Value {
    let mut map = Object::new();
    let meta = record.meta();
    map.insert("Id".into(), json!(place.1.to_string()));
    map.insert("SyncToken".into(), json!(meta.version.to_string()));
    map.insert("domain".into(), json!("QBO"));
    map.insert("sparse".into(), json!(false));
    let (created, updated) = (clock_text(meta.created), clock_text(meta.updated));
    map.insert("MetaData".into(), json!({"CreateTime": created, "LastUpdatedTime": updated}));
    record.kept().write(&mut map);
    match record {
        Record::Account(account) => render_account(books, place.1, account, &mut map),
        Record::Customer(customer) => render_customer(books, place.1, customer, &mut map),
        Record::Vendor(vendor) => {
            map.insert("DisplayName".into(), json!(shown(&vendor.display_name, vendor.active)));
            map.insert("Active".into(), json!(vendor.active));
            map.insert("Balance".into(), json!(0));
            map.entry("Vendor1099").or_insert(json!(false));
        }
        Record::Item(item) => render_item(books, place.1, item, &mut map),
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
                map.insert("FullyQualifiedName".into(), json!(name));
            }
            map.insert("Name".into(), json!(name));
            map.insert("Active".into(), json!(list.active));
        }
        Record::Invoice(sale) | Record::CreditMemo(sale) => {
            render_sale(books, context, place, sale, &mut map);
        }
        Record::Payment(payment) => render_payment(books, payment, &mut map),
        Record::Deposit(deposit) => render_deposit(books, deposit, &mut map),
        Record::JournalEntry(entry) => render_journal(books, entry, &mut map),
        Record::CompanyInfo(_) => {}
        Record::Preferences(_) => {
            if let (Some(date), Some(prefs)) =
                (books.closing_date(), map.entry("AccountingInfoPrefs").or_insert(json!({})).as_object_mut())
            {
                prefs.insert("BookCloseDate".into(), json!(date.to_string()));
            }
        }
    }
    Value::Object(map)
}

fn shown(name: &str, active: bool) -> String {
    if active { name.to_owned() } else { format!("{name}{DELETED_SUFFIX}") }
}

/// A name with the names above it, `A:B:C`.
pub fn qualified_name(books: &Books, entity: Entity, id: u64) -> String {
    let name = |id: u64| books.record((entity, id)).and_then(|record| own_name(record)).unwrap_or_default();
    let mut names: Vec<String> = ancestors(books, entity, id).into_iter().rev().map(name).collect();
    names.push(name(id));
    names.join(":")
}

/// The name a list entry shows.
pub fn own_name(record: &Record) -> Option<String> {
    let name = match record {
        Record::Account(list) => &list.name,
        Record::Customer(list) => &list.display_name,
        Record::Vendor(list) => &list.display_name,
        Record::Item(list) => &list.name,
        Record::Term(list) => &list.name,
        Record::Class(list) | Record::Department(list) | Record::PaymentMethod(list) => &list.name,
        _ => return None,
    };
    Some(shown(name, record.is_active()))
}

/// A reference to a list entry with its name.
pub fn named_reference(books: &Books, entity: Entity, id: u64) -> Value {
    let name = match entity {
        Entity::Account | Entity::Item => Some(qualified_name(books, entity, id)),
        _ => books.record((entity, id)).and_then(|record| own_name(record)),
    };
    reference(id, name.as_deref())
}

/// The home currency.
pub fn home() -> Value {
    reference("USD", Some("United States Dollar"))
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
    map.insert("CurrencyRef".into(), home());
    if let Some(number) = &account.number {
        map.insert("AcctNum".into(), json!(number));
    }
    if let Some(parent) = account.parent {
        map.insert("ParentRef".into(), reference(parent, None));
    }
}

/// Balance-sheet accounts show their balance on their usual side; income and expense accounts show none.
fn signed_balance(account: &Account, debits: Minor) -> Minor {
    match account.kind.classification() {
        "Revenue" | "Expense" => Minor::ZERO,
        _ if account.kind.is_debit() => debits,
        _ => -debits,
    }
}

fn below(books: &Books, id: u64) -> Minor {
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
    map.insert("CurrencyRef".into(), home());
    if let Some(parent) = customer.parent {
        map.insert("ParentRef".into(), named_reference(books, Entity::Customer, parent));
        map.insert("Level".into(), json!(ancestors(books, Entity::Customer, id).len()));
    }
    if let Some(email) = &customer.email {
        map.insert("PrimaryEmailAddr".into(), json!({"Address": email}));
    }
}

fn with_jobs(books: &Books, id: u64) -> Minor {
    let jobs: Minor = books.children(Entity::Customer, id).into_iter().map(|job| with_jobs(books, job)).sum();
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

fn render_payment(books: &Books, payment: &Payment, map: &mut Object) {
    map.insert("TxnDate".into(), json!(payment.date.to_string()));
    map.insert("CurrencyRef".into(), home());
    map.insert("CustomerRef".into(), named_reference(books, Entity::Customer, payment.customer));
    map.insert("DepositToAccountRef".into(), reference(payment.account, None));
    if let Some(method) = payment.method {
        map.insert("PaymentMethodRef".into(), reference(method, None));
    }
    if let Some(text) = &payment.reference {
        map.insert("PaymentRefNum".into(), json!(text));
    }
    if let Some(note) = &payment.note {
        map.insert("PrivateNote".into(), json!(note));
    }
    map.insert("TotalAmt".into(), amount(payment.total));
    map.insert("UnappliedAmt".into(), amount(payment.total - payment.applied()));
    map.entry("ProcessPayment").or_insert(json!(false));
    let linked: Vec<Value> = payment
        .deposit
        .iter()
        .map(|deposit| json!({"TxnId": deposit.to_string(), "TxnType": "Deposit"}))
        .collect();
    map.insert("LinkedTxn".into(), json!(linked));
    let lines: Vec<Value> = payment.lines.iter().map(|line| render_payment_line(books, line)).collect();
    map.insert("Line".into(), json!(lines));
}

fn render_payment_line(books: &Books, line: &super::record::PaymentLine) -> Value {
    let target = books.record((line.entity, line.id));
    let open = books.sale((line.entity, line.id)).map_or(Minor::ZERO, super::record::Sale::open);
    let named = |name: &str, value: String| {
        json!({"name": "{http://schema.intuit.com/finance/v3}NameValue",
               "declaredType": "com.intuit.schema.finance.v3.NameValue",
               "scope": "javax.xml.bind.JAXBElement$GlobalScope",
               "value": {"Name": name, "Value": value}, "nil": false, "globalScope": true, "typeSubstituted": false})
    };
    let mut any = vec![
        named("txnId", line.id.to_string()),
        named("txnOpenBalance", format!("{:.2}", (open + line.amount).to_major(ledger::Currency::USD))),
    ];
    if let Some(text) = target.and_then(|record| record.number().map(str::to_owned)) {
        any.push(named("txnReferenceNumber", text));
    }
    json!({"Amount": amount(line.amount),
           "LinkedTxn": [{"TxnId": line.id.to_string(), "TxnType": line.entity.name()}],
           "LineEx": {"any": any}})
}

fn render_deposit(books: &Books, deposit: &Deposit, map: &mut Object) {
    map.insert("TxnDate".into(), json!(deposit.date.to_string()));
    map.insert("CurrencyRef".into(), home());
    map.insert("DepositToAccountRef".into(), named_reference(books, Entity::Account, deposit.account));
    map.insert("TotalAmt".into(), amount(deposit.total()));
    if let Some(note) = &deposit.note {
        map.insert("PrivateNote".into(), json!(note));
    }
    if let Some(text) = &deposit.number {
        map.insert("DocNumber".into(), json!(text));
    }
    if let Some(CashBack { account, amount: part, memo }) = &deposit.cash_back {
        let mut back = Object::new();
        back.insert("AccountRef".into(), named_reference(books, Entity::Account, *account));
        back.insert("Amount".into(), amount(*part));
        if let Some(memo) = memo {
            back.insert("Memo".into(), json!(memo));
        }
        map.insert("CashBack".into(), Value::Object(back));
    }
    let mut place_in_list = 0;
    let lines: Vec<Value> = deposit
        .lines
        .iter()
        .map(|line| match line {
            DepositLine::Linked { payment, amount: part } => {
                json!({"Amount": amount(*part),
                       "LinkedTxn": [{"TxnId": payment.to_string(), "TxnType": "Payment", "TxnLineId": "0"}]})
            }
            DepositLine::Direct { .. } => {
                place_in_list += 1;
                render_direct(books, line, place_in_list)
            }
        })
        .collect();
    map.insert("Line".into(), json!(lines));
}

fn render_direct(books: &Books, line: &DepositLine, place_in_list: u32) -> Value {
    let DepositLine::Direct { id, amount: part, description, account, party, kept } = line else {
        return Value::Null;
    };
    let mut detail = Object::new();
    kept.write(&mut detail);
    detail.insert("AccountRef".into(), named_reference(books, Entity::Account, *account));
    if let Some(party) = party {
        detail.insert("Entity".into(), flat_party(books, *party));
    }
    let mut map = Object::new();
    map.insert("Id".into(), json!(id.to_string()));
    map.insert("LineNum".into(), json!(place_in_list));
    map.insert("Amount".into(), amount(*part));
    map.insert("DetailType".into(), json!("DepositLineDetail"));
    map.insert("DepositLineDetail".into(), Value::Object(detail));
    if let Some(text) = description {
        map.insert("Description".into(), json!(text));
    }
    Value::Object(map)
}

fn flat_party(books: &Books, party: Party) -> Value {
    let mut flat = named_reference(books, party.entity, party.id);
    flat["type"] = json!(party.entity.name().to_ascii_uppercase());
    flat
}

fn render_journal(books: &Books, entry: &JournalEntry, map: &mut Object) {
    map.insert("TxnDate".into(), json!(entry.date.to_string()));
    map.insert("CurrencyRef".into(), home());
    map.entry("Adjustment").or_insert(json!(false));
    if let Some(text) = &entry.number {
        map.insert("DocNumber".into(), json!(text));
    }
    if let Some(note) = &entry.note {
        map.insert("PrivateNote".into(), json!(note));
    }
    let lines: Vec<Value> = entry
        .lines
        .iter()
        .map(|line| {
            let mut detail = json!({
                "PostingType": if line.debit.is_negative() { "Credit" } else { "Debit" },
                "AccountRef": named_reference(books, Entity::Account, line.account),
            });
            if let Some(party) = line.party {
                detail["Entity"] = json!({"Type": party.entity.name(),
                                          "EntityRef": named_reference(books, party.entity, party.id)});
            }
            let mut row = json!({"Id": line.id.to_string(), "Amount": amount(line.debit.abs()),
                                 "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail});
            if let Some(text) = &line.description {
                row["Description"] = json!(text);
            }
            row
        })
        .collect();
    map.insert("Line".into(), json!(lines));
}
