//! Writes: what goes over the wire, and what is known afterwards (rule P6).

use engine::fault::FaultKind;
use engine::ports::{
    AccountDraft, AccountUse, Books, DepositDraft, DepositLineDraft, PaymentDraft, PaymentLineDraft,
};
use ledger::{Currency, MinorUnits};
use serde_json::{Value, json};
use transport::TransportError;

use crate::stand_in::{Bench, REALM};

pub fn draft() -> PaymentDraft {
    PaymentDraft {
        customer: "15".into(),
        date: "2026-11-19".parse().unwrap(),
        currency: Currency::USD,
        multi_currency: false,
        reference: "AP-ABCDEFGH23456789".into(),
        note: "Alternative payment 7f".into(),
        deposit_to: "4".into(),
        lines: vec![PaymentLineDraft { invoice: "145".into(), amount: MinorUnits(20_000) }],
        total: MinorUnits(20_000),
    }
}

fn deposit() -> DepositDraft {
    DepositDraft {
        account: "35".into(),
        date: "2026-11-20".parse().unwrap(),
        currency: Currency::USD,
        multi_currency: false,
        note: "payout po_77".into(),
        lines: vec![DepositLineDraft::Payment { payment: "150".into(), amount: MinorUnits(20_000) }],
    }
}

#[tokio::test]
async fn each_write_names_its_request_and_is_counted() {
    let bench = Bench::new();
    bench.service.answer_json(&json!({"Payment": {"Id": "150", "SyncToken": "0"}}));
    bench.service.answer_json(&json!({"Payment": {"Id": "150", "status": "Deleted"}}));
    bench.service.answer_json(&json!({"Deposit": {"Id": 152}}));
    bench.service.answer_json(&json!({"Account": {"Id": "201"}}));
    let payment = bench.books.create_payment(&draft(), "r-1").await.unwrap();
    let deleted = bench.books.delete_payment(&"150".into(), 3, "r-2").await.unwrap();
    let deposit = bench.books.create_deposit(&deposit(), "r-3").await.unwrap();
    let fees = AccountDraft { name: "Alternative Payments Fees".into(), used_for: AccountUse::Fees };
    let account = bench.books.create_account(&fees, "r-4").await.unwrap();
    let ids = [payment.id.as_str(), deleted.id.as_str(), deposit.id.as_str(), account.id.as_str()];
    assert_eq!(ids, ["150", "150", "152", "201"]);
    assert_eq!(payment.trace.as_deref(), Some("1-tid"));
    let targets: Vec<String> =
        bench.service.seen().into_iter().map(|seen| format!("{} {}", seen.method, seen.target)).collect();
    assert_eq!(
        targets,
        [
            format!("POST /v3/company/{REALM}/payment?requestid=r-1&minorversion=75"),
            format!("POST /v3/company/{REALM}/payment?requestid=r-2&operation=delete&minorversion=75"),
            format!("POST /v3/company/{REALM}/deposit?requestid=r-3&minorversion=75"),
            format!("POST /v3/company/{REALM}/account?requestid=r-4&minorversion=75"),
        ]
    );
    assert_eq!(bench.books.take_request_counts(), (0, 4));
    let sent: Value = serde_json::from_str(&bench.service.seen()[0].body).unwrap();
    assert_eq!(sent["Line"][0]["LinkedTxn"][0], json!({"TxnId": "145", "TxnType": "Invoice"}));
}

#[tokio::test]
async fn p6_a_refused_token_repeats_the_write_under_the_same_request() {
    let bench = Bench::new();
    bench.tokens.access().await.unwrap();
    bench.service.expire_access();
    bench.service.answer_json(&json!({"Payment": {"Id": "150"}}));
    bench.books.create_payment(&draft(), "r-1").await.unwrap();
    let ids: Vec<_> = bench.service.seen().iter().map(|seen| seen.query("requestid")).collect();
    assert_eq!(ids, [Some("r-1".to_owned()), Some("r-1".to_owned())]);
}

#[tokio::test]
async fn p6_what_is_not_known_to_have_failed_is_said_to_be_unknown() {
    let bench = Bench::new();
    let cases: [(TransportError, FaultKind, bool); 3] = [
        (TransportError::NotSent("refused".into()), FaultKind::Offline, true),
        (TransportError::NoAnswer("cut".into()), FaultKind::Unanswered, false),
        (TransportError::TooLarge { bytes_max: 1 }, FaultKind::Unreadable, false),
    ];
    for (cut, kind, definite) in cases {
        bench.wire.cut(cut);
        let fault = bench.books.create_payment(&draft(), "r-1").await.unwrap_err();
        assert_eq!((&fault.kind, fault.kind.is_definite()), (&kind, definite));
    }
    for (status, body) in [
        (200, "<html>"),
        (200, "{\"Payment\":{\"Id\""),
        (200, "{}"),
        (500, ""),
        (502, "<html>"),
        (403, "<html>"),
    ] {
        bench.service.answer(status, body);
        let fault = bench.books.create_payment(&draft(), "r-1").await.unwrap_err();
        assert!(!fault.kind.is_definite(), "{status} {body}: {fault:?}");
    }
    for (status, code) in [(400, "6210"), (400, "610"), (400, "2500"), (429, "3001"), (400, "6240")] {
        bench.service.answer_fault(status, code);
        let fault = bench.books.create_payment(&draft(), "r-1").await.unwrap_err();
        assert!(fault.kind.is_definite(), "{code}: {fault:?}");
    }
}

#[tokio::test]
async fn p7_deleting_what_is_gone_says_so() {
    let bench = Bench::new();
    bench.service.answer_fault(400, "610");
    let gone = bench.books.delete_payment(&"73".into(), 0, "r").await.unwrap_err();
    assert_eq!(gone.kind, FaultKind::NotFound);
    bench.service.answer_fault(400, "610");
    let inactive = bench.books.create_payment(&draft(), "r").await.unwrap_err();
    assert_eq!(inactive.kind, FaultKind::InvalidReference);
}
