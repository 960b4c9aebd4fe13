//! Invoices as a dashboard user, or another integration, changes them.

use jiff::Timestamp;
use ledger::{Currency, MinorUnits};
use serde_json::Value;

use super::{Body, owner};
use crate::api::alternative::fields::Fields;
use crate::refusal::Refusal;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::{ArchivedBy, Invoice, Line, Owner};
use crate::state::platform::{Platform, next};

/// The lines sent: `[{description, amount, quantity?}]`.
fn lines(fields: &mut Fields, currency: Currency) -> Option<Vec<Line>> {
    let items = fields.optional_list("line_items")?;
    let lines = fields.each("line_items", items, |line| {
        let description = line.text("description");
        let amount = line.number("amount");
        let quantity = line.whole_or("quantity", 1);
        line.close(&["description", "amount", "quantity"]);
        let (amount, quantity) = (amount?, quantity?);
        match MinorUnits::from_major(amount, currency) {
            Ok(amount) => Some(Line { description: description.into(), amount, quantity }),
            Err(error) => {
                line.refuse("amount", error.to_string());
                None
            }
        }
    });
    let lines: Vec<Line> = lines.into_iter().flatten().collect();
    if lines.is_empty() || lines.iter().map(Line::total).sum::<MinorUnits>().is_negative() {
        fields.refuse("line_items", "must not be empty and must not come to less than 0");
    }
    Some(lines)
}

impl Platform {
    pub(crate) fn act_on_invoice(&mut self, body: &Body, now: Timestamp) -> Result<Value, Refusal> {
        let mut fields = Fields::new(body);
        let action = fields.text("action");
        fields.syntax()?;
        if action == "create" {
            return self.create_invoice_by_hand(&mut fields, now);
        }
        let number = self.named(&mut fields, Kind::Invoice, "id", "qbo_id")?;
        let named = ["action", "id", "qbo_id", "partner"];
        match action {
            "edit" => self.edit_invoice_by_hand(&mut fields, number, now)?,
            "archive" | "restore" => {
                fields.close(&named);
                fields.finish()?;
                if action == "archive" {
                    self.archive_invoice(number, ArchivedBy::Person, None, now);
                } else {
                    self.restore_invoice(number, now);
                }
            }
            "mark_paid" => {
                let paid = fields.flag_or("paid", true);
                fields.close(&[&named[..], &["paid"]].concat());
                fields.finish()?;
                self.change_invoice(number, now, |row| row.marked_paid = paid);
            }
            "set_owner" => {
                fields.text("owner");
                let owner = owner(&mut fields, "owner");
                fields.close(&[&named[..], &["owner"]].concat());
                fields.finish()?;
                self.change_invoice(number, now, |row| row.owner = owner.unwrap_or(row.owner));
            }
            _ => {
                let text = "must be create, edit, archive, restore, mark_paid or set_owner";
                return Err(Refusal::unprocessable("Unknown action").field("action", text));
            }
        }
        Ok(self.invoice_dump(number, now))
    }

    /// An edit of an unpaid invoice: number, memo, due date, lines. Its tax stays.
    fn edit_invoice_by_hand(
        &mut self,
        fields: &mut Fields,
        number: u64,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let row = self.invoices.get(&number).ok_or_else(Refusal::not_found)?;
        let (tax, total, currency) = (row.total - row.sub_total, row.total, row.currency);
        let label = fields.optional_text("invoice_number");
        let memo = fields.optional_text("memo");
        let due_date = fields.optional_day("due_date");
        let lines = lines(fields, currency);
        let known = ["action", "id", "qbo_id", "partner", "invoice_number", "memo", "due_date", "line_items"];
        fields.close(&known);
        fields.finish()?;
        if self.processing_payment(number).is_some() {
            return Err(Refusal::unprocessable("A payment on this invoice is processing"));
        }
        if self.outstanding(number).is_zero() {
            return Err(Refusal::unprocessable("Only an unpaid invoice can be edited"));
        }
        self.change_invoice(number, now, |row| {
            if let Some(label) = label {
                row.number = Some(label.into());
            }
            if let Some(memo) = memo {
                row.memo = Some(memo.into());
            }
            row.due_date = due_date.unwrap_or(row.due_date);
            if let Some(lines) = lines {
                row.sub_total = lines.iter().map(Line::total).sum();
                row.total = row.sub_total + tax;
                row.balance = (row.balance + row.total - total).clamp(MinorUnits::ZERO, row.total);
                row.lines = lines.into();
                row.amounts = None;
            }
        });
        Ok(())
    }

    fn create_invoice_by_hand(&mut self, fields: &mut Fields, now: Timestamp) -> Result<Value, Refusal> {
        let customer = self.named(fields, Kind::Customer, "customer_id", "customer_qbo_id")?;
        let currency = match fields.optional_text("currency").map(str::parse::<Currency>) {
            None => self.currency(),
            Some(Ok(currency)) => currency,
            Some(Err(error)) => {
                fields.refuse("currency", error.to_string());
                Currency::USD
            }
        };
        fields.list("line_items");
        let lines = lines(fields, currency).unwrap_or_default();
        let today = self.today(now);
        let issue_date = fields.optional_day("issue_date").unwrap_or(today);
        let due_date = fields.optional_day("due_date").unwrap_or(issue_date);
        let label = fields.optional_text("invoice_number").map(str::to_owned);
        let memo = fields.optional_text("memo");
        let owner = owner(fields, "owner").unwrap_or(Owner::Alternative);
        let payable = fields.flag_or("online_payment_allowed", true);
        let known = [
            "action",
            "partner",
            "customer_id",
            "customer_qbo_id",
            "currency",
            "line_items",
            "issue_date",
            "due_date",
            "invoice_number",
            "memo",
            "owner",
            "online_payment_allowed",
            "qbo_id",
        ];
        fields.close(&known);
        let mapping = self.mapping_by_hand(fields, Kind::Invoice);
        let of_customer = self.customers.get(&customer).and_then(|row| row.mapping.as_ref());
        if mapping.is_some() && of_customer.map(|of| of.company) != mapping.as_ref().map(|own| own.company) {
            fields.refuse("qbo_id", "needs a customer that has a QuickBooks id too");
        }
        fields.finish()?;
        let total: MinorUnits = lines.iter().map(Line::total).sum();
        let row = Invoice {
            customer,
            number: Some(label.unwrap_or_else(|| format!("AP-{}", next(&self.invoices))).into()),
            memo: memo.map(Into::into),
            currency,
            issue_date,
            due_date,
            lines: lines.into(),
            sub_total: total,
            total,
            balance: total,
            payable,
            exclude_from_autopay: false,
            marked_paid: false,
            owner,
            archived: None,
            mapping,
            amounts: None,
            created_at: now,
            updated_at: now,
        };
        let number = self.add_invoice(row, now);
        Ok(self.invoice_dump(number, now))
    }
}
