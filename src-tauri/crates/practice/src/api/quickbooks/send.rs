//! `POST /{form}/{id}/send`: e-mail that is never sent, but marked as sent.

use serde_json::{Value, json};

use super::draft::Context;
use super::fault::Fault;
use super::lists;
use super::render::render;
use super::wire::clock_text;
use crate::state::books::Books;
use crate::state::books::place::Place;
use crate::state::books::record::Record;

/// Marks a sales form as sent, to the address given or the one it has. A payment is only given back.
pub fn send(books: &mut Books, context: &Context, place: Place, to: Option<&str>) -> Result<Value, Fault> {
    let record = books.record(place).cloned().ok_or_else(Fault::deleted)?;
    let own = match &*record {
        Record::Payment(payment) => {
            books.customer(payment.customer).and_then(|customer| customer.email.clone())
        }
        other => other.sale().ok_or_else(|| Fault::unsupported_operation("send"))?.email.clone(),
    };
    let sent = to.filter(|to| !to.is_empty());
    if sent.is_some_and(|to| !lists::is_address(to)) {
        return Err(Fault::business("Invalid Email Address format"));
    }
    let address: Option<Box<str>> = sent.map(Into::into).or(own);
    let address = address.ok_or_else(|| Fault::missing("BillEmail"))?;
    let delivered =
        json!({"DeliveryType": "Email", "DeliveryTime": clock_text(context.now.as_millisecond())});
    if record.sale().is_some() {
        books.bump(place, context.now, |record| {
            if let Some(sale) = record.sale_mut() {
                sale.email = Some(address);
                sale.kept.set("EmailStatus", &json!("EmailSent"));
                sale.kept.set("DeliveryInfo", &delivered);
            }
        });
    }
    let record = books.record(place).ok_or_else(Fault::deleted)?;
    Ok(render(books, context, place, record))
}
