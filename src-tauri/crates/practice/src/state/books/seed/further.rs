//! One of each further kind in the sample company, with the ids and names that public clients' own tests expect.

use std::sync::Arc;

use ledger::MinorUnits;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::founder::{Founder, SaleDraft, account};
use crate::state::books::entity::{Entity, NO_TAX, TAX};
use crate::state::books::kept::Kept;
use crate::state::books::record::{
    Attachable, Attached, Bill, BillDetail, BillLine, Card, Record, Transfer, Vendor,
};

/// Lays them.
pub fn found(founder: &mut Founder) {
    taxes(founder);
    cards(founder);
    forms(founder);
    money(founder);
    note(founder);
}

fn kept(entity: Entity, value: &Value) -> Kept {
    let row = |name: &&'static str| Some((*name, Arc::from(value.get(*name)?.to_string())));
    Kept::from_texts(entity.kept().iter().filter_map(row).collect())
}

fn card(founder: &mut Founder, entity: Entity, id: u64, value: &Value) {
    let card = Card { entity, meta: founder.set_up(), active: true, kept: kept(entity, value) };
    founder.put((entity, id), Record::Card(card));
}

fn taxes(founder: &mut Founder) {
    let agency = json!({"DisplayName": "Board of Equalization", "TaxTrackedOnSales": true, "TaxTrackedOnPurchases": false});
    card(founder, Entity::TaxAgency, 1, &agency);
    for (id, name, rate) in [(1, "AZ State tax", "7.1"), (2, "Tucson City", "2"), (3, "California", "8")] {
        let rate: Value = serde_json::from_str(rate).unwrap_or_default();
        let value = json!({"Name": name, "Description": "Sales Tax", "RateValue": rate,
                           "AgencyRef": {"value": "1"}, "SpecialTaxType": "NONE", "DisplayType": "ReadOnly"});
        card(founder, Entity::TaxRate, id, &value);
    }
    for (id, name, taxable) in [(NO_TAX, "NON", false), (TAX, "TAX", true)] {
        let value = json!({"Name": name, "Description": name, "Taxable": taxable, "TaxGroup": false});
        card(founder, Entity::TaxCode, id, &value);
    }
    let part = |id: &str, name: &str, order: u32| json!({"TaxRateRef": {"value": id, "name": name}, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": order});
    let groups = [
        (2, "California", vec![part("3", "California", 0)]),
        (3, "Tucson", vec![part("1", "AZ State tax", 0), part("2", "Tucson City", 0)]),
    ];
    for (id, name, parts) in groups {
        let value = json!({"Name": name, "Description": name, "Taxable": true, "TaxGroup": true,
                           "SalesTaxRateList": {"TaxRateDetail": parts},
                           "PurchaseTaxRateList": {"TaxRateDetail": []}});
        card(founder, Entity::TaxCode, id, &value);
    }
}

fn cards(founder: &mut Founder) {
    let (meta, today) = (founder.set_up(), founder.today.to_string());
    let worker = Vendor {
        meta,
        display_name: "Emily Platt".into(),
        active: true,
        kept: kept(Entity::Employee, &json!({"GivenName": "Emily", "FamilyName": "Platt"})),
    };
    founder.put((Entity::Employee, 71), Record::Employee(worker));
    card(founder, Entity::CompanyCurrency, 1, &json!({"Name": "Canadian Dollar", "Code": "CAD"}));
    let rate =
        json!({"SourceCurrencyCode": "EUR", "TargetCurrencyCode": "USD", "Rate": 1.125, "AsOfDate": today});
    card(founder, Entity::ExchangeRate, 1, &rate);
    let hours = json!({"TxnDate": founder.days_ago(4).to_string(), "NameOf": "Employee",
                       "EmployeeRef": {"value": "71", "name": "Emily Platt"}, "Hours": 2, "Minutes": 30,
                       "BillableStatus": "NotBillable", "Description": "Planting"});
    card(founder, Entity::TimeActivity, 1, &hours);
}

fn forms(founder: &mut Founder) {
    for (entity, customer, days) in [
        (Entity::Estimate, 24, 6),
        (Entity::SalesReceipt, 6, 4),
        (Entity::SalesReceipt, 14, 4),
        (Entity::RefundReceipt, 14, 3),
    ] {
        let line = founder.line(10, Decimal::ONE, founder.price(10));
        let draft = SaleDraft {
            customer,
            date: founder.days_ago(days),
            term: None,
            lines: vec![line],
            tax: MinorUnits::ZERO,
            note: None,
            online: false,
        };
        match entity {
            Entity::SalesReceipt => founder.receipt(entity, draft, account::UNDEPOSITED),
            Entity::RefundReceipt => founder.receipt(entity, draft, account::CHECKING),
            _ => founder.sale(entity, draft),
        };
    }
}

fn money(founder: &mut Founder) {
    let date = founder.days_ago(2);
    let id = founder.books().next_id(Entity::Transfer);
    let transfer = Transfer {
        meta: founder.made(date, id),
        date,
        from: account::CHECKING,
        to: account::SAVINGS,
        amount: MinorUnits(20_000),
        note: None,
        deposit: None,
        kept: Kept::default(),
    };
    founder.put((Entity::Transfer, id), Record::Transfer(transfer));
    let id = founder.books().next_id(Entity::Bill);
    let line = BillLine {
        id: 1,
        amount: MinorUnits(7_500),
        description: Some("Books for the office".into()),
        account: account::SUPPLIES,
        detail: BillDetail::Account,
        kept: Kept::default(),
    };
    let bill = Bill {
        meta: founder.made(date, id),
        vendor: 30,
        date,
        due: date,
        number: None,
        term: None,
        note: None,
        account: account::PAYABLE,
        lines: vec![line],
        kept: Kept::default(),
    };
    founder.put((Entity::Bill, id), Record::Bill(bill));
}

fn note(founder: &mut Founder) {
    let attached = Attached { kind: "Vendor".into(), id: "30".into(), include_on_send: false };
    let note = Attachable {
        meta: founder.set_up(),
        attached: vec![attached],
        file: None,
        size: None,
        kept: kept(Entity::Attachable, &json!({"Note": "Call before ordering."})),
    };
    founder.put((Entity::Attachable, 1), Record::Attachable(note));
}
