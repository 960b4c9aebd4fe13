use practice::{CompanyKind, Options};
use serde_json::Value;

use crate::bench::{Bench, number};

fn count(bench: &Bench, text: &str) -> u64 {
    bench.query(text)["totalCount"].as_u64().unwrap()
}

#[test]
fn northwind_has_what_its_description_promises() {
    let bench = Bench::msp();
    assert_eq!(count(&bench, "select count(*) from Invoice"), 60);
    let open = count(&bench, "select count(*) from Invoice where Balance > '0'");
    assert!((20..=30).contains(&open), "{open} open");
    assert_eq!(count(&bench, "select count(*) from Item"), 25);
    let customers =
        bench.rows("Customer", "select * from Customer where Active in (true, false) maxresults 1000");
    assert_eq!(customers.len(), 120);
    let has = |test: &dyn Fn(&Value) -> bool| customers.iter().filter(|row| test(row)).count();
    assert!(has(&|row| row["Job"] == true) >= 4);
    assert_eq!(has(&|row| row.get("PrimaryEmailAddr").is_none()), 1);
    assert_eq!(has(&|row| row["Active"] == false), 1);
    let owes = |row: &Value| number(&row["Balance"]) > 0.into();
    assert_eq!(has(&|row| row.get("PrimaryEmailAddr").is_none() && owes(row)), 1);
    assert_eq!(has(&|row| row["Active"] == false && owes(row)), 1);
    assert!(has(&|row| row["Job"] == true && owes(row)) >= 1);
    assert!(has(&|row| row["DisplayName"].as_str().unwrap().contains('\'')) >= 1);
    assert!(has(&|row| !row["DisplayName"].as_str().unwrap().is_ascii()) >= 2);
    let invoices = bench.rows("Invoice", "select * from Invoice maxresults 1000");
    let some = |test: &dyn Fn(&Value) -> bool| assert!(invoices.iter().any(test));
    let line = |kind: &'static str| {
        move |row: &Value| row["Line"].as_array().unwrap().iter().any(|l| l["DetailType"] == kind)
    };
    some(&line("DiscountLineDetail"));
    some(&line("GroupLineDetail"));
    some(&line("DescriptionOnly"));
    some(&|row| row["Line"].to_string().contains("SHIPPING_ITEM_ID"));
    some(&|row| number(&row["TxnTaxDetail"]["TotalTax"]) > 0.into());
    some(&|row| row["AllowOnlinePayment"] == true);
    some(&|row| row["PrivateNote"].as_str().is_some_and(|note| note.starts_with("Voided")));
    some(&|row| number(&row["TotalAmt"]) == 0.into() && !row["PrivateNote"].to_string().contains("Voided"));
    some(&|row| number(&row["Balance"]) > 0.into() && row["Balance"] != row["TotalAmt"]);
    assert!(count(&bench, "select count(*) from CreditMemo") >= 2);
    assert!(count(&bench, "select count(*) from Deposit") >= 5);
    let accounts = bench.rows("Account", "select * from Account where AccountType = 'Bank'");
    assert_eq!(accounts.len(), 2);
    assert!(accounts[0]["AcctNum"].as_str().unwrap().ends_with("4821"));
    assert_eq!(bench.get("/preferences")["AccountingInfoPrefs"]["BookCloseDate"], "2026-06-30");
    let waiting = bench.rows("Payment", "select * from Payment maxresults 1000");
    assert!(
        waiting.iter().any(
            |row| row["LinkedTxn"] == serde_json::json!([]) && row["DepositToAccountRef"]["value"] == "4"
        )
    );
}

#[test]
fn nothing_is_dated_in_the_future() {
    let bench = Bench::msp();
    for entity in ["Invoice", "Payment", "Deposit", "CreditMemo"] {
        let future = format!("select count(*) from {entity} where TxnDate > '2026-08-04'");
        assert_eq!(count(&bench, &future), 0);
        let future =
            format!("select count(*) from {entity} where MetaData.LastUpdatedTime > '2026-08-04T12:00:00Z'");
        assert_eq!(count(&bench, &future), 0);
    }
}

#[test]
fn the_number_of_invoices_scales() {
    for invoices in [0, 7, 500] {
        let mut options = Options::quiet(CompanyKind::Msp);
        options.founding.invoices = invoices;
        let bench = Bench::new(options);
        assert_eq!(count(&bench, "select count(*) from Invoice"), u64::from(invoices));
    }
}

#[test]
fn an_empty_company_has_a_chart_of_accounts_and_nothing_else() {
    let bench = Bench::new(Options::quiet(CompanyKind::Empty));
    assert!(count(&bench, "select count(*) from Account") > 10);
    for entity in ["Customer", "Invoice", "Item", "Payment"] {
        assert_eq!(count(&bench, &format!("select count(*) from {entity}")), 0);
    }
    assert_eq!(bench.get("/preferences")["AccountingInfoPrefs"].get("BookCloseDate"), None);
}

