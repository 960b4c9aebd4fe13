//! The switches that no other test sets: each question answered both ways.

use practice::switches::{Switch, Switches};
use serde_json::{Value, json};

use crate::bench::{Bench, invoice, refusal, stub};

fn paid(bench: &Bench, dollars: u32) -> (Value, Value) {
    let invoice = bench.invoice("15", dollars);
    let payment = bench.payment("15", dollars, &invoice);
    (bench.reread("invoice", &invoice), payment)
}

#[test]
fn every_question_of_the_reference_has_a_switch_that_names_the_missing_fact() {
    let mut switches = Switches::default();
    for number in 1..=25 {
        let gap = format!("S{number}");
        let switch =
            Switch::ALL.iter().find(|switch| switch.gap() == gap).unwrap_or_else(|| panic!("no {gap}"));
        assert!(switch.values().len() >= 2 && !switch.about().is_empty() && !switch.missing().is_empty());
        for value in switch.values() {
            switches.set(&format!("{gap}={value}")).unwrap();
            assert!(switches.is(*switch, value));
        }
    }
}

#[test]
fn s8_a_void_of_a_paid_invoice_is_400_with_6000_or_another_code() {
    for (switch, code) in [("S8=6000", "6000"), ("S8=6540", "6540")] {
        let bench = Bench::with_switch(switch);
        let (invoice, _) = paid(&bench, 10);
        let refused = bench.refused("/invoice?operation=void", stub(&invoice));
        assert_eq!((refused.status, refused.code.as_str()), (400, code));
    }
}

#[test]
fn s8_a_void_of_a_paid_invoice_gives_its_payments_back_as_credit() {
    let bench = Bench::sample();
    let (invoice, payment) = paid(&bench, 10);
    bench.post("/deposit", Bench::deposit_body(&[&payment]));
    let voided = bench.post("/invoice?operation=void", stub(&bench.reread("invoice", &invoice)));
    assert_eq!(
        (&voided["TotalAmt"], &voided["Balance"], &voided["PrivateNote"]),
        (&json!(0), &json!(0), &json!("Voided"))
    );
    assert_eq!(voided["LinkedTxn"], json!([]));
    let after = bench.reread("payment", &payment);
    assert_eq!(
        (&after["Line"], &after["TotalAmt"], &after["UnappliedAmt"]),
        (&json!([]), &json!(10.0), &json!(10.0))
    );
    assert_eq!(after["LinkedTxn"][0]["TxnType"], "Deposit", "it stays where it was deposited");
    assert_ne!(after["SyncToken"], payment["SyncToken"]);
}

#[test]
fn s8_a_person_may_void_a_paid_invoice_whatever_an_app_may() {
    let bench = Bench::with_switch("S8=6000");
    let (invoice, payment) = paid(&bench, 10);
    let realm = bench.realm.clone();
    let reply = bench.world(|world| {
        let path = "/invoice?operation=void";
        practice::quickbooks::as_user(world, &realm, "Pat", http::Method::POST, path, &stub(&invoice))
    });
    assert_eq!(reply.status, 200, "{}", reply.to_json());
    assert_eq!(bench.reread("payment", &payment)["UnappliedAmt"], json!(10.0));
}

#[test]
fn s25_a_query_sorted_by_id_is_taken_or_refused_with_the_property() {
    let text = "select * from Invoice where TotalAmt > '0' orderby id desc";
    assert_eq!(Bench::sample().query_reply(text).status, 200);
    let refused = Bench::with_switch("S25=refused").query_reply(text);
    let refused = refusal(&refused);
    assert_eq!((refused.status, refused.code.as_str()), (400, "4001"));
    assert!(refused.detail.contains("'Id'"), "{}", refused.detail);
}

#[test]
fn s10_a_deposit_raises_its_payments_sync_token_or_not() {
    for (switch, token) in [("S10=both", "1"), ("S10=token-only", "1"), ("S10=neither", "0")] {
        let bench = Bench::with_switch(switch);
        let (_, payment) = paid(&bench, 10);
        bench.post("/deposit", Bench::deposit_body(&[&payment]));
        let payment = bench.reread("payment", &payment);
        assert_eq!(payment["SyncToken"], token, "{switch}");
        assert_eq!(payment["LinkedTxn"][0]["TxnType"], "Deposit");
    }
}

