//! The company itself, from `CompanyInfo` and `Preferences` (rules D7, I17).

use jiff::civil::Date;
use ledger::books::Company;
use ledger::{Currency, RealmId};
use serde::Deserialize;

use crate::field::{FieldError, Ref, Text};

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Info {
    company_name: Text,
    legal_name: Text,
    country: Text,
    default_time_zone: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Preferences {
    accounting_info_prefs: Option<AccountingInfo>,
    currency_prefs: Option<CurrencyPrefs>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct AccountingInfo {
    book_close_date: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct CurrencyPrefs {
    multi_currency_enabled: Text,
    home_currency: Option<Ref>,
}

pub(crate) fn company(realm: &RealmId, info: &str, preferences: &str) -> Result<Company, FieldError> {
    let info: Info = super::wire(info)?;
    let preferences: Preferences = super::wire(preferences)?;
    let currencies = preferences.currency_prefs.unwrap_or_default();
    let name = info
        .company_name
        .get()
        .or(info.legal_name.get())
        .ok_or_else(|| FieldError::missing("CompanyName"))?;
    Ok(Company {
        realm: realm.clone(),
        name: name.to_owned(),
        home_currency: home_currency(currencies.home_currency.as_ref(), &info.country)?,
        multi_currency: currencies.multi_currency_enabled.is_true(),
        time_zone: info.default_time_zone.owned(),
        closed_until: closing_date(preferences.accounting_info_prefs)?,
    })
}

/// How far the books are closed, as preferences alone tell it.
pub(crate) fn closed_until(preferences: &str) -> Result<Option<Date>, FieldError> {
    let preferences: Preferences = super::wire(preferences)?;
    closing_date(preferences.accounting_info_prefs)
}

/// Preferences without this group say nothing: books of which nothing is known are not taken for open ones (rule D7).
fn closing_date(told: Option<AccountingInfo>) -> Result<Option<Date>, FieldError> {
    let told = told.ok_or_else(|| FieldError::missing("AccountingInfoPrefs"))?;
    told.book_close_date.date("AccountingInfoPrefs.BookCloseDate")
}

/// `CurrencyPrefs.HomeCurrency`; companies whose preferences lack it tell by their country.
fn home_currency(home: Option<&Ref>, country: &Text) -> Result<Currency, FieldError> {
    let flaw = || FieldError("QuickBooks does not say the company's home currency".to_owned());
    match home.and_then(|home| home.value.get()) {
        Some(code) => code.parse().map_err(|_| flaw()),
        None if country.is("US") || country.is("USA") || country.get().is_none() => Ok(Currency::USD),
        None if country.is("CA") || country.is("Canada") => Ok(Currency::CAD),
        None => Err(flaw()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(info: &str, preferences: &str) -> Result<Company, FieldError> {
        company(&RealmId::from("9341450000000001"), info, preferences)
    }

    #[test]
    fn a_company_is_read_whole() {
        let info = r#"{"Id":"1","CompanyName":"Northwind MSP","Country":"US","DefaultTimeZone":"America/Los_Angeles"}"#;
        let preferences = r#"{"Id":"1","AccountingInfoPrefs":{"BookCloseDate":"2026-07-31","TaxYearMonth":"January"},
            "CurrencyPrefs":{"MultiCurrencyEnabled":true,"HomeCurrency":{"value":"CAD"}}}"#;
        insta::assert_json_snapshot!(read(info, preferences).unwrap());
    }

    #[test]
    fn open_books_have_no_closing_date() {
        let company = read(r#"{"CompanyName":"A","Country":"CA"}"#, r#"{"AccountingInfoPrefs":{}}"#).unwrap();
        assert_eq!((company.closed_until, company.home_currency), (None, Currency::CAD));
        assert!(!company.multi_currency);
    }

    #[test]
    fn d7_a_closing_date_that_cannot_be_read_stops_everything() {
        let preferences = r#"{"AccountingInfoPrefs":{"BookCloseDate":"end of July"}}"#;
        assert!(read(r#"{"CompanyName":"A","Country":"US"}"#, preferences).is_err());
        assert!(read(r#"{"CompanyName":"A","Country":"US"}"#, "{}").is_err(), "nothing is told of it");
    }

    #[test]
    fn i17_the_home_currency_is_not_guessed_abroad() {
        let open = r#"{"AccountingInfoPrefs":{}}"#;
        assert!(read(r#"{"CompanyName":"A","Country":"DE"}"#, open).is_err());
    }
}