#[test]
fn the_sample_company_has_the_ids_of_the_reference() {
    let bench = Bench::sample();
    for (entity, id, name) in [
        ("account", "35", "Checking"),
        ("account", "36", "Savings"),
        ("account", "4", "Undeposited Funds"),
        ("account", "34", "Opening Balance Equity"),
        ("account", "86", "Discounts given"),
        ("account", "87", "Unapplied Cash Payment Income"),
        ("account", "33", "Accounts Payable (A/P)"),
        ("account", "41", "Mastercard"),
        ("customer", "3", "Cool Cars"),
        ("customer", "55", "55 Twin Lane"),
        ("item", "1", "Services"),
        ("item", "10", "Pest Control"),
        ("item", "11", "Pump"),
        ("paymentmethod", "2", "Check"),
    ] {
        let row = bench.get(&format!("/{entity}/{id}"));
        let shown = row.get("DisplayName").or(row.get("Name")).unwrap();
        assert_eq!(shown, name);
    }
    let first = &bench.rows("Customer", "select * from Customer maxresults 1")[0];
    let own = bench.rows(
        "Invoice",
        &format!("select * from Invoice where CustomerRef = '{}'", first["Id"].as_str().unwrap()),
    );
    assert_eq!(own[0]["CustomerRef"]["name"], first["DisplayName"]);
}

#[test]
fn several_companies_have_names_tokens_and_partners_of_their_own() {
    let mut options = Options::quiet(CompanyKind::Empty);
    options.founding.companies = 3;
    let ready = practice::Practice::new(options).unwrap().ready();
    let companies = ready["quickbooks"]["companies"].as_array().unwrap();
    let mut names: Vec<&str> = companies.iter().map(|company| company["name"].as_str().unwrap()).collect();
    names.dedup();
    assert_eq!(names.len(), 3);
    assert_eq!(names[1], "B Ltd");
    assert_eq!(ready["alternative"]["partners"].as_array().unwrap().len(), 3);
}

#[test]
fn the_sample_company_holds_what_a_known_clients_own_tests_ask_for() {
    let bench = Bench::sample();
    let some = |entity: &str, rest: &str| bench.rows(entity, &format!("select * from {entity} {rest}"));
    assert!(some("Account", "where AccountType = 'Bank'").len() >= 2);
    assert_eq!(some("Account", "where Name = 'checking'")[0]["Name"], "Checking");
    for subtype in
        ["SalesOfProductIncome", "SuppliesMaterialsCogs", "Inventory", "Checking", "AccountsPayable"]
    {
        assert!(!some("Account", &format!("where AccountSubType = '{subtype}'")).is_empty(), "{subtype}");
    }
    assert!(some("Payment", "").len() >= 5);
    for (path, name) in [
        ("account/42", "Visa"),
        ("account/1", "Services"),
        ("account/86", "Discounts given"),
        ("item/10", "Pest Control"),
        ("companycurrency/1", "Canadian Dollar"),
    ] {
        assert_eq!(bench.get(&format!("/{path}"))["Name"], name);
    }
    let first = &some("Customer", "maxresults 1")[0];
    let owned = some("Invoice", &format!("where CustomerRef = '{}'", first["Id"].as_str().unwrap()));
    assert_eq!(owned[0]["CustomerRef"]["name"], first["DisplayName"]);
    for entity in [
        "CreditMemo",
        "Term",
        "Attachable",
        "Vendor",
        "PaymentMethod",
        "Employee",
        "Department",
        "Class",
        "TimeActivity",
        "Transfer",
        "TaxRate",
        "Bill",
        "Estimate",
        "SalesReceipt",
        "RefundReceipt",
    ] {
        assert_eq!(some(entity, "maxresults 1").len(), 1, "{entity}");
    }
    let codes = some("TaxCode", "maxresults 1");
    assert_eq!(codes.len(), 4, "a known fault: the query takes no notice of MAXRESULTS");
    assert_eq!(codes[0]["Id"], codes[0]["Name"]);
    assert_eq!(bench.get("/taxcode/TAX")["Taxable"], true);
    assert_eq!(bench.get("/taxagency/1")["Id"], "1");
    let rate = &some("ExchangeRate", "where SourceCurrencyCode = 'EUR'")[0];
    assert_eq!(rate["TargetCurrencyCode"], "USD");
    assert_eq!(bench.get("/exchangerate?sourcecurrencycode=EUR")["Rate"], rate["Rate"]);
    let preferences = bench.get("/preferences");
    assert_eq!(preferences["Id"], "1");
    assert_eq!(preferences["AccountingInfoPrefs"]["TaxYearMonth"], "January");
    assert_eq!(preferences["ProductAndServicesPrefs"]["ForPurchase"], true);
    assert_eq!(preferences["VendorAndPurchasesPrefs"]["BillableExpenseTracking"], true);
    assert_eq!(preferences["TimeTrackingPrefs"]["WorkWeekStartDate"], "Monday");
    assert_eq!(preferences["OtherPrefs"]["NameValue"][0]["Name"], "SalesFormsPrefs.DefaultCustomerMessage");
}

#[test]
fn tax_codes_and_rates_are_only_read() {
    let bench = Bench::sample();
    for entity in ["taxcode", "taxrate", "exchangerate"] {
        assert_eq!(bench.refused(&format!("/{entity}"), serde_json::json!({"Name": "New"})).code, "500");
    }
}

#[test]
fn an_employee_shares_the_names_of_customers_and_vendors() {
    let bench = Bench::sample();
    let name = serde_json::json!({"DisplayName": "Pye's Cakes", "GivenName": "Pye", "FamilyName": "Cake"});
    assert_eq!(bench.refused("/employee", name).code, "6240");
    let made = bench.post("/employee", serde_json::json!({"GivenName": "Ann", "FamilyName": "Gardener"}));
    assert_eq!(made["DisplayName"], "Ann Gardener");
    assert_eq!(bench.refused("/customer", serde_json::json!({"DisplayName": "Ann Gardener"})).code, "6240");
}
