//! `/integrations/quickbooks/invoices`, without the PDF.

use jiff::civil::Date;
use ledger::{Currency, MinorUnits};
use rust_decimal::Decimal;
use serde_json::json;

use super::upsert::{Step, check, digest, digest_of, pair};
use super::{QBO_ID_CHARS_MAX, Reason};
use crate::api::alternative::call::{Call, json_reply};
use crate::api::alternative::cursor::List;
use crate::api::alternative::fields::{Fields, parse};
use crate::api::alternative::page::{Ask, Order, window};
use crate::http::Reply;
use crate::refusal::Refusal;
use crate::state::platform::Platform;
use crate::state::platform::amount::Amount;
use crate::state::platform::records::{ArchiveReason, ArchivedBy, Digest, Invoice, Line, Mapping, Owner};

const REASONS: [(&str, ArchiveReason); 3] = [
    ("deleted", ArchiveReason::Deleted),
    ("voided", ArchiveReason::Voided),
    ("settled_elsewhere", ArchiveReason::SettledElsewhere),
];

/// What must not change while a payment is processing.
const AMOUNTS: [&str; 6] = ["customer_qbo_id", "currency", "line_items", "sub_total", "tax", "total"];

/// The fields of an upsert, as far as their types go.
struct Sent<'a> {
    customer_qbo_id: &'a str,
    number: Option<&'a str>,
    currency: &'a str,
    issue_date: Option<Date>,
    due_date: Option<Date>,
    lines: Vec<(&'a str, Option<Decimal>)>,
    sub_total: Option<Decimal>,
    tax: Option<Decimal>,
    total: Option<Decimal>,
    balance: Option<Decimal>,
    memo: Option<&'a str>,
    payable: bool,
}

/// The amounts of an upsert that hold together.
struct Held {
    customer: u64,
    currency: Currency,
    issue_date: Date,
    due_date: Date,
    lines: Box<[Line]>,
    sub_total: MinorUnits,
    total: MinorUnits,
    balance: MinorUnits,
}

impl<'a> Sent<'a> {
    fn read(fields: &mut Fields<'a>) -> Self {
        let customer_qbo_id = fields.filled("customer_qbo_id");
        let number = fields.text_or_null("invoice_number");
        let currency = fields.text("currency");
        let issue_date = fields.day("issue_date");
        let due_date = fields.day_or_null("due_date");
        let items = fields.list("line_items");
        let lines = fields.each("line_items", items, |line| {
            let read = (line.text("description"), line.number("amount"));
            line.number_or_null("quantity");
            line.number_or_null("unit_price");
            line.close(&["description", "amount", "quantity", "unit_price"]);
            read
        });
        let sent = Self {
            customer_qbo_id,
            number,
            currency,
            issue_date,
            due_date,
            lines,
            sub_total: fields.number("sub_total"),
            tax: fields.number("tax"),
            total: fields.number("total"),
            balance: fields.number("balance"),
            memo: fields.text_or_null("memo"),
            payable: fields.flag_or("online_payment_allowed", true),
        };
        let others =
            ["version", "mapping_revision", "invoice_number", "issue_date", "due_date", "balance", "memo"];
        fields.close(&[&others[..], &AMOUNTS, &["online_payment_allowed"]].concat());
        sent
    }

