//! What is written: five kinds of request, each with a `requestid` (rule P6).

use engine::fault::Fault;
use engine::ports::{
    AccountDraft, AccountUse, ApplyDraft, DepositDraft, DepositLineDraft, JournalEntryDraft, PaymentDraft,
    Written,
};
use ledger::books::JournalLine;
use ledger::{Currency, books};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Class, QuickBooks};
use crate::answer;
use crate::fault::{RequestTarget, trace};
use crate::field::Text;

#[derive(Debug, Serialize)]
struct RefBody<'a> {
    value: &'a str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
}

impl<'a> RefBody<'a> {
    fn to(id: &'a str) -> Self {
        Self { value: id, kind: None }
    }

    fn currency(code: &'a Currency, multi_currency: bool) -> Option<Self> {
        multi_currency.then(|| Self { value: code.code(), kind: None })
    }
}

#[derive(Debug, Serialize)]
struct LinkBody<'a> {
    #[serde(rename = "TxnId")]
    id: &'a str,
    #[serde(rename = "TxnType")]
    kind: &'static str,
    #[serde(rename = "TxnLineId", skip_serializing_if = "Option::is_none")]
    line_id: Option<&'static str>,
}

/// A line of either record; what is absent is left out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct LineBody<'a> {
    #[serde(with = "rust_decimal::serde::arbitrary_precision")]
    amount: Decimal,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deposit_line_detail: Option<DirectBody<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    linked_txn: Vec<LinkBody<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct DirectBody<'a> {
    account_ref: RefBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity: Option<RefBody<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PaymentBody<'a> {
    customer_ref: RefBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency_ref: Option<RefBody<'a>>,
    txn_date: String,
    #[serde(with = "rust_decimal::serde::arbitrary_precision")]
    total_amt: Decimal,
    payment_ref_num: &'a str,
    private_note: &'a str,
    deposit_to_account_ref: RefBody<'a>,
    line: Vec<LineBody<'a>>,
}

/// The body that records a payment (reference 11.3).
pub(super) fn payment(draft: &PaymentDraft) -> PaymentBody<'_> {
    PaymentBody {
        customer_ref: RefBody::to(draft.customer.as_str()),
        currency_ref: RefBody::currency(&draft.currency, draft.multi_currency),
        txn_date: draft.date.to_string(),
        total_amt: draft.total.to_major(draft.currency),
        payment_ref_num: &draft.reference,
        private_note: &draft.note,
        deposit_to_account_ref: RefBody::to(draft.deposit_to.as_str()),
        line: draft
            .lines
            .iter()
            .map(|line| LineBody {
                amount: line.amount.to_major(draft.currency),
                description: None,
                detail_type: None,
                deposit_line_detail: None,
                linked_txn: vec![LinkBody { id: line.invoice.as_str(), kind: "Invoice", line_id: None }],
            })
            .collect(),
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DepositBody<'a> {
    deposit_to_account_ref: RefBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency_ref: Option<RefBody<'a>>,
    txn_date: String,
    private_note: &'a str,
    line: Vec<LineBody<'a>>,
}

/// The body that records a deposit. Linked lines carry neither `DetailType` nor detail, or QuickBooks refuses them;
/// the entity of a direct line is flat, or QuickBooks ignores it (reference 11.4).
pub(super) fn deposit(draft: &DepositDraft) -> DepositBody<'_> {
    DepositBody {
        deposit_to_account_ref: RefBody::to(draft.account.as_str()),
        currency_ref: RefBody::currency(&draft.currency, draft.multi_currency),
        txn_date: draft.date.to_string(),
        private_note: &draft.note,
        line: draft.lines.iter().map(|line| deposit_line(line, draft.currency)).collect(),
    }
}

fn deposit_line(line: &DepositLineDraft, currency: Currency) -> LineBody<'_> {
    match line {
        DepositLineDraft::Payment { payment, amount } => LineBody {
            amount: amount.to_major(currency),
            description: None,
            detail_type: None,
            deposit_line_detail: None,
            linked_txn: vec![LinkBody { id: payment.as_str(), kind: "Payment", line_id: Some("0") }],
        },
        DepositLineDraft::Direct { account, amount, customer, description } => LineBody {
            amount: amount.to_major(currency),
            description: Some(description),
            detail_type: Some("DepositLineDetail"),
            deposit_line_detail: Some(DirectBody {
                account_ref: RefBody::to(account.as_str()),
                entity: customer.as_ref().map(|id| RefBody { value: id.as_str(), kind: Some("CUSTOMER") }),
            }),
            linked_txn: Vec::new(),
        },
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AccountBody<'a> {
    name: &'a str,
    account_type: &'static str,
    account_sub_type: &'static str,
}

