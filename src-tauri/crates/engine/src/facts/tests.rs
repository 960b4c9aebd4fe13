use ledger::alternative::{LinkState, PaymentReport};

use super::*;
use crate::happened::Reported;

fn action(name: &str) -> Action {
    let body = CustomerBody {
        display_name: "Harbor Dental".to_owned(),
        company_name: None,
        email: Some("ap@example.com".to_owned()),
        phone: None,
        billing_address: Some(books::Address { city: Some("Dayton".to_owned()), ..Default::default() }),
        active: true,
    };
    let line = InvoiceLineBody {
        description: "Managed services".to_owned(),
        amount: MinorUnits(30_000),
        quantity: Some("1.5".parse().unwrap()),
        unit_price: None,
    };
    let day = "2026-08-04".parse().unwrap();
    let invoice = InvoiceBody {
        customer: "15".into(),
        number: Some("1042".to_owned()),
        currency: Currency::USD,
        issued: day,
        due: None,
        lines: vec![line],
        tax: MinorUnits(0),
        total: MinorUnits(30_000),
        balance: MinorUnits(100),
        memo: None,
    };
    match name {
        "customer" => Action::UpsertCustomer { customer: "15".into(), version: 3, body },
        "invoice" => Action::UpsertInvoice { invoice: "145".into(), version: 2, body: invoice },
        "report" => Action::ReportPayment {
            payment: "p-1".into(),
            report: PaymentReport {
                qbo_payments: vec!["9".into()],
                state: LinkState::Held,
                detail: Some("words".to_owned()),
            },
            why: None,
        },
        _ => Action::EnsureFeeAccount,
    }
}

#[test]
fn p6_fingerprints_never_change() {
    let table: Vec<_> = ["customer", "invoice", "report", "fees"]
        .into_iter()
        .map(|name| format!("{name} {}", of_action(&action(name))))
        .collect();
    insta::assert_snapshot!(table.join("\n"));
}

#[test]
fn p6_what_is_listed_is_what_earlier_versions_hashed() {
    for name in ["customer", "invoice", "fees"] {
        assert_eq!(of_action(&action(name)), fingerprint(&action(name)), "{name}");
    }
}

#[test]
fn p15_the_sentence_of_a_report_is_no_part_of_its_fingerprint() {
    let Action::ReportPayment { payment, report, .. } = action("report") else { return };
    let report = PaymentReport { detail: None, ..report };
    let other = Action::ReportPayment { payment, report, why: Some(Reported::Recorded) };
    assert_eq!(of_action(&other), of_action(&action("report")));
}