    /// The rules about amounts and references. The first one broken gives the message, all broken ones their field.
    fn hold_together(&self, fields: &mut Fields, customer: Option<u64>) -> Result<Held, Refusal> {
        let currency = match self.currency {
            "USD" => Currency::USD,
            "CAD" => Currency::CAD,
            _ => {
                fields.refuse("currency", "must be USD or CAD");
                Currency::USD
            }
        };
        if self.lines.is_empty() {
            fields.refuse("line_items", "must not be empty");
        }
        let mut minor = |name: &str, amount: Option<Decimal>| {
            let read = MinorUnits::from_major(amount.unwrap_or_default(), currency);
            read.map_err(|error| fields.refuse(name, error.to_string())).unwrap_or_default()
        };
        let lines: Vec<Line> = self
            .lines
            .iter()
            .enumerate()
            .map(|(at, (description, amount))| Line {
                description: (*description).into(),
                amount: minor(&format!("line_items[{at}].amount"), *amount),
                quantity: 1,
            })
            .collect();
        let sub_total = minor("sub_total", self.sub_total);
        let tax = minor("tax", self.tax);
        let total = minor("total", self.total);
        let balance = minor("balance", self.balance);
        fields.rules()?;
        let sum: MinorUnits = lines.iter().map(|line| line.amount).sum();
        let shown = |amount: MinorUnits| Amount(amount, currency);
        let mut broken: Option<Refusal> = None;
        let mut breaks = |message: String, field: &str, text: String| {
            broken =
                Some(broken.take().unwrap_or_else(|| Refusal::unprocessable(message)).field(field, text));
        };
        let come_to = format!("Lines and tax come to {} but total is {}", shown(sum + tax), shown(total));
        if sum != sub_total {
            breaks(
                come_to.clone(),
                "line_items",
                format!("sum is {}, sub_total is {}", shown(sum), shown(sub_total)),
            );
        }
        if sub_total + tax != total {
            breaks(come_to, "total", format!("sub_total and tax come to {}", shown(sub_total + tax)));
        }
        if balance.is_negative() {
            breaks(format!("Balance {} is less than 0", shown(balance)), "balance", BALANCE.to_owned());
        } else if balance > total {
            let text = format!("Balance {} is more than total {}", shown(balance), shown(total));
            breaks(text, "balance", BALANCE.to_owned());
        }
        let Some(customer) = customer else {
            let text = format!("Customer {} is not known", self.customer_qbo_id);
            breaks(text, "customer_qbo_id", "upsert the customer first".to_owned());
            return Err(broken.unwrap_or_else(Refusal::not_found));
        };
        if let Some(refusal) = broken {
            return Err(refusal);
        }
        let issue_date = self.issue_date.unwrap_or_default();
        let due_date = self.due_date.unwrap_or(issue_date);
        Ok(Held { customer, currency, issue_date, due_date, lines: lines.into(), sub_total, total, balance })
    }
}

const BALANCE: &str = "must be between 0 and total";

impl Held {
    /// Whether what the payer is paying for stays as it is on an invoice whose last upsert is not its content.
    fn equals(&self, row: &Invoice) -> bool {
        self.customer == row.customer
            && self.currency == row.currency
            && self.lines == row.lines
            && self.sub_total == row.sub_total
            && self.total == row.total
    }
}

impl Platform {
    pub(crate) fn list_mapped_invoices(&self, call: &Call) -> Result<Reply, Refusal> {
        let ask = Ask::strict(call.request, &self.ids, List::MappedInvoices)?;
        let company = self.connected();
        let keep = |number: u64| {
            let mapping = self.invoices.get(&number).and_then(|row| row.mapping.as_ref());
            mapping.map(|mapping| mapping.company) == company
        };
        let window = window(&ask, Order::OldestFirst, &self.invoices, &keep);
        let view = |number| self.mapped_invoice_view(number, call.now);
        Ok(json_reply(200, &window.page(&self.ids, List::MappedInvoices, view)))
    }

    fn mapped_invoice_reply(&self, call: &Call, status: u16, number: u64) -> Reply {
        json_reply(status, &self.mapped_invoice_view(number, call.now))
    }

    pub(crate) fn get_mapped_invoice(&self, call: &Call, qbo_id: &str) -> Result<Reply, Refusal> {
        let number = self.known_invoice(qbo_id)?;
        Ok(self.mapped_invoice_reply(call, 200, number))
    }

