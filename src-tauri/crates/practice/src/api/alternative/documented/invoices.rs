//! `/invoices` and their links.

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Currency, MinorUnits};
use serde_json::json;

use super::{close, hides_archived};
use crate::api::alternative::call::{Call, json_reply};
use crate::api::alternative::cursor::List;
use crate::api::alternative::fields::{Fields, parse, parse_day};
use crate::api::alternative::files;
use crate::api::alternative::page::{Ask, Listed, Of, Order, Source, instant, window};
use crate::http::{Reply, Request};
use crate::refusal::Refusal;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::{ArchivedBy, Invoice, Line, Owner};
use crate::state::platform::{Platform, next};

const STATUSES: [&str; 5] = ["UPCOMING", "OVERDUE", "RECEIVED", "PAID", "ARCHIVED"];

/// The filters of the list.
struct Filter {
    created: (Option<Timestamp>, Option<Timestamp>),
    due: (Option<Date>, Option<Date>),
    customer: Option<u64>,
    status: Option<&'static str>,
    hides_archived: bool,
}

impl Platform {
    pub(crate) fn list_invoices(&self, call: &Call) -> Result<Reply, Refusal> {
        let request = call.request;
        let ask = Ask::clamped(request, &self.ids, List::Invoices)?;
        let filter = self.invoice_filter(call)?;
        let keep = |number: u64| self.passes(number, &filter, call.now);
        let number = request.param("invoice_number").filter(|text| !text.is_empty());
        let window = match (number, filter.customer) {
            (Some(label), _) => {
                let range = (Box::from(label), 0)..=(Box::from(label), u64::MAX);
                let rows = self.index.invoice_numbers.range(range).map(|(_, row)| *row);
                window(&ask, Order::NewestFirst, &Listed(rows.collect()), &keep)
            }
            (None, Some(customer)) => {
                let rows: &dyn Source = &Of(&self.index.customer_invoices, customer);
                window(&ask, Order::NewestFirst, rows, &keep)
            }
            (None, None) => window(&ask, Order::NewestFirst, &self.invoices, &keep),
        };
        Ok(json_reply(
            200,
            &window.page(&self.ids, List::Invoices, |number| self.invoice_view(number, call.now)),
        ))
    }

    fn invoice_filter(&self, call: &Call) -> Result<Filter, Refusal> {
        let request = call.request;
        let status = match request.param("status") {
            None | Some("") => None,
            Some(text) => {
                let known = STATUSES.iter().find(|status| status.eq_ignore_ascii_case(text));
                Some(*known.ok_or_else(|| Refusal::invalid("status", "is not a known status"))?)
            }
        };
        Ok(Filter {
            created: (instant(request, "created_at_start")?, instant(request, "created_at_end")?),
            due: (self.due_limit(request, "due_date_start")?, self.due_end(request)?),
            // Number 0 belongs to no row, so that the id of no customer finds nothing.
            customer: request
                .param("customer_id")
                .filter(|id| !id.is_empty())
                .map(|id| self.ids.number(Kind::Customer, id).unwrap_or(0)),
            status,
            hides_archived: hides_archived(call) && status != Some("ARCHIVED"),
        })
    }

    /// RFC 3339 as documented; a day alone is taken too. Instants count as days in the partner's zone.
    fn due_limit(&self, request: &Request, name: &str) -> Result<Option<Date>, Refusal> {
        match request.param(name).and_then(parse_day) {
            Some(day) => Ok(Some(day)),
            None => Ok(instant(request, name)?.map(|at| self.today(at))),
        }
    }

    /// The first day that is not due before `due_date_end`: a day is due when it begins.
    fn due_end(&self, request: &Request) -> Result<Option<Date>, Refusal> {
        let name = "due_date_end";
        if let Some(day) = request.param(name).and_then(parse_day) {
            return Ok(Some(day));
        }
        let Some(at) = instant(request, name)? else { return Ok(None) };
        let day = self.today(at);
        let begins =
            at.checked_sub(jiff::SignedDuration::from_nanos(1)).map_or(day, |before| self.today(before))
                < day;
        Ok(Some(if begins { day } else { day.saturating_add(jiff::Span::new().days(1)) }))
    }

    fn passes(&self, number: u64, filter: &Filter, now: Timestamp) -> bool {
        let Some(row) = self.invoices.get(&number) else { return false };
        !(filter.hides_archived && row.archived.is_some())
            && filter.customer.is_none_or(|customer| row.customer == customer)
            && filter.created.0.is_none_or(|start| row.created_at >= start)
            && filter.created.1.is_none_or(|end| row.created_at < end)
            && filter.due.0.is_none_or(|start| row.due_date >= start)
            && filter.due.1.is_none_or(|end| row.due_date < end)
            && filter
                .status
                .is_none_or(|status| self.face(number, now).is_some_and(|face| face.status == status))
    }

