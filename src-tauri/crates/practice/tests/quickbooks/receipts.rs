//! Sales receipts, refund receipts, estimates, transfers and bills.

use serde_json::{Value, json};

use crate::bench::{Bench, assert_amount, invoice, refusal, stub};

/// One line of pest control, without a customer.
fn receipt(dollars: u32) -> Value {
    json!({"Line": [{"Amount": dollars, "DetailType": "SalesItemLineDetail",
                     "SalesItemLineDetail": {"ItemRef": {"value": "10"}}}]})
}

fn balance(bench: &Bench, account: &str) -> Value {
    bench.get(&format!("/account/{account}"))["CurrentBalance"].clone()
}

fn linked(row: &Value, kind: &str, amount: i32) -> Value {
    json!({"Amount": amount, "LinkedTxn": [{"TxnId": row["Id"], "TxnType": kind, "TxnLineId": "0"}]})
}

fn less(value: &Value, by: i32) -> String {
    (crate::bench::number(value) - rust_decimal::Decimal::from(by)).to_string()
}

#[test]
fn a_sales_receipt_needs_no_customer_and_goes_to_undeposited_funds() {
    let bench = Bench::sample();
    let before = balance(&bench, "4");
    let made = bench.post("/salesreceipt", receipt(100));
    assert_eq!(made["DepositToAccountRef"], json!({"value": "4", "name": "Undeposited Funds"}));
    assert_eq!(made.get("CustomerRef"), None);
    assert_amount(&made["TotalAmt"], "100");
    assert_amount(&made["Balance"], "0");
    assert_eq!(made["Line"][1]["DetailType"], "SubTotalLineDetail");
    assert_amount(&balance(&bench, "4"), &less(&before, -100));
    assert_eq!(bench.reread("salesreceipt", &made), made);
    let with_customer = bench.post("/salesreceipt", {
        let mut body = invoice("15", 10);
        body["PaymentRefNum"] = json!("chk-1");
        body["PaymentMethodRef"] = json!({"value": "2"});
        body
    });
    assert_eq!(with_customer["CustomerRef"]["name"], "Pye's Cakes");
    assert_eq!(with_customer["PaymentRefNum"], "chk-1");
    let owed = bench.get("/customer/15")["Balance"].clone();
    bench.post("/salesreceipt?operation=delete", stub(&with_customer));
    assert_eq!(bench.get("/customer/15")["Balance"], owed, "a receipt leaves nothing owed");
}

#[test]
fn a_sales_receipt_is_voided_by_an_update_that_includes_void() {
    let bench = Bench::sample();
    let before = balance(&bench, "4");
    let made = bench.post("/salesreceipt", receipt(100));
    let mut body = stub(&made);
    body["sparse"] = json!(true);
    let voided = bench.post("/salesreceipt?operation=update&include=void", body);
    assert_eq!(voided["PrivateNote"], "Voided");
    assert_amount(&voided["TotalAmt"], "0");
    assert_amount(&voided["Line"][0]["SalesItemLineDetail"]["Qty"], "0");
    assert_amount(&voided["Line"][0]["SalesItemLineDetail"]["UnitPrice"], "0");
    assert_eq!(voided["SyncToken"], "1");
    assert_eq!(voided["DepositToAccountRef"]["value"], "4");
    assert_eq!(balance(&bench, "4"), before);
    let refused = bench.refused("/salesreceipt?operation=void", stub(&voided));
    assert_eq!(refused.code, "500", "only invoices are voided by operation=void");
}

