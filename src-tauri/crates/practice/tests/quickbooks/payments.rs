use serde_json::json;

use crate::bench::{Bench, assert_amount, payment, stub};

#[test]
fn applying_a_payment_lowers_the_balance_links_it_and_raises_the_invoices_sync_token() {
    let bench = Bench::sample();
    let invoice = bench.invoice("15", 260);
    bench.advance(60);
    let paid = bench.payment("15", 200, &invoice);
    assert_amount(&paid["UnappliedAmt"], "0");
    assert_eq!(paid["DepositToAccountRef"]["value"], "4");
    let now = bench.reread("invoice", &invoice);
    assert_eq!(now["SyncToken"], "1");
    assert_amount(&now["Balance"], "60");
    assert_eq!(now["LinkedTxn"], json!([{"TxnId": paid["Id"], "TxnType": "Payment"}]));
    assert_ne!(now["MetaData"]["LastUpdatedTime"], invoice["MetaData"]["LastUpdatedTime"]);
}

#[test]
fn a_stale_sync_token_is_5010() {
    let bench = Bench::sample();
    let invoice = bench.invoice("15", 260);
    bench.payment("15", 200, &invoice);
    let refusal = bench.refused(
        "/invoice",
        json!({"Id": invoice["Id"], "SyncToken": "0", "sparse": true, "PrivateNote": "x"}),
    );
    assert_eq!((refusal.status, refusal.code.as_str()), (400, "5010"));
    assert!(refusal.detail.contains("were working on this at the same time"));
    assert!(refusal.detail.ends_with("Entity=Invoice"));
}

#[test]
fn the_amount_is_required() {
    let bench = Bench::sample();
    let refusal = bench.refused("/payment", json!({"CustomerRef": {"value": "15"}}));
    assert_eq!(refusal.code, "6000");
    assert!(refusal.detail.contains("You must set a transaction amount"));
}

#[test]
fn more_than_the_balance_is_accepted_and_the_rest_is_credit() {
    let bench = Bench::sample();
    let invoice = bench.invoice("15", 100);
    let paid = bench.post("/payment", payment("15", 130, 130, &invoice));
    assert_amount(&paid["UnappliedAmt"], "30");
    assert_amount(&paid["Line"][0]["Amount"], "100");
    assert_amount(&bench.reread("invoice", &invoice)["Balance"], "0");
}

#[test]
fn a_document_number_is_no_id() {
    let bench = Bench::sample();
    let mut invoice = bench.invoice("15", 100);
    invoice["Id"] = invoice["DocNumber"].clone();
    assert_eq!(bench.refused("/payment", payment("15", 100, 100, &invoice)).code, "610");
}

#[test]
fn lines_change_all_or_none() {
    let bench = Bench::sample();
    let (one, two) = (bench.invoice("15", 100), bench.invoice("15", 50));
    let paid = bench.payment("15", 100, &one);
    let line = |id: &serde_json::Value, amount: u32| json!({"Amount": amount, "LinkedTxn": [{"TxnId": id, "TxnType": "Invoice"}]});
    let moved = bench.post(
        "/payment",
        json!({"Id": paid["Id"], "SyncToken": "0", "sparse": true, "Line": [line(&two["Id"], 50), line(&one["Id"], 20)]}),
    );
    assert_amount(&moved["UnappliedAmt"], "30");
    assert_amount(&bench.reread("invoice", &one)["Balance"], "80");
    assert_amount(&bench.reread("invoice", &two)["Balance"], "0");
    let emptied =
        bench.post("/payment", json!({"Id": paid["Id"], "SyncToken": "1", "sparse": true, "Line": []}));
    assert_amount(&emptied["UnappliedAmt"], "100");
    assert_amount(&bench.reread("invoice", &one)["Balance"], "100");
    assert_eq!(bench.reread("invoice", &one)["LinkedTxn"], json!([]));
}

#[test]
fn a_note_does_not_touch_the_invoice() {
    let bench = Bench::sample();
    let invoice = bench.invoice("15", 100);
    let paid = bench.payment("15", 100, &invoice);
    bench.post("/payment", json!({"Id": paid["Id"], "SyncToken": "0", "sparse": true, "PrivateNote": "x"}));
    assert_eq!(bench.reread("invoice", &invoice)["SyncToken"], "1");
}