#[test]
fn s11_a_second_deposit_is_6000_or_another_code() {
    for (switch, code) in [("S11=6000", "6000"), ("S11=6540", "6540")] {
        let bench = Bench::with_switch(switch);
        let (_, payment) = paid(&bench, 10);
        bench.post("/deposit", Bench::deposit_body(&[&payment]));
        assert_eq!(bench.refused("/deposit", Bench::deposit_body(&[&payment])).code, code);
    }
}

#[test]
fn s17_code_3202_is_never_answered_unless_it_is_asked_for() {
    let rule = json!({"service": "quickbooks", "kind": "fault", "value": 3202, "times": 1});
    let ask = |bench: &Bench| {
        bench.world(|world| {
            let token = world.control_token.clone();
            let mut request =
                practice::http::Request::new(http::Method::POST, "/practice/faults", world.clock.now())
                    .with_json(&rule);
            request.headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
            practice::control::handle(world, &request)
        })
    };
    assert_eq!(ask(&Bench::sample()).status, 422);
    let bench = Bench::with_switch("S17=on-demand");
    assert_eq!(ask(&bench).status, 200);
    let reply = bench.world(|world| practice::quickbooks::fault_on_purpose("3202", world.clock.now()));
    assert_eq!((reply.status, reply.to_json()["fault"]["error"][0]["code"].clone()), (401, json!("3202")));
}

#[test]
fn s19_a_batch_is_metered_as_one_call_or_as_its_items() {
    let counts = |switch: &str| {
        let bench = Bench::with_switch(switch);
        let batch = json!({"BatchItemRequest": [
            {"bId": "1", "Query": "select * from Term"},
            {"bId": "2", "Query": "select * from Class"},
            {"bId": "3", "operation": "create", "Invoice": invoice("15", 1)},
        ]});
        assert_eq!(bench.post_reply("/batch", &batch).status, 200);
        bench.get("/preferences");
        bench.invoice("15", 1);
        let metered = bench.world(|world| practice::quickbooks::metering_json(world));
        let company = &metered[&bench.realm];
        (company["core"].as_u64().unwrap(), company["core_plus"].as_u64().unwrap())
    };
    assert_eq!(counts("S19=one-call"), (1, 2), "the invoice; the batch and the preferences");
    assert_eq!(counts("S19=one-per-item"), (2, 3));
}

#[test]
fn metering_starts_again_each_month() {
    let bench = Bench::sample();
    bench.get("/preferences");
    bench.advance(28 * 86_400);
    let mut bench = bench;
    bench.renew();
    bench.get("/preferences");
    let metered = bench.world(|world| practice::quickbooks::metering_json(world));
    assert_eq!(metered[&bench.realm], json!({"month": "2026-09", "core": 0, "core_plus": 1}));
}

#[test]
fn s21_a_number_sent_while_the_server_numbers_is_kept_or_not() {
    let number = |switch: &str| {
        let bench = Bench::with_switch(switch);
        let mut body = invoice("15", 10);
        body["DocNumber"] = json!("MINE-1");
        bench.post("/invoice", body)["DocNumber"].clone()
    };
    assert_eq!(number("S21=kept"), "MINE-1");
    assert!(number("S21=server-number").as_str().unwrap().parse::<u32>().is_ok());
}

#[test]
fn s24_a_bank_account_on_a_direct_deposit_line_is_taken_or_refused() {
    let body = json!({"DepositToAccountRef": {"value": "35"}, "Line": [
        {"Amount": 5, "DetailType": "DepositLineDetail", "DepositLineDetail": {"AccountRef": {"value": "36"}}}]});
    assert_eq!(Bench::with_switch("S24=accept").post_reply("/deposit", &body).status, 200);
    let reply = Bench::with_switch("S24=refuse").post_reply("/deposit", &body);
    assert_eq!(refusal(&reply).code, "6000");
}
