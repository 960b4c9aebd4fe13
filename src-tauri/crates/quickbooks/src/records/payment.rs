//! Received payments, ours and other people's (rules P5, P6, P9, P11).

use ledger::books::{Applied, Payment};
use ledger::{Currency, books};
use serde::Deserialize;

use crate::field::{
    FieldError, LinkedTxn, MetaData, Ref, Text, created_at, currency, list, notes_a_void, ref_id,
    required_ref, updated_at,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Wire {
    id: Text,
    sync_token: Text,
    meta_data: Option<MetaData>,
    customer_ref: Option<Ref>,
    currency_ref: Option<Ref>,
    txn_date: Text,
    total_amt: Text,
    payment_ref_num: Text,
    private_note: Text,
    deposit_to_account_ref: Option<Ref>,
    #[serde(deserialize_with = "list")]
    line: Vec<Line>,
    #[serde(deserialize_with = "list")]
    linked_txn: Vec<LinkedTxn>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Line {
    amount: Text,
    #[serde(deserialize_with = "list")]
    linked_txn: Vec<LinkedTxn>,
}

pub(super) fn read(raw: &str, home: Currency) -> Result<Payment, FieldError> {
    let wire: Wire = super::wire(raw)?;
    let currency = currency(wire.currency_ref.as_ref(), home)?;
    let total = wire.total_amt.required_amount("TotalAmt", currency)?;
    let applied =
        wire.line.iter().filter_map(|line| applied(line, currency).transpose()).collect::<Result<_, _>>()?;
    Ok(Payment {
        id: wire.id.id("Id")?,
        version: wire.sync_token.version()?,
        customer: required_ref(wire.customer_ref.as_ref(), "CustomerRef")?,
        currency,
        date: wire.txn_date.required_date("TxnDate")?,
        total,
        reference: wire.payment_ref_num.owned(),
        note: wire.private_note.owned(),
        deposit_to: ref_id(wire.deposit_to_account_ref.as_ref()),
        applied,
        deposit: deposit(&wire.linked_txn)?,
        voided: total.is_zero() && notes_a_void(&wire.private_note),
        created_at: created_at(wire.meta_data.as_ref()),
        updated_at: updated_at(wire.meta_data.as_ref())?,
    })
}

/// What one line pays. A line without a link applies nothing.
fn applied(line: &Line, currency: Currency) -> Result<Option<Applied>, FieldError> {
    let [paid] = line.linked_txn.as_slice() else {
        // How the amount divides over several would be a guess.
        return if line.linked_txn.is_empty() {
            Ok(None)
        } else {
            Err(FieldError("a line is linked to several records".into()))
        };
    };
    Ok(Some(Applied {
        kind: paid.txn_type.required("Line.LinkedTxn.TxnType")?.to_owned(),
        id: paid.txn_id.id("Line.LinkedTxn.TxnId")?,
        amount: line.amount.required_amount("Line.Amount", currency)?,
    }))
}

/// The deposit that holds the payment; QuickBooks goes on naming Undeposited Funds as its account (reference 12).
fn deposit(links: &[LinkedTxn]) -> Result<Option<books::DepositId>, FieldError> {
    match links.iter().find(|link| link.txn_type.is("Deposit")) {
        Some(link) => link.txn_id.id("LinkedTxn.TxnId").map(Some),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use ledger::MinorUnits;
    use serde_json::{Value, json};

    use super::*;
    use crate::records::changed;

    fn payment(change: Value) -> Result<Payment, FieldError> {
        let wire = json!({
            "Id": "150", "SyncToken": "0", "domain": "QBO", "sparse": false,
            "MetaData": {"LastUpdatedTime": "2026-11-19T11:00:05-08:00"}, "TxnDate": "2026-11-19",
            "CurrencyRef": {"value": "USD"}, "CustomerRef": {"value": "15", "name": "Pye's Cakes"},
            "DepositToAccountRef": {"value": "4"}, "PaymentMethodRef": {"value": "2"}, "PaymentRefNum": "AP-ABCDEFGH23456789",
            "TotalAmt": 200.0, "UnappliedAmt": 0, "ProcessPayment": false,
            "Line": [{"Amount": 200.0, "LinkedTxn": [{"TxnId": "145", "TxnType": "Invoice"}],
                      "LineEx": {"any": [{"value": {"Name": "txnOpenBalance", "Value": "260.00"}}]}}],
        });
        read(&changed(wire, change), Currency::USD)
    }

    #[test]
    fn a_payment_is_read_whole() {
        insta::assert_json_snapshot!(payment(json!({"PrivateNote": "Alternative payment 7f"})).unwrap());
    }

    #[test]
    fn each_line_says_what_it_pays() {
        let read = payment(json!({"Line": [
            {"Amount": 150, "LinkedTxn": [{"TxnId": 145, "TxnType": "Invoice"}]},
            {"Amount": "50.00", "LinkedTxn": [{"TxnId": "160", "TxnType": "CreditMemo"}]},
            {"Amount": 1, "LinkedTxn": []},
        ]}))
        .unwrap();
        let applied: Vec<_> =
            read.applied.iter().map(|it| (it.kind.as_str(), it.id.as_str(), it.amount.0)).collect();
        assert_eq!(applied, [("Invoice", "145", 15_000), ("CreditMemo", "160", 5_000)]);
    }

    #[test]
    fn a_deposited_payment_is_told_by_its_link() {
        let read = payment(json!({"LinkedTxn": [{"TxnId": "152", "TxnType": "Deposit"}]})).unwrap();
        assert_eq!((read.deposit, read.deposit_to), (Some("152".into()), Some("4".into())));
        assert_eq!(payment(json!({"LinkedTxn": null})).unwrap().deposit, None);
    }

    #[test]
    fn a_voided_payment_moves_no_money() {
        let void =
            json!({"TotalAmt": 0, "UnappliedAmt": 0, "Line": [], "PrivateNote": "Voided - keyed twice"});
        let read = payment(void).unwrap();
        assert!(read.voided && read.total.is_zero() && read.applied.is_empty());
        let credit_applied = payment(json!({"TotalAmt": 0, "Line": [
            {"Amount": 50, "LinkedTxn": [{"TxnId": "145", "TxnType": "Invoice"}]},
            {"Amount": 50, "LinkedTxn": [{"TxnId": "160", "TxnType": "CreditMemo"}]},
        ]}))
        .unwrap();
        assert!(!credit_applied.voided, "a credit memo applied through a payment of nothing");
    }

    #[test]
    fn without_an_account_it_rests_in_undeposited_funds() {
        assert_eq!(payment(json!({"DepositToAccountRef": null})).unwrap().deposit_to, None);
    }

    #[test]
    fn a_line_over_several_records_is_not_guessed_at() {
        let links = json!([{"TxnId": "1", "TxnType": "Invoice"}, {"TxnId": "2", "TxnType": "Invoice"}]);
        assert!(payment(json!({"Line": [{"Amount": 10, "LinkedTxn": links}]})).is_err());
    }

    #[test]
    fn amounts_as_texts_are_exact() {
        assert_eq!(payment(json!({"TotalAmt": "199.99"})).unwrap().total, MinorUnits(19_999));
        assert!(payment(json!({"TotalAmt": "199.999"})).is_err());
    }
}
