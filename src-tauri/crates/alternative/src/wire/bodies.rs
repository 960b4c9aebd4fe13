//! What is sent. The platform refuses unknown fields, and wants every field, null included.

use engine::ports::{CustomerBody, Installation, InvoiceBody, InvoiceLineBody, Version};
use ledger::alternative::{ArchiveReason, LinkState, PaymentReport, PayoutReport};
use ledger::books::Address;
use ledger::{Currency, MinorUnits, RealmId, books};
use rust_decimal::Decimal;
use rust_decimal::serde::{arbitrary_precision, arbitrary_precision_option};
use serde::Serialize;

/// The longest sentence the dashboard takes.
const DETAIL_CHARS_MAX: usize = 500;

/// `PUT /integrations/quickbooks`.
#[derive(Serialize)]
pub struct Connect<'a> {
    realm_id: &'a str,
    company_name: &'a str,
    installation_id: &'a str,
    name: &'a str,
}

impl<'a> Connect<'a> {
    /// Binds a company for an installation.
    pub fn new(realm: &'a RealmId, company_name: &'a str, installation: &'a Installation) -> Self {
        Self {
            realm_id: realm.as_str(),
            company_name,
            installation_id: &installation.id,
            name: &installation.name,
        }
    }
}

/// `PUT …/customers/{qbo_id}`.
#[derive(Serialize)]
pub struct CustomerUpsert<'a> {
    version: u64,
    mapping_revision: u64,
    display_name: &'a str,
    company_name: Option<&'a str>,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    billing_address: Option<AddressBody<'a>>,
    active: bool,
}

#[derive(Serialize)]
struct AddressBody<'a> {
    street_address: Option<&'a str>,
    sub_premise: Option<&'a str>,
    city: Option<&'a str>,
    state: Option<&'a str>,
    postal_code: Option<&'a str>,
    country: Option<&'a str>,
}

impl<'a> CustomerUpsert<'a> {
    /// The whole customer in that version.
    pub fn new(version: Version, body: &'a CustomerBody) -> Self {
        Self {
            version: version.version,
            mapping_revision: version.mapping_revision,
            display_name: &body.display_name,
            company_name: body.company_name.as_deref(),
            email: body.email.as_deref(),
            phone: body.phone.as_deref(),
            billing_address: body.billing_address.as_ref().map(AddressBody::new),
            active: body.active,
        }
    }
}

impl<'a> AddressBody<'a> {
    fn new(address: &'a Address) -> Self {
        Self {
            street_address: address.street.as_deref(),
            sub_premise: address.sub_premise.as_deref(),
            city: address.city.as_deref(),
            state: address.state.as_deref(),
            postal_code: address.postal_code.as_deref(),
            country: address.country.as_deref(),
        }
    }
}

/// `PUT …/invoices/{qbo_id}`. `online_payment_allowed` is left out, which means yes (rule I1).
#[derive(Serialize)]
pub struct InvoiceUpsert<'a> {
    version: u64,
    mapping_revision: u64,
    customer_qbo_id: &'a str,
    invoice_number: Option<&'a str>,
    currency: String,
    issue_date: String,
    due_date: Option<String>,
    line_items: Vec<LineBody<'a>>,
    #[serde(with = "arbitrary_precision")]
    sub_total: Decimal,
    #[serde(with = "arbitrary_precision")]
    tax: Decimal,
    #[serde(with = "arbitrary_precision")]
    total: Decimal,
    #[serde(with = "arbitrary_precision")]
    balance: Decimal,
    memo: Option<&'a str>,
}

#[derive(Serialize)]
struct LineBody<'a> {
    description: &'a str,
    #[serde(with = "arbitrary_precision")]
    amount: Decimal,
    #[serde(with = "arbitrary_precision_option")]
    quantity: Option<Decimal>,
    #[serde(with = "arbitrary_precision_option")]
    unit_price: Option<Decimal>,
}

impl<'a> InvoiceUpsert<'a> {
    /// The whole invoice in that version; its sub-total is the sum of its lines (rule I3).
    pub fn new(version: Version, body: &'a InvoiceBody) -> Self {
        let currency = body.currency;
        let sub_total: MinorUnits = body.lines.iter().map(|line| line.amount).sum();
        Self {
            version: version.version,
            mapping_revision: version.mapping_revision,
            customer_qbo_id: body.customer.as_str(),
            invoice_number: body.number.as_deref(),
            currency: currency.to_string(),
            issue_date: body.issued.to_string(),
            due_date: body.due.map(|due| due.to_string()),
            line_items: body.lines.iter().map(|line| LineBody::new(line, currency)).collect(),
            sub_total: sub_total.to_major(currency),
            tax: body.tax.to_major(currency),
            total: body.total.to_major(currency),
            balance: body.balance.to_major(currency),
            memo: body.memo.as_deref(),
        }
    }
}

impl<'a> LineBody<'a> {
    fn new(line: &'a InvoiceLineBody, currency: Currency) -> Self {
        Self {
            description: &line.description,
            amount: line.amount.to_major(currency),
            quantity: line.quantity,
            unit_price: line.unit_price,
        }
    }
}

/// `POST …/archive`.
#[derive(Serialize)]
pub struct Archive {
    reason: &'static str,
}

impl Archive {
    /// For that reason.
    pub fn new(reason: ArchiveReason) -> Self {
        Self {
            reason: match reason {
                ArchiveReason::Deleted => "deleted",
                ArchiveReason::Voided => "voided",
                ArchiveReason::Merged => "merged",
                ArchiveReason::SettledElsewhere => "settled_elsewhere",
            },
        }
    }
}

