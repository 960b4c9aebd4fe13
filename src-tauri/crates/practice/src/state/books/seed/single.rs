//! `CompanyInfo` and `Preferences` of a new company.

use std::sync::Arc;

use serde_json::{Value, json};

use super::founder::Founder;
use crate::clock::COMPANY_ZONE;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::record::{Record, Single};

impl Founder {
    /// Lays the company's own card and its preferences.
    pub fn singles(&mut self, name: &str) {
        let meta = self.set_up();
        let info = json!({
            "CompanyName": name,
            "LegalName": name,
            "CompanyAddr": address(),
            "LegalAddr": address(),
            "CustomerCommunicationAddr": address(),
            "Country": "US",
            "Email": {"Address": "owner@example.com"},
            "WebAddr": {},
            "PrimaryPhone": {"FreeFormNumber": "(555) 010-0100"},
            "FiscalYearStartMonth": "January",
            "CompanyStartDate": self.days_ago(3 * 365).to_string(),
            "SupportedLanguages": "en",
            "DefaultTimeZone": COMPANY_ZONE,
            "NameValue": [
                {"Name": "NeoEnabled", "Value": "true"},
                {"Name": "SubscriptionStatus", "Value": "PAID"},
                {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"},
            ],
        });
        let kept = kept(Entity::CompanyInfo, &info);
        self.put((Entity::CompanyInfo, 1), Record::CompanyInfo(Single { meta, kept }));
        let kept = kept_preferences(name);
        self.put((Entity::Preferences, 1), Record::Preferences(Single { meta, kept }));
    }
}

fn address() -> Value {
    json!({"Id": "1", "Line1": "100 Harbor Street", "City": "Boston", "CountrySubDivisionCode": "MA",
           "PostalCode": "02110", "Country": "US"})
}

fn kept(entity: Entity, value: &Value) -> Kept {
    let rows = entity
        .kept()
        .iter()
        .filter_map(|name| Some((*name, Arc::from(value.get(*name)?.to_string()))))
        .collect();
    Kept::from_texts(rows)
}

fn kept_preferences(name: &str) -> Kept {
    let message = |form: &str| {
        json!({"Subject": format!("{form} from {name}"),
               "Message": format!("Your {} is attached.\nThank you for your business.\n\n{name}", form.to_lowercase())})
    };
    let thanks = "Thank you for your business and have a great day!";
    kept(
        Entity::Preferences,
        &json!({
            "AccountingInfoPrefs": {
                "FirstMonthOfFiscalYear": "January", "UseAccountNumbers": false, "TaxYearMonth": "January",
                "ClassTrackingPerTxn": false, "TrackDepartments": false, "TaxForm": "6",
                "ClassTrackingPerTxnLine": false, "CustomerTerminology": "Customers",
            },
            "ProductAndServicesPrefs": {
                "ForSales": true, "ForPurchase": true, "QuantityWithPriceAndRate": true, "QuantityOnHand": true,
            },
            "SalesFormsPrefs": {
                "CustomField": [], "CustomTxnNumbers": false, "AutoApplyPayments": false, "AutoApplyCredit": false,
                "AllowDeposit": false, "AllowDiscount": true, "DefaultDiscountAccount": "86", "AllowEstimates": true,
                "ETransactionEnabledStatus": "NotApplicable", "ETransactionAttachPDF": false,
                "ETransactionPaymentEnabled": false, "IPNSupportEnabled": false, "AllowServiceDate": false,
                "AllowShipping": true, "DefaultTerms": {"value": "3"}, "UsingPriceLevels": false,
                "DefaultCustomerMessage": thanks,
            },
            "EmailMessagesPrefs": {
                "InvoiceMessage": message("Invoice"), "EstimateMessage": message("Estimate"),
                "SalesReceiptMessage": message("Sales Receipt"), "StatementMessage": message("Statement"),
            },
            "VendorAndPurchasesPrefs": {"TrackingByCustomer": true, "BillableExpenseTracking": true, "POCustomField": []},
            "TimeTrackingPrefs": {
                "UseServices": true, "BillCustomers": true, "ShowBillRateToAll": false, "WorkWeekStartDate": "Monday",
                "MarkTimeEntriesBillable": true,
            },
            "TaxPrefs": {"UsingSalesTax": true, "PartnerTaxEnabled": false, "TaxGroupCodeRef": {"value": "2"}},
            "CurrencyPrefs": {"MultiCurrencyEnabled": false, "HomeCurrency": {"value": "USD"}},
            "ReportPrefs": {"ReportBasis": "Accrual", "CalcAgingReportFromTxnDate": false},
            "OtherPrefs": {"NameValue": [
                {"Name": "SalesFormsPrefs.DefaultCustomerMessage", "Value": thanks},
                {"Name": "SalesFormsPrefs.DefaultItem", "Value": "1"},
            ]},
        }),
    )
}