    pub(crate) fn upsert_invoice(&mut self, call: &Call, qbo_id: &str) -> Result<Reply, Refusal> {
        let body = parse(&call.request.body)?;
        let mut fields = Fields::new(&body);
        let pair = pair(&mut fields);
        let sent = Sent::read(&mut fields);
        if qbo_id.chars().count() > QBO_ID_CHARS_MAX {
            fields.refuse("qbo_id", "is longer than 64 characters");
        }
        fields.syntax()?;
        let company = self.connected().ok_or_else(Refusal::not_connected)?;
        let known = self.mapped_invoice(qbo_id);
        let whole = digest(&body, &[("online_payment_allowed", json!(true))]);
        let amounts = digest_of(&body, &AMOUNTS);
        if let Some((number, row)) = known.and_then(|number| Some((number, self.invoices.get(&number)?)))
            && let Some(mapping) = &row.mapping
            && check(row.owner, mapping, pair, whole)? == Step::Repeat
        {
            return Ok(self.mapped_invoice_reply(call, 200, number));
        }
        let held = sent.hold_together(&mut fields, self.mapped_customer(sent.customer_qbo_id))?;
        if let Some(number) = known {
            self.amounts_may_change(number, &held, amounts)?;
        }
        let mapping = Mapping { company, qbo_id: qbo_id.into(), pair, body: Some(whole) };
        let row = self.mapped_row(call, known, &sent, held, mapping, amounts);
        let before = known.map(|number| self.outstanding(number));
        let Some(number) = known else {
            let number = self.add_invoice(row, call.now);
            self.asks.push((number, before));
            return Ok(self.mapped_invoice_reply(call, 201, number));
        };
        self.change_invoice(number, call.now, |kept| *kept = row);
        self.asks.push((number, before));
        Ok(self.mapped_invoice_reply(call, 200, number))
    }

    /// The row as an upsert makes it: what only the platform knows stays.
    fn mapped_row(
        &self,
        call: &Call,
        known: Option<u64>,
        sent: &Sent,
        held: Held,
        mapping: Mapping,
        amounts: Digest,
    ) -> Invoice {
        let before = known.and_then(|number| self.invoices.get(&number));
        Invoice {
            customer: held.customer,
            number: sent.number.map(Into::into),
            memo: sent.memo.map(Into::into),
            currency: held.currency,
            issue_date: held.issue_date,
            due_date: held.due_date,
            lines: held.lines,
            sub_total: held.sub_total,
            total: held.total,
            balance: held.balance,
            payable: sent.payable,
            exclude_from_autopay: before.is_some_and(|row| row.exclude_from_autopay),
            marked_paid: false,
            owner: Owner::Quickbooks,
            archived: before.and_then(|row| row.archived),
            mapping: Some(mapping),
            amounts: Some(amounts),
            created_at: before.map_or(call.now, |row| row.created_at),
            updated_at: call.now,
        }
    }

    /// 409 when the amounts change while a payment is processing.
    fn amounts_may_change(&self, number: u64, held: &Held, amounts: Digest) -> Result<(), Refusal> {
        let Some(row) = self.invoices.get(&number) else { return Ok(()) };
        let unchanged = row.amounts.map_or_else(|| held.equals(row), |kept| kept == amounts);
        if unchanged { Ok(()) } else { self.no_payment_in_progress(number) }
    }

    pub(crate) fn archive_mapped_invoice(&mut self, call: &Call, qbo_id: &str) -> Result<Reply, Refusal> {
        let reason =
            Reason::read(&call.request.body, &REASONS, "must be deleted, voided or settled_elsewhere")?;
        let number = self.known_invoice(qbo_id)?;
        reason.rules?;
        if self.invoices.get(&number).is_some_and(|row| row.archived.is_none()) {
            self.no_payment_in_progress(number)?;
        }
        self.archive_invoice(number, ArchivedBy::Companion, reason.reason, call.now);
        Ok(self.mapped_invoice_reply(call, 200, number))
    }

    pub(crate) fn restore_mapped_invoice(&mut self, call: &Call, qbo_id: &str) -> Result<Reply, Refusal> {
        let number = self.known_invoice(qbo_id)?;
        self.restore_invoice(number, call.now);
        Ok(self.mapped_invoice_reply(call, 200, number))
    }
}
