//! The small sample company, with the ids that public clients' own tests expect.

use rust_decimal::Decimal;

use super::founder::{Founder, SaleDraft, account};
use super::further;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::record::{Named, Record, Vendor};
use ledger::MinorUnits;

/// Lays the sample company.
pub fn found(founder: &mut Founder) {
    people(founder);
    items(founder);
    sales(founder);
    further::found(founder);
}

fn people(founder: &mut Founder) {
    let customers = [
        (3, "Cool Cars", None, "cool@example.com"),
        (6, "Dylan Sollfrank", None, "dylan@example.com"),
        (9, "Freeman Sporting Goods", None, "freeman@example.com"),
        (55, "55 Twin Lane", Some(9), "freeman@example.com"),
        (14, "Kate Whelan", None, "kate@example.com"),
        (15, "Pye's Cakes", None, "pye@example.com"),
        (20, "Red Rock Diner", None, "redrock@example.com"),
        (24, "Sonnenschein Family Store", None, "sonnenschein@example.com"),
    ];
    for (id, name, parent, email) in customers {
        founder.customer(id, name, parent, Some(email), Kept::default());
    }
    let meta = founder.set_up();
    for (id, name) in [(30, "Books by Bessie"), (61, "Card Processor")] {
        let vendor = Vendor { meta, display_name: name.into(), active: true, kept: Kept::default() };
        founder.put((Entity::Vendor, id), Record::Vendor(vendor));
    }
    let class = Named { meta, name: "Landscaping".into(), active: true, kept: Kept::default() };
    founder.put((Entity::Class, 1), Record::Class(class.clone()));
    founder.put((Entity::Department, 1), Record::Department(class));
}

fn items(founder: &mut Founder) {
    let rows = [
        (1, "Services", "Service", account::SERVICES, 0, false),
        (3, "Concrete", "Service", account::PRODUCT_SALES, 0, true),
        (4, "Design", "Service", account::CONTRACTS, 7_500, false),
        (5, "Rock Fountain", "Inventory", account::PRODUCT_SALES, 27_500, true),
        (10, "Pest Control", "Service", account::SERVICES, 3_500, false),
        (11, "Pump", "Inventory", account::PRODUCT_SALES, 1_500, true),
    ];
    for (id, name, kind, income, cents, taxable) in rows {
        founder.item(id, name, kind, income, Some(Decimal::new(cents, 2)), taxable);
    }
}

fn sales(founder: &mut Founder) {
    let mut invoices = Vec::new();
    for (at, (customer, item, quantity)) in
        [(3, 4, 4), (6, 10, 1), (14, 5, 1), (15, 4, 2), (20, 11, 10), (24, 4, 6), (55, 10, 2)]
            .into_iter()
            .enumerate()
    {
        let date = founder.days_ago(40 - 3 * i64::try_from(at).unwrap_or(0));
        let line = founder.line(item, Decimal::from(quantity), founder.price(item));
        let (total, lines) = (line.amount, vec![line]);
        let draft = SaleDraft {
            customer,
            date,
            term: Some((3, 30)),
            lines,
            tax: MinorUnits::ZERO,
            note: None,
            online: at == 0,
        };
        invoices.push((customer, founder.sale(Entity::Invoice, draft), total));
    }
    let mut payments = Vec::new();
    for (customer, invoice, total) in invoices.iter().take(5) {
        let date = founder.days_ago(10);
        let over = [((Entity::Invoice, *invoice), *total)];
        payments.push(founder.payment(*customer, date, *total, &over, account::UNDEPOSITED));
    }
    founder.deposit(founder.days_ago(8), &payments[..2], MinorUnits(250), account::CHECKING);
    let line = founder.line(4, Decimal::ONE, founder.price(4));
    let date = founder.days_ago(5);
    let draft = SaleDraft {
        customer: 24,
        date,
        term: None,
        lines: vec![line],
        tax: MinorUnits::ZERO,
        note: None,
        online: false,
    };
    founder.sale(Entity::CreditMemo, draft);
}