/// `PUT …/payments/{payment_id}/link`.
#[derive(Serialize)]
pub struct PaymentLinkPut<'a> {
    qbo_payment_ids: Vec<&'a str>,
    state: &'static str,
    detail: Option<String>,
}

impl<'a> PaymentLinkPut<'a> {
    /// That report.
    pub fn new(report: &'a PaymentReport) -> Self {
        Self {
            qbo_payment_ids: report.qbo_payments.iter().map(books::PaymentId::as_str).collect(),
            state: word(report.state),
            detail: sentence(report.detail.as_deref()),
        }
    }
}

/// `PUT …/payouts/{payout_id}/link`.
#[derive(Serialize)]
pub struct PayoutLinkPut<'a> {
    qbo_deposit_id: Option<&'a str>,
    state: &'static str,
    detail: Option<String>,
}

impl<'a> PayoutLinkPut<'a> {
    /// That report.
    pub fn new(report: &'a PayoutReport) -> Self {
        Self {
            qbo_deposit_id: report.qbo_deposit.as_ref().map(books::DepositId::as_str),
            state: word(report.state),
            detail: sentence(report.detail.as_deref()),
        }
    }
}

fn word(state: LinkState) -> &'static str {
    match state {
        LinkState::Recorded => "recorded",
        LinkState::Held => "held",
        LinkState::Removed => "removed",
    }
}

fn sentence(detail: Option<&str>) -> Option<String> {
    detail.map(|text| text.chars().take(DETAIL_CHARS_MAX).collect())
}

#[cfg(test)]
mod tests {
    use insta::assert_json_snapshot;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn line(description: &str, amount: i64) -> InvoiceLineBody {
        InvoiceLineBody {
            description: description.to_owned(),
            amount: MinorUnits(amount),
            quantity: None,
            unit_price: None,
        }
    }

    fn invoice() -> InvoiceBody {
        InvoiceBody {
            customer: "61".into(),
            number: Some("2204".to_owned()),
            currency: Currency::USD,
            issued: date(2026, 3, 31),
            due: None,
            lines: vec![
                InvoiceLineBody {
                    quantity: Some("2.5".parse().unwrap()),
                    unit_price: Some("75.00".parse().unwrap()),
                    ..line("On-site work", 18_750)
                },
                line("Loyalty discount", -750),
            ],
            tax: MinorUnits(1_440),
            total: MinorUnits(19_440),
            balance: MinorUnits(9_440),
            memo: None,
        }
    }

    fn text(body: &impl Serialize) -> String {
        serde_json::to_string(body).unwrap()
    }

    #[test]
    fn i3_an_invoice_is_sent_to_the_cent() {
        let body = invoice();
        let sent = text(&InvoiceUpsert::new(Version { version: 3, mapping_revision: 1 }, &body));
        insta::assert_snapshot!(sent);
    }

    #[test]
    fn c1_a_customer_is_sent_with_every_field() {
        let body = CustomerBody {
            display_name: "Lakeside Vet".to_owned(),
            company_name: Some("Lakeside Veterinary LLC".to_owned()),
            email: None,
            phone: Some("+1 312 555 0100".to_owned()),
            billing_address: Some(Address { city: Some("Evanston".to_owned()), ..Address::default() }),
            active: true,
        };
        assert_json_snapshot!(CustomerUpsert::new(Version { version: 7, mapping_revision: 0 }, &body));
        let bare =
            CustomerBody { company_name: None, phone: None, billing_address: None, active: false, ..body };
        assert_json_snapshot!(CustomerUpsert::new(Version::default(), &bare));
    }

    #[test]
    fn the_small_bodies() {
        let realm = RealmId::from("4620816365");
        let installation = Installation { id: "i-1".to_owned(), name: "Front desk".to_owned() };
        let recorded = PaymentReport {
            qbo_payments: vec!["771".into(), "772".into()],
            state: LinkState::Recorded,
            detail: Some("In Undeposited Funds".to_owned()),
        };
        let held = PayoutReport { qbo_deposit: None, state: LinkState::Held, detail: None };
        insta::assert_snapshot!(
            [
                text(&Connect::new(&realm, "Northwind MSP", &installation)),
                text(&Archive::new(ArchiveReason::SettledElsewhere)),
                text(&PaymentLinkPut::new(&recorded)),
                text(&PayoutLinkPut::new(&held)),
            ]
            .join("\n")
        );
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_character() {
        let report = PayoutReport {
            qbo_deposit: None,
            state: LinkState::Removed,
            detail: Some("é".repeat(DETAIL_CHARS_MAX + 1)),
        };
        let detail = PayoutLinkPut::new(&report).detail.unwrap();
        assert_eq!(detail.chars().count(), DETAIL_CHARS_MAX);
    }

    proptest! {
        #[test]
        fn every_amount_travels_exactly(minor in any::<i64>()) {
            let body = InvoiceBody { total: MinorUnits(minor), ..invoice() };
            let sent = text(&InvoiceUpsert::new(Version::default(), &body));
            let read: serde_json::Value = serde_json::from_str(&sent).unwrap();
            let back: Decimal = read["total"].to_string().parse().unwrap();
            prop_assert_eq!(MinorUnits::from_major(back, Currency::USD), Ok(MinorUnits(minor)));
        }
    }
}
