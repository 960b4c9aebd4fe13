//! Transactions that move money, as the accounting API answers them.

use ledger::MinorUnits;
use serde_json::{Value, json};

use crate::api::quickbooks::names::named_reference;
use crate::api::quickbooks::wire::{Object, amount, number, reference};
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::record::{
    Bill, BillDetail, BillLine, CashBack, Deposit, DepositLine, JournalEntry, Party, Payment, PaymentLine,
    Sale, Transfer,
};

/// The properties of a payment.
pub fn render_payment(books: &Books, payment: &Payment, map: &mut Object) {
    map.insert("TxnDate".into(), json!(payment.date.to_string()));
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
    map.insert("LinkedTxn".into(), deposit_link(payment.deposit));
    let lines: Vec<Value> = payment.lines.iter().map(|line| render_payment_line(books, line)).collect();
    map.insert("Line".into(), json!(lines));
}

fn render_payment_line(books: &Books, line: &PaymentLine) -> Value {
    let target = books.record((line.entity, line.id));
    let open = books.sale((line.entity, line.id)).map_or(MinorUnits::ZERO, Sale::open);
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

/// The properties of a deposit.
pub fn render_deposit(books: &Books, deposit: &Deposit, map: &mut Object) {
    map.insert("TxnDate".into(), json!(deposit.date.to_string()));
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
            DepositLine::Linked { entity, id, amount: part } => {
                json!({"Amount": amount(*part),
                       "LinkedTxn": [{"TxnId": id.to_string(), "TxnType": entity.name(), "TxnLineId": "0"}]})
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

/// The properties of a journal entry.
pub fn render_journal(books: &Books, entry: &JournalEntry, map: &mut Object) {
    map.insert("TxnDate".into(), json!(entry.date.to_string()));
    map.entry("Adjustment").or_insert(json!(false));
    if let Some(text) = &entry.number {
        map.insert("DocNumber".into(), json!(text));
    }
    if let Some(note) = &entry.note {
        map.insert("PrivateNote".into(), json!(note));
    }
    if entry.deposit.is_some() {
        map.insert("LinkedTxn".into(), deposit_link(entry.deposit));
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

/// The link of a transaction to the Deposit it is on.
pub fn deposit_link(deposit: Option<u64>) -> Value {
    let links: Vec<Value> =
        deposit.iter().map(|id| json!({"TxnId": id.to_string(), "TxnType": "Deposit"})).collect();
    Value::Array(links)
}

/// The properties of a transfer.
pub fn render_transfer(books: &Books, transfer: &Transfer, map: &mut Object) {
    map.insert("TxnDate".into(), json!(transfer.date.to_string()));
    map.insert("FromAccountRef".into(), named_reference(books, Entity::Account, transfer.from));
    map.insert("ToAccountRef".into(), named_reference(books, Entity::Account, transfer.to));
    map.insert("Amount".into(), amount(transfer.amount));
    if let Some(note) = &transfer.note {
        map.insert("PrivateNote".into(), json!(note));
    }
    if transfer.deposit.is_some() {
        map.insert("LinkedTxn".into(), deposit_link(transfer.deposit));
    }
}

/// The properties of a bill.
pub fn render_bill(books: &Books, bill: &Bill, map: &mut Object) {
    map.insert("TxnDate".into(), json!(bill.date.to_string()));
    map.insert("DueDate".into(), json!(bill.due.to_string()));
    map.insert("VendorRef".into(), named_reference(books, Entity::Vendor, bill.vendor));
    map.insert("APAccountRef".into(), named_reference(books, Entity::Account, bill.account));
    map.insert("TotalAmt".into(), amount(bill.total()));
    map.insert("Balance".into(), amount(bill.total()));
    map.insert("LinkedTxn".into(), json!([]));
    if let Some(term) = bill.term {
        map.insert("SalesTermRef".into(), reference(term, None));
    }
    for (name, text) in [("DocNumber", &bill.number), ("PrivateNote", &bill.note)] {
        if let Some(text) = text {
            map.insert(name.into(), json!(text));
        }
    }
    let lines: Vec<Value> = (1_u32..).zip(&bill.lines).map(|(at, line)| bill_line(books, at, line)).collect();
    map.insert("Line".into(), Value::Array(lines));
}

fn bill_line(books: &Books, line_num: u32, line: &BillLine) -> Value {
    let mut detail = Object::new();
    line.kept.write(&mut detail);
    let kind = match line.detail {
        BillDetail::Account => {
            detail.insert("AccountRef".into(), named_reference(books, Entity::Account, line.account));
            "AccountBasedExpenseLineDetail"
        }
        BillDetail::Item { item, quantity, price } => {
            detail.insert("ItemRef".into(), named_reference(books, Entity::Item, item));
            for (name, value) in [("Qty", quantity), ("UnitPrice", price)] {
                if let Some(value) = value {
                    detail.insert(name.into(), number(value));
                }
            }
            "ItemBasedExpenseLineDetail"
        }
    };
    detail.entry("BillableStatus").or_insert(json!("NotBillable"));
    detail.entry("TaxCodeRef").or_insert(json!({"value": "NON"}));
    let mut row = json!({"Id": line.id.to_string(), "LineNum": line_num, "Amount": amount(line.amount),
                         "DetailType": kind});
    row[kind] = Value::Object(detail);
    if let Some(text) = &line.description {
        row["Description"] = json!(text);
    }
    row
}