/// The body that makes an account: for fees an expense, of the subtype that QuickBooks has for what banks charge; for what
/// goes back another current asset (rules D10, D15).
pub(super) fn account(draft: &AccountDraft) -> AccountBody<'_> {
    let (account_type, account_sub_type) = match draft.used_for {
        AccountUse::Fees => ("Expense", "BankCharges"),
        AccountUse::Returns => ("Other Current Asset", "OtherCurrentAssets"),
    };
    AccountBody { name: &draft.name, account_type, account_sub_type }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct JournalEntryBody<'a> {
    txn_date: String,
    doc_number: &'a str,
    private_note: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency_ref: Option<RefBody<'a>>,
    line: Vec<JournalLineBody<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct JournalLineBody<'a> {
    #[serde(with = "rust_decimal::serde::arbitrary_precision")]
    amount: Decimal,
    description: &'a str,
    detail_type: &'static str,
    journal_entry_line_detail: JournalDetailBody<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct JournalDetailBody<'a> {
    posting_type: &'static str,
    account_ref: RefBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity: Option<EntityBody<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct EntityBody<'a> {
    r#type: &'static str,
    entity_ref: RefBody<'a>,
}

/// The body that writes a journal entry: amounts are never negative, the side tells. The entity is nested here.
pub(super) fn journal_entry(draft: &JournalEntryDraft) -> JournalEntryBody<'_> {
    let line = |line: &'_ JournalLine| {
        let (posting_type, amount) =
            if line.debit.is_negative() { ("Credit", -line.debit) } else { ("Debit", line.debit) };
        let amount = amount.to_major(draft.currency);
        (posting_type, amount)
    };
    let lines = draft.lines.iter().map(|each| {
        let (posting_type, amount) = line(each);
        JournalLineBody {
            amount,
            description: &draft.note,
            detail_type: "JournalEntryLineDetail",
            journal_entry_line_detail: JournalDetailBody {
                posting_type,
                account_ref: RefBody::to(each.account.as_str()),
                entity: each
                    .customer
                    .as_ref()
                    .map(|id| EntityBody { r#type: "Customer", entity_ref: RefBody::to(id.as_str()) }),
            },
        }
    });
    JournalEntryBody {
        txn_date: draft.date.to_string(),
        doc_number: &draft.number,
        private_note: &draft.note,
        currency_ref: RefBody::currency(&draft.currency, draft.multi_currency),
        line: lines.collect(),
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DeletionBody<'a> {
    id: &'a str,
    sync_token: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ApplyBody<'a> {
    id: &'a str,
    sync_token: String,
    #[serde(rename = "sparse")]
    sparse: bool,
    customer_ref: RefBody<'a>,
    #[serde(with = "rust_decimal::serde::arbitrary_precision")]
    total_amt: Decimal,
    line: Vec<AppliedBody<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct AppliedBody<'a> {
    #[serde(with = "rust_decimal::serde::arbitrary_precision")]
    amount: Decimal,
    linked_txn: Vec<AppliedTo<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct AppliedTo<'a> {
    txn_id: &'a str,
    txn_type: &'a str,
}

/// What a payment pays changes as a whole: every line to keep is sent, and nothing else of it changes (reference 11.3).
pub(super) fn application(draft: &ApplyDraft) -> ApplyBody<'_> {
    let currency = draft.payment.currency;
    let line = |applied: &'_ books::Applied| applied.amount.to_major(currency);
    ApplyBody {
        id: draft.payment.id.as_str(),
        sync_token: draft.payment.version.to_string(),
        sparse: true,
        customer_ref: RefBody::to(draft.payment.customer.as_str()),
        total_amt: draft.payment.total.to_major(currency),
        line: draft
            .applied
            .iter()
            .map(|applied| AppliedBody {
                amount: line(applied),
                linked_txn: vec![AppliedTo { txn_id: applied.id.as_str(), txn_type: &applied.kind }],
            })
            .collect(),
    }
}

/// A deletion names the record and its version, and nothing more (reference 3.1).
pub(super) fn deletion(id: &str, version: u64) -> DeletionBody<'_> {
    DeletionBody { id, sync_token: version.to_string() }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct WrittenWire {
    id: Text,
}

impl QuickBooks {
    /// Sends one write. `operation` is absent for a creation.
    pub(super) async fn write<I: for<'a> From<&'a str>>(
        &self,
        entity: &'static str,
        body: &(impl Serialize + Sync),
        operation: Option<&str>,
        request_id: &str,
    ) -> Result<Written<I>, Fault> {
        let mut query = vec![("requestid", request_id)];
        query.extend(operation.map(|operation| ("operation", operation)));
        let target = if operation.is_some() { RequestTarget::Record } else { RequestTarget::Else };
        let body = serde_json::to_string(body).map_err(|error| Self::unwritable(&error))?;
        let request = self.post(&[&entity.to_ascii_lowercase()], &query, body);
        let (context, answer) = self.call(request, Class::Write, target).await?;
        let written = answer::single(&answer.body, entity)
            .and_then(answer::part::<WrittenWire>)
            .map_err(|why| context.unreadable(&answer, why))?;
        let id = written.id.id("Id").map_err(|flaw| context.unreadable(&answer, flaw.to_string()))?;
        Ok(Written { id, trace: trace(&answer) })
    }

    fn unwritable(error: &serde_json::Error) -> Fault {
        Fault::new(engine::fault::Side::Quickbooks, engine::fault::FaultKind::Refused)
            .saying(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use engine::ports::PaymentLineDraft;
    use ledger::MinorUnits;

    use super::*;

    #[test]
    fn p1_p4_a_payment_as_it_is_sent() {
        let mut draft = PaymentDraft {
            customer: "15".into(),
            date: "2026-11-19".parse().unwrap(),
            currency: Currency::USD,
            multi_currency: false,
            reference: "AP-ABCDEFGH23456789".into(),
            note: "Alternative payment 7f".into(),
            deposit_to: "4".into(),
            lines: vec![
                PaymentLineDraft { invoice: "145".into(), amount: MinorUnits(20_000) },
                PaymentLineDraft { invoice: "146".into(), amount: MinorUnits(10) },
            ],
            total: MinorUnits(20_010),
        };
        insta::assert_snapshot!(serde_json::to_string_pretty(&payment(&draft)).unwrap());
        draft.multi_currency = true;
        assert!(
            serde_json::to_string(&payment(&draft)).unwrap().contains(r#""CurrencyRef":{"value":"USD"}"#)
        );
    }

    #[test]
    fn d3_a_deposit_as_it_is_sent() {
        let draft = DepositDraft {
            account: "35".into(),
            date: "2026-11-20".parse().unwrap(),
            currency: Currency::USD,
            multi_currency: false,
            note: "payout po_77".into(),
            lines: vec![
                DepositLineDraft::Payment { payment: "150".into(), amount: MinorUnits(20_000) },
                DepositLineDraft::Direct {
                    account: "201".into(),
                    amount: MinorUnits(-784),
                    customer: Some("15".into()),
                    description: "Fee".into(),
                },
                DepositLineDraft::Direct {
                    account: "202".into(),
                    amount: MinorUnits(5),
                    customer: None,
                    description: "Adjustment".into(),
                },
            ],
        };
        insta::assert_snapshot!(serde_json::to_string_pretty(&deposit(&draft)).unwrap());
    }

    #[test]
    fn p7_a_deletion_as_it_is_sent() {
        assert_eq!(serde_json::to_string(&deletion("73", 2)).unwrap(), r#"{"Id":"73","SyncToken":"2"}"#);
    }

    #[test]
    fn p11_what_a_payment_pays_as_it_is_sent() {
        let applied = |kind: &str, id: &str, amount| books::Applied {
            kind: kind.into(),
            id: id.into(),
            amount: MinorUnits(amount),
        };
        let payment = books::Payment {
            id: "150".into(),
            version: 3,
            customer: "15".into(),
            currency: Currency::USD,
            date: "2026-11-19".parse().unwrap(),
            total: MinorUnits(20_010),
            reference: None,
            note: None,
            deposit_to: None,
            applied: Vec::new(),
            deposit: None,
            voided: false,
            created_at: None,
            updated_at: jiff::Timestamp::UNIX_EPOCH,
        };
        let draft = ApplyDraft {
            payment,
            applied: vec![applied("Invoice", "145", 20_000), applied("JournalEntry", "9", 10)],
        };
        assert_eq!(
            serde_json::to_string(&application(&draft)).unwrap(),
            r#"{"Id":"150","SyncToken":"3","sparse":true,"CustomerRef":{"value":"15"},"TotalAmt":200.10,"Line":[{"Amount":200.00,"LinkedTxn":[{"TxnId":"145","TxnType":"Invoice"}]},{"Amount":0.10,"LinkedTxn":[{"TxnId":"9","TxnType":"JournalEntry"}]}]}"#
        );
    }

    #[test]
    fn d10_the_fee_account_as_it_is_sent() {
        let draft = AccountDraft { name: "Alternative Payments Fees".into(), used_for: AccountUse::Fees };
        insta::assert_snapshot!(serde_json::to_string(&account(&draft)).unwrap());
    }
}
