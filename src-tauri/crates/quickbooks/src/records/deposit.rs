//! Bank deposits (rules D3, D5).

use ledger::books::{Deposit, DepositLine};
use ledger::{Currency, books};
use serde::Deserialize;

use crate::field::{
    FieldError, LinkedTxn, MetaData, Ref, Text, currency, list, ref_id, required_ref, updated_at,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Wire {
    id: Text,
    sync_token: Text,
    meta_data: Option<MetaData>,
    deposit_to_account_ref: Option<Ref>,
    currency_ref: Option<Ref>,
    txn_date: Text,
    total_amt: Text,
    private_note: Text,
    #[serde(deserialize_with = "list")]
    line: Vec<Line>,
    cash_back: Option<CashBack>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Line {
    amount: Text,
    description: Text,
    #[serde(deserialize_with = "list")]
    linked_txn: Vec<LinkedTxn>,
    deposit_line_detail: Option<Detail>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Detail {
    account_ref: Option<Ref>,
    entity: Option<Ref>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct CashBack {
    account_ref: Option<Ref>,
    amount: Text,
    memo: Text,
}

pub(super) fn read(raw: &str, home: Currency) -> Result<Deposit, FieldError> {
    let wire: Wire = super::wire(raw)?;
    let currency = currency(wire.currency_ref.as_ref(), home)?;
    let mut lines = wire.line.iter().map(|line| self::line(line, currency)).collect::<Result<Vec<_>, _>>()?;
    if let Some(cash) = &wire.cash_back {
        let amount = cash.amount.amount("CashBack.Amount", currency)?.unwrap_or_default();
        if !amount.is_zero() {
            lines.push(DepositLine {
                payment: None,
                amount: -amount,
                account: ref_id(cash.account_ref.as_ref()),
                customer: None,
                description: cash.memo.owned().or_else(|| Some("Cash back".to_owned())),
            });
        }
    }
    Ok(Deposit {
        id: wire.id.id("Id")?,
        version: wire.sync_token.version()?,
        account: required_ref(wire.deposit_to_account_ref.as_ref(), "DepositToAccountRef")?,
        currency,
        date: wire.txn_date.required_date("TxnDate")?,
        total: wire.total_amt.required_amount("TotalAmt", currency)?,
        note: wire.private_note.owned(),
        lines,
        updated_at: updated_at(wire.meta_data.as_ref())?,
    })
}

fn line(line: &Line, currency: Currency) -> Result<DepositLine, FieldError> {
    let detail = line.deposit_line_detail.as_ref();
    let entity = detail.and_then(|detail| detail.entity.as_ref());
    Ok(DepositLine {
        payment: payment(&line.linked_txn)?,
        amount: line.amount.required_amount("Line.Amount", currency)?,
        account: ref_id(detail.and_then(|detail| detail.account_ref.as_ref())),
        customer: ref_id(entity.filter(|entity| entity.r#type.is("CUSTOMER"))),
        description: line.description.owned().or_else(|| other_link(&line.linked_txn)),
    })
}

fn payment(links: &[LinkedTxn]) -> Result<Option<books::PaymentId>, FieldError> {
    match links.iter().find(|link| link.txn_type.is("Payment")) {
        Some(link) => link.txn_id.id("Line.LinkedTxn.TxnId").map(Some),
        None => Ok(None),
    }
}

/// Sales receipts, transfers and the like may be deposited as well; they have no line text of their own.
fn other_link(links: &[LinkedTxn]) -> Option<String> {
    let link = links.iter().find(|link| !link.txn_type.is("Payment"))?;
    Some(format!("{} {}", link.txn_type.get()?, link.txn_id.get()?))
}

#[cfg(test)]
mod tests {
    use ledger::MinorUnits;
    use serde_json::{Value, json};

    use super::*;
    use crate::records::changed;

    fn deposit(change: Value) -> Result<Deposit, FieldError> {
        let wire = json!({
            "Id": "152", "SyncToken": "0", "MetaData": {"LastUpdatedTime": "2026-11-20T11:30:00-08:00"},
            "TxnDate": "2026-11-20", "PrivateNote": "payout po_77", "CurrencyRef": {"value": "USD"},
            "DepositToAccountRef": {"value": "35", "name": "Checking"},
            "Line": [
                {"Amount": 200.0, "LinkedTxn": [{"TxnId": "150", "TxnType": "Payment", "TxnLineId": "0"}]},
                {"Amount": 60.0, "LinkedTxn": [{"TxnId": "151", "TxnType": "Payment", "TxnLineId": "0"}]},
                {"Id": "1", "LineNum": 1, "Description": "processing fee", "Amount": -7.84, "DetailType": "DepositLineDetail",
                 "DepositLineDetail": {"AccountRef": {"value": "201"}, "Entity": {"value": "61", "name": "Pye", "type": "CUSTOMER"}}},
            ],
            "TotalAmt": 252.16,
        });
        read(&changed(wire, change), Currency::USD)
    }

    #[test]
    fn a_deposit_is_read_whole_and_its_lines_sum_to_it() {
        let read = deposit(json!({})).unwrap();
        let sum: MinorUnits = read.lines.iter().map(|line| line.amount).sum();
        assert_eq!(sum, read.total);
        insta::assert_json_snapshot!(read);
    }

    #[test]
    fn a_vendor_is_no_customer() {
        let line = json!({"Amount": 5, "DepositLineDetail": {"AccountRef": {"value": "1"}, "Entity": {"value": "61", "type": "VENDOR"}}});
        assert_eq!(deposit(json!({"Line": [line]})).unwrap().lines[0].customer, None);
    }

    #[test]
    fn other_deposited_records_are_named() {
        let line =
            json!({"Amount": 5, "LinkedTxn": [{"TxnId": "9", "TxnType": "SalesReceipt", "TxnLineId": "0"}]});
        let read = deposit(json!({"Line": [line]})).unwrap();
        assert_eq!(
            (read.lines[0].payment.clone(), read.lines[0].description.as_deref()),
            (None, Some("SalesReceipt 9"))
        );
    }

    #[test]
    fn cash_taken_out_is_a_negative_line() {
        let read =
            deposit(json!({"CashBack": {"AccountRef": {"value": "30"}, "Amount": 52.16}, "TotalAmt": 200}))
                .unwrap();
        let sum: MinorUnits = read.lines.iter().map(|line| line.amount).sum();
        assert_eq!(sum, MinorUnits(20_000));
    }
}