#[test]
fn a_deposited_sales_receipt_freezes_like_a_payment() {
    let bench = Bench::sample();
    let made = bench.post("/salesreceipt", receipt(100));
    let deposit =
        json!({"DepositToAccountRef": {"value": "35"}, "Line": [linked(&made, "SalesReceipt", 100)]});
    let deposit = bench.post("/deposit", deposit);
    assert_eq!(deposit["Line"][0]["LinkedTxn"][0]["TxnType"], "SalesReceipt");
    let made = bench.reread("salesreceipt", &made);
    assert_eq!(made["LinkedTxn"], json!([{"TxnId": deposit["Id"], "TxnType": "Deposit"}]));
    assert_eq!(made["SyncToken"], "1");
    let mut change = stub(&made);
    change["sparse"] = json!(true);
    change["PrivateNote"] = json!("x");
    assert_eq!(bench.refused("/salesreceipt", change.clone()).code, "6540");
    assert_eq!(bench.refused("/salesreceipt?include=void", stub(&made)).code, "6540");
    assert_eq!(bench.refused("/salesreceipt?operation=delete", stub(&made)).code, "6540");
    bench.post("/deposit?operation=delete", stub(&deposit));
    let free = bench.reread("salesreceipt", &made);
    change["SyncToken"] = free["SyncToken"].clone();
    assert_eq!(bench.post("/salesreceipt", change)["PrivateNote"], "x");
}

#[test]
fn a_refund_receipt_takes_money_out_of_the_account_it_names() {
    let bench = Bench::sample();
    let refused = bench.refused("/refundreceipt", receipt(200));
    assert_eq!((refused.code.as_str(), refused.element.as_str()), ("2020", "DepositToAccountRef"));
    let before = balance(&bench, "35");
    let mut body = receipt(200);
    body["DepositToAccountRef"] = json!({"value": "35"});
    body["PaymentType"] = json!("Check");
    body["CheckPayment"] = json!({"CheckNum": "1001", "NameOnAcct": "John Smith"});
    body["DocNumber"] = json!("DocNum123");
    body["TotalAmt"] = json!(100);
    body["Balance"] = json!(100);
    let made = bench.post("/refundreceipt", body.clone());
    assert_amount(&made["TotalAmt"], "200");
    assert_eq!(made["DocNumber"], "DocNum123");
    assert_eq!(made["CheckPayment"]["CheckNum"], "1001");
    assert_amount(&balance(&bench, "35"), &less(&before, 200));
    assert_eq!(bench.post("/refundreceipt", body.clone())["DocNumber"], "DocNum123", "it may repeat");
    body["PaymentType"] = json!("Barter");
    assert_eq!(bench.refused("/refundreceipt", body).code, "2170");
    let refused = bench.refused("/refundreceipt?include=void", stub(&made));
    assert_eq!(refused.code, "500");
}

#[test]
fn a_refund_out_of_undeposited_funds_is_a_negative_line_of_a_deposit() {
    let bench = Bench::sample();
    let sold = bench.post("/salesreceipt", receipt(100));
    let mut body = receipt(30);
    body["DepositToAccountRef"] = json!({"value": "4"});
    let refund = bench.post("/refundreceipt", body);
    let deposit = |lines: Vec<Value>| json!({"DepositToAccountRef": {"value": "35"}, "Line": lines});
    let wrong = deposit(vec![linked(&sold, "SalesReceipt", 100), linked(&refund, "RefundReceipt", 30)]);
    assert_eq!(bench.refused("/deposit", wrong).code, "6000");
    let right = deposit(vec![linked(&sold, "SalesReceipt", 100), linked(&refund, "RefundReceipt", -30)]);
    assert_amount(&bench.post("/deposit", right)["TotalAmt"], "70");
}