    pub(crate) fn create_invoice(&mut self, call: &Call) -> Result<Reply, Refusal> {
        let body = parse(&call.request.body)?;
        let mut fields = Fields::new(&body);
        let customer_id = fields.text("customer_id");
        let due_date = fields.optional_day("due_date");
        let currency = currency(&mut fields, self.currency());
        let exclude_from_autopay = fields.flag_or("exclude_from_autopay", false);
        let items = fields.list("line_items");
        let lines = fields.each("line_items", items, |line| {
            let read = line_of(line, currency);
            close(call, line, &["description", "amount", "quantity"]);
            read
        });
        close(
            call,
            &mut fields,
            &["customer_id", "due_date", "currency", "line_items", "exclude_from_autopay"],
        );
        fields.syntax()?;
        let customer =
            self.ids.number(Kind::Customer, customer_id).filter(|number| self.customers.contains(number));
        if customer.is_none() {
            fields.refuse("customer_id", "is not a known customer");
        }
        let lines: Vec<Line> = lines.into_iter().flatten().collect();
        let total: MinorUnits = lines.iter().map(Line::total).sum();
        if lines.is_empty() {
            fields.refuse("line_items", "must not be empty");
        } else if !total.is_positive() {
            fields.refuse("line_items", "must come to more than 0");
        }
        fields.rules()?;
        let today = self.today(call.now);
        let invoice = Invoice {
            customer: customer.unwrap_or_default(),
            number: Some(format!("AP-{}", next(&self.invoices)).into()),
            memo: None,
            currency,
            issue_date: today,
            due_date: due_date.unwrap_or(today),
            lines: lines.into(),
            sub_total: total,
            total,
            balance: total,
            payable: true,
            exclude_from_autopay,
            marked_paid: false,
            owner: Owner::Alternative,
            archived: None,
            mapping: None,
            amounts: None,
            created_at: call.now,
            updated_at: call.now,
        };
        let number = self.add_invoice(invoice, call.now);
        Ok(json_reply(201, &self.invoice_view(number, call.now)))
    }

    /// The row of an invoice id in a path.
    pub(crate) fn invoice_number(&self, id: &str) -> Result<u64, Refusal> {
        let number = self.ids.number(Kind::Invoice, id);
        number.filter(|number| self.invoices.contains(number)).ok_or_else(Refusal::not_found)
    }

    pub(crate) fn get_invoice(&self, call: &Call, id: &str) -> Result<Reply, Refusal> {
        let number = self.invoice_number(id)?;
        Ok(json_reply(200, &self.invoice_view(number, call.now)))
    }

    pub(crate) fn delete_invoice(&mut self, call: &Call, id: &str) -> Result<Reply, Refusal> {
        let number = self.invoice_number(id)?;
        self.archive_invoice(number, ArchivedBy::Person, None, call.now);
        Ok(json_reply(200, &self.invoice_view(number, call.now)))
    }

    /// The payment page lies on the partner's own host, and the address comes without a scheme.
    pub(crate) fn payment_link(&self, id: &str) -> Result<Reply, Refusal> {
        let number = self.invoice_number(id)?;
        let url = format!("{}/{}", self.pay_host(), self.ids.seal("pay", number, 6));
        Ok(json_reply(200, &json!({ "url": url })))
    }

    /// The host of the partner's payment pages.
    pub(crate) fn pay_host(&self) -> String {
        let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
        let name: String = self.partner.name.to_lowercase().chars().map(letter).collect();
        format!("pay.{}.example", name.trim_matches('-'))
    }

    pub(crate) fn pdf_link(&self, call: &Call, id: &str) -> Result<Reply, Refusal> {
        let number = self.invoice_number(id)?;
        Ok(json_reply(200, &json!({ "url": files::link(self, call.base, number, call.now) })))
    }
}

/// `USD` or `CAD`; the account's own when nothing is sent.
fn currency(fields: &mut Fields, own: Currency) -> Currency {
    let Some(text) = fields.optional_text("currency") else { return own };
    match text {
        "USD" => Currency::USD,
        "CAD" => Currency::CAD,
        _ => {
            fields.refuse("currency", "must be USD or CAD");
            own
        }
    }
}

fn line_of(line: &mut Fields, currency: Currency) -> Option<Line> {
    let description = line.text("description");
    let amount = line.number("amount");
    let quantity = line.whole("quantity");
    let (amount, quantity) = (amount?, quantity?);
    if quantity < 1 {
        line.refuse("quantity", "must be greater than 0");
    }
    match MinorUnits::from_major(amount, currency) {
        Err(error) => {
            line.refuse("amount", error.to_string());
            None
        }
        Ok(amount) if amount.is_negative() => {
            line.refuse("amount", "must not be less than 0");
            None
        }
        Ok(amount) => Some(Line { description: description.into(), amount, quantity }),
    }
}