#[test]
fn a_credit_memo_is_applied_by_a_payment_of_zero() {
    let bench = Bench::sample();
    let invoice = bench.invoice("15", 100);
    let memo = bench.post("/creditmemo", crate::bench::invoice("15", 30));
    assert_amount(&memo["RemainingCredit"], "30");
    let line = |id: &serde_json::Value, kind: &str| json!({"Amount": 30, "LinkedTxn": [{"TxnId": id, "TxnType": kind}]});
    let applied = bench.post(
        "/payment",
        json!({"CustomerRef": {"value": "15"}, "TotalAmt": 0,
               "Line": [line(&invoice["Id"], "Invoice"), line(&memo["Id"], "CreditMemo")]}),
    );
    assert_amount(&applied["TotalAmt"], "0");
    assert_amount(&bench.reread("invoice", &invoice)["Balance"], "70");
    assert_amount(&bench.reread("creditmemo", &memo)["RemainingCredit"], "0");
}

#[test]
fn more_cannot_be_applied_than_was_paid() {
    let bench = Bench::sample();
    let invoice = bench.invoice("15", 100);
    assert_eq!(bench.refused("/payment", payment("15", 20, 50, &invoice)).code, "6000");
    assert_amount(&bench.reread("invoice", &invoice)["Balance"], "100");
}

#[test]
fn another_customers_invoice_cannot_be_paid_but_a_jobs_can() {
    let bench = Bench::sample();
    let (other, job) = (bench.invoice("20", 100), bench.invoice("55", 40));
    assert_eq!(bench.refused("/payment", payment("15", 100, 100, &other)).code, "6000");
    bench.payment("9", 40, &job);
    assert_amount(&bench.reread("invoice", &job)["Balance"], "0");
}

#[test]
fn void_keeps_references_and_frees_the_invoice() {
    let bench = Bench::sample();
    let invoice = bench.invoice("15", 100);
    let paid = bench.payment("15", 100, &invoice);
    let voided = bench.post(
        "/payment?operation=update&include=void",
        json!({"Id": paid["Id"], "SyncToken": "0", "sparse": true}),
    );
    assert_amount(&voided["TotalAmt"], "0");
    assert_eq!(voided["Line"], json!([]));
    assert_eq!(voided["PrivateNote"], "Voided");
    assert_eq!(voided["CustomerRef"]["value"], "15");
    assert_amount(&bench.reread("invoice", &invoice)["Balance"], "100");
    let second = bench.payment("15", 100, &invoice);
    bench.post("/payment?include=void", stub(&second));
}

#[test]
fn delete_restores_the_balance_and_answers_the_short_form() {
    let bench = Bench::sample();
    let invoice = bench.invoice("15", 100);
    let paid = bench.payment("15", 100, &invoice);
    let gone = bench.post("/payment?operation=delete", stub(&paid));
    assert_eq!(gone["status"], "Deleted");
    assert_amount(&bench.reread("invoice", &invoice)["Balance"], "100");
}

#[test]
fn money_goes_to_a_bank_or_another_current_asset() {
    let bench = Bench::sample();
    let mut body =
        json!({"CustomerRef": {"value": "15"}, "TotalAmt": 5, "DepositToAccountRef": {"value": "35"}});
    assert_eq!(bench.post("/payment", body.clone())["DepositToAccountRef"]["value"], "35");
    body["DepositToAccountRef"] = json!({"value": "1"});
    let refusal = bench.refused("/payment", body);
    assert_eq!(refusal.code, "6000");
    assert!(refusal.detail.contains("Select a bank account for this deposit"));
}

#[test]
fn a_long_reference_number_is_2050() {
    let bench = Bench::sample();
    let body = json!({"CustomerRef": {"value": "15"}, "TotalAmt": 5, "PaymentRefNum": "x".repeat(22)});
    assert_eq!(bench.refused("/payment", body).code, "2050");
}

#[test]
fn a_journal_entry_on_receivables_can_be_settled() {
    let bench = Bench::sample();
    let line = |side: &str, account: &str| {
        json!({"Amount": 40, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail":
               {"PostingType": side, "AccountRef": {"value": account},
                "Entity": {"Type": "Customer", "EntityRef": {"value": "15"}}}})
    };
    let entry = bench.post("/journalentry", json!({"Line": [line("Debit", "84"), line("Credit", "20")]}));
    let body = json!({"CustomerRef": {"value": "15"}, "TotalAmt": 40,
                      "Line": [{"Amount": 40, "LinkedTxn": [{"TxnId": entry["Id"], "TxnType": "JournalEntry"}]}]});
    bench.post("/payment", body.clone());
    assert_eq!(bench.refused("/payment", body).code, "6000", "settled already");
    let unbalanced = json!({"Line": [line("Debit", "84"), line("Debit", "20")]});
    assert_eq!(bench.refused("/journalentry", unbalanced).code, "6000");
}