#[test]
fn transfers_and_journal_entries_into_undeposited_funds_can_be_deposited() {
    let bench = Bench::sample();
    let transfer = bench.post(
        "/transfer",
        json!({"FromAccountRef": {"value": "36"}, "ToAccountRef": {"value": "4"}, "Amount": 50}),
    );
    let line = |side: &str, account: &str| {
        json!({"Amount": 20, "DetailType": "JournalEntryLineDetail",
               "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": account}}})
    };
    let entry = bench.post("/journalentry", json!({"Line": [line("Debit", "4"), line("Credit", "1")]}));
    let lines = [linked(&transfer, "Transfer", 50), linked(&entry, "JournalEntry", 20)];
    let deposit = bench.post("/deposit", json!({"DepositToAccountRef": {"value": "35"}, "Line": lines}));
    assert_amount(&deposit["TotalAmt"], "70");
    for (path, row) in [("transfer", transfer), ("journalentry", entry)] {
        let row = bench.reread(path, &row);
        assert_eq!(row["LinkedTxn"][0]["TxnType"], "Deposit");
        assert_eq!(bench.refused(&format!("/{path}?operation=delete"), stub(&row)).code, "6540");
    }
}

#[test]
fn a_transfer_moves_money_between_balance_sheet_accounts() {
    let bench = Bench::sample();
    let (from, to) = (balance(&bench, "35"), balance(&bench, "36"));
    let body = json!({"FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "36"}, "Amount": 100});
    let made = bench.post("/transfer", body.clone());
    assert_eq!(made["FromAccountRef"], json!({"value": "35", "name": "Checking"}));
    assert_amount(&balance(&bench, "35"), &less(&from, 100));
    assert_amount(&balance(&bench, "36"), &less(&to, -100));
    let changed =
        bench.post("/transfer", json!({"Id": made["Id"], "SyncToken": "0", "sparse": true, "Amount": 101}));
    assert_amount(&changed["Amount"], "101");
    assert_eq!(changed["ToAccountRef"]["value"], "36");
    for (name, value, code) in [
        ("ToAccountRef", json!({"value": "35"}), "6000"),
        ("ToAccountRef", json!({"value": "84"}), "6000"),
        ("ToAccountRef", json!({"value": "1"}), "6000"),
        ("ToAccountRef", json!({"value": "9999"}), "2500"),
        ("ToAccountRef", json!(null), "2020"),
        ("Amount", json!(null), "2020"),
        ("Amount", json!(-1), "6000"),
    ] {
        let mut body = body.clone();
        body[name] = value;
        assert_eq!(bench.refused("/transfer", body.clone()).code, code, "{body}");
    }
    bench.post("/transfer?operation=delete", stub(&changed));
    assert_eq!((balance(&bench, "35"), balance(&bench, "36")), (from, to));
    let reply = bench.post_reply("/transfer?operation=void", &stub(&made));
    assert_eq!(refusal(&reply).code, "500");
}

#[test]
fn an_estimate_posts_nothing_and_is_pending_until_told_otherwise() {
    let bench = Bench::sample();
    let owed = bench.get("/customer/15")["Balance"].clone();
    let made = bench.post("/estimate", invoice("15", 65));
    assert_eq!(made["TxnStatus"], "Pending");
    assert_amount(&made["TotalAmt"], "65");
    assert_eq!(made.get("Balance"), None);
    assert_eq!(made["Line"][1]["DetailType"], "SubTotalLineDetail");
    assert_eq!(bench.get("/customer/15")["Balance"], owed);
    let change = |status: &str| {
        json!({"Id": made["Id"], "SyncToken": "0", "sparse": true, "TxnStatus": status,
               "AcceptedBy": "Pye", "AcceptedDate": "2026-08-04"})
    };
    assert_eq!(bench.refused("/estimate", change("Perhaps")).code, "2170");
    let accepted = bench.post("/estimate", change("Accepted"));
    assert_eq!((&accepted["TxnStatus"], &accepted["AcceptedBy"]), (&json!("Accepted"), &json!("Pye")));
    let sent = bench
        .post(&format!("/estimate/{}/send?sendTo=pye@example.com", made["Id"].as_str().unwrap()), json!({}));
    assert_eq!(sent["EmailStatus"], "EmailSent");
    let mut nobody = invoice("15", 65);
    nobody.as_object_mut().unwrap().remove("CustomerRef");
    assert_eq!(bench.refused("/estimate", nobody).element, "CustomerRef");
    bench.post("/estimate?operation=delete", stub(&sent));
    assert_eq!(bench.get_reply(&format!("/estimate/{}", made["Id"].as_str().unwrap())).status, 400);
}

#[test]
fn a_bill_is_owed_to_its_vendor() {
    let bench = Bench::sample();
    let before = bench.get("/vendor/61")["Balance"].clone();
    let line = json!({"Amount": 200, "DetailType": "AccountBasedExpenseLineDetail",
                      "AccountBasedExpenseLineDetail": {"AccountRef": {"value": 1, "type": "Account"}}});
    let body = json!({"VendorRef": {"value": "61"}, "Line": [line], "SalesTermRef": {"value": "3"},
                      "TxnDate": "2026-08-01"});
    let made = bench.post("/bill", body.clone());
    assert_eq!(made["APAccountRef"]["value"], "33");
    assert_eq!(made["DueDate"], "2026-08-31");
    assert_amount(&made["Balance"], "200");
    assert_eq!(made["Line"][0]["AccountBasedExpenseLineDetail"]["AccountRef"]["name"], "Services");
    assert_amount(&bench.get("/vendor/61")["Balance"], &less(&before, -200));
    let mut wrong = body.clone();
    wrong["Line"][0]["AccountBasedExpenseLineDetail"] = json!({});
    assert_eq!(bench.refused("/bill", wrong).element, "Line.AccountBasedExpenseLineDetail.AccountRef");
    let mut wrong = body;
    wrong["APAccountRef"] = json!({"value": "35"});
    assert_eq!(bench.refused("/bill", wrong).code, "6000");
    let rows = bench.rows("Bill", "select * from Bill where VendorRef = '61'");
    assert_eq!(rows.len(), 1);
    bench.post("/bill?operation=delete", stub(&made));
    assert_eq!(bench.get("/vendor/61")["Balance"], before);
}

#[test]
fn every_sales_form_has_a_pdf_and_can_be_sent() {
    let bench = Bench::sample();
    for name in ["Invoice", "CreditMemo", "Estimate", "SalesReceipt", "RefundReceipt", "Payment"] {
        let row = bench.rows(name, &format!("select * from {name} maxresults 1")).remove(0);
        let path = format!("/{}/{}", name.to_lowercase(), row["Id"].as_str().unwrap());
        let pdf = bench.get_reply(&format!("{path}/pdf"));
        assert!(pdf.body.starts_with(b"%PDF"), "{name}");
        let sent = bench.post(&format!("{path}/send?sendTo=someone@example.com"), json!({}));
        assert_eq!(sent["Id"], row["Id"]);
        let reply = bench.post_reply(&format!("{path}/send?sendTo=nobody"), &json!({}));
        assert_eq!(refusal(&reply).code, "6000", "{name}");
    }
    assert_eq!(refusal(&bench.get_reply("/transfer/1/pdf")).status, 400);
}

#[test]
fn further_transactions_are_closed_with_the_books_and_come_through_change_data() {
    let bench = Bench::sample();
    let made = bench.post("/salesreceipt", receipt(5));
    let found = bench
        .get_reply("/cdc?entities=salesreceipt,Transfer,bill&changedSince=2026-08-03T00:00:00Z")
        .to_json();
    let groups = found["CDCResponse"][0]["QueryResponse"].as_array().unwrap();
    assert_eq!(groups[0]["SalesReceipt"][0]["Id"], made["Id"]);
    let realm = bench.realm.clone();
    bench
        .world(|world| practice::quickbooks::close_books(world, &realm, Some("2026-08-10".parse().unwrap())));
    for (path, body) in [
        ("salesreceipt", receipt(5)),
        (
            "transfer",
            json!({"FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "36"}, "Amount": 1}),
        ),
    ] {
        assert_eq!(bench.refused(&format!("/{path}"), body).code, "6210");
    }
    assert_eq!(bench.refused("/salesreceipt?operation=delete", stub(&made)).code, "6210");
}
