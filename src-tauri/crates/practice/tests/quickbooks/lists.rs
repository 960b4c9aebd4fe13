use serde_json::{Value, json};

use crate::bench::{Bench, assert_amount, stub};

fn customer(name: &str) -> Value {
    json!({"DisplayName": name})
}

#[test]
fn names_are_unique_over_customers_and_vendors() {
    let bench = Bench::sample();
    let refusal = bench.refused("/customer", customer("pye's cakes"));
    assert_eq!((refusal.status, refusal.code.as_str()), (400, "6240"));
    assert_eq!(bench.refused("/vendor", customer("Cool Cars")).code, "6240");
    bench.post("/vendor", customer("Somebody Else"));
    assert_eq!(bench.refused("/customer", customer("Somebody Else")).code, "6240");
}

#[test]
fn an_inactive_name_shows_a_suffix_and_is_free_again() {
    let bench = Bench::sample();
    let made = bench.post("/customer", customer("Twice Used"));
    let gone =
        bench.post("/customer", json!({"Id": made["Id"], "SyncToken": "0", "sparse": true, "Active": false}));
    assert_eq!(gone["DisplayName"], "Twice Used (deleted)");
    assert_eq!(gone["FullyQualifiedName"], "Twice Used (deleted)");
    bench.post("/customer", customer("Twice Used"));
    let back = json!({"Id": made["Id"], "SyncToken": "1", "sparse": true, "Active": true});
    assert_eq!(bench.refused("/customer", back).code, "6240");
}

#[test]
fn lists_are_never_deleted() {
    let bench = Bench::sample();
    let made = bench.post("/customer", customer("Here To Stay"));
    assert_eq!(bench.refused("/customer?operation=delete", stub(&made)).code, "500");
}

#[test]
fn a_job_has_a_level_and_a_qualified_name_that_follows_its_parent() {
    let bench = Bench::sample();
    let job =
        bench.post("/customer", json!({"DisplayName": "Garage", "Job": true, "ParentRef": {"value": "55"}}));
    assert_eq!(job["FullyQualifiedName"], "Freeman Sporting Goods:55 Twin Lane:Garage");
    assert_eq!(job["Level"], 2);
    assert_eq!(job["Job"], true);
    let parent = bench.get("/customer/9");
    let renamed =
        json!({"Id": "9", "SyncToken": parent["SyncToken"], "sparse": true, "DisplayName": "Freeman"});
    bench.post("/customer", renamed);
    assert_eq!(bench.reread("customer", &job)["FullyQualifiedName"], "Freeman:55 Twin Lane:Garage");
    let parent = bench.get("/customer/9");
    let below = json!({"Id": "9", "SyncToken": parent["SyncToken"], "sparse": true, "Job": true, "ParentRef": {"value": job["Id"]}});
    assert_eq!(bench.refused("/customer", below).code, "6000", "not below itself");
}

#[test]
fn balances_with_jobs_add_up() {
    let bench = Bench::sample();
    let before = bench.get("/customer/9");
    bench.invoice("55", 40);
    bench.invoice("9", 2);
    let after = bench.get("/customer/9");
    let rise = |name: &str| crate::bench::number(&after[name]) - crate::bench::number(&before[name]);
    assert_eq!(rise("Balance"), 2.into());
    assert_eq!(rise("BalanceWithJobs"), 42.into());
}

#[test]
fn a_name_is_made_from_its_parts_and_holds_no_colon() {
    let bench = Bench::sample();
    assert_eq!(
        bench.post("/customer", json!({"GivenName": "Ada", "FamilyName": "Owner"}))["DisplayName"],
        "Ada Owner"
    );
    assert_eq!(bench.refused("/customer", customer("A:B")).code, "6000");
    assert_eq!(bench.refused("/customer", customer(&"x".repeat(600))).code, "2050");
    let bad = json!({"DisplayName": "Mail", "PrimaryEmailAddr": {"Address": "nobody"}});
    assert_eq!(bench.refused("/customer", bad).code, "6000");
}

#[test]
fn accounts_know_their_class_and_undeposited_funds_is_a_subtype() {
    let bench = Bench::sample();
    let rows = bench.rows("Account", "select * from Account where AccountSubType = 'UndepositedFunds'");
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["AccountType"], "Other Current Asset");
    assert_eq!(rows[0]["Classification"], "Asset");
    let made = bench.post("/account", json!({"Name": "Alternative Payments Fees", "AccountType": "Expense"}));
    assert_eq!(made["Classification"], "Expense");
    assert_eq!(
        bench
            .refused("/account", json!({"Name": "alternative payments fees", "AccountType": "Expense"}))
            .code,
        "6240"
    );
    assert_eq!(bench.refused("/account", json!({"Name": "X", "AccountType": "Piggy Bank"})).code, "2170");
}

#[test]
fn account_balances_follow_the_postings() {
    let bench = Bench::sample();
    let balance = |id: &str| crate::bench::number(&bench.get(&format!("/account/{id}"))["CurrentBalance"]);
    let (bank, undeposited) = (balance("35"), balance("4"));
    let invoice = bench.invoice("15", 90);
    let paid = bench.payment("15", 90, &invoice);
    assert_eq!(balance("4") - undeposited, 90.into());
    bench.post("/deposit", Bench::deposit_body(&[&paid]));
    assert_eq!(balance("4"), undeposited);
    assert_eq!(balance("35") - bank, 90.into());
}

#[test]
fn items_terms_and_small_lists_can_be_made() {
    let bench = Bench::sample();
    let item = json!({"Name": "Hedge", "Type": "Service", "IncomeAccountRef": {"value": "1"}, "UnitPrice": 12.5, "Sku": "H-1"});
    let made = bench.post("/item", item);
    assert_amount(&made["UnitPrice"], "12.5");
    assert_eq!(
        bench.refused("/item", json!({"Name": "No account", "Type": "Service"})).element,
        "IncomeAccountRef"
    );
    assert_eq!(bench.post("/term", json!({"Name": "Net 7", "DueDays": 7}))["Type"], "STANDARD");
    for entity in ["class", "department", "paymentmethod"] {
        assert_eq!(bench.post(&format!("/{entity}"), json!({"Name": "New one"}))["Active"], true);
    }
}

#[test]
fn preferences_and_company_info_are_changed_piece_by_piece() {
    let bench = Bench::sample();
    let before = bench.get("/preferences");
    let change = json!({"Id": "1", "SyncToken": before["SyncToken"], "sparse": true,
        "AccountingInfoPrefs": {"BookCloseDate": "2030-01-01"},
        "EmailMessagesPrefs": {"EstimateMessage": {"Subject": "New subject"}}});
    let after = bench.post("/preferences", change);
    assert_eq!(after["EmailMessagesPrefs"]["EstimateMessage"]["Subject"], "New subject");
    assert_eq!(after["EmailMessagesPrefs"]["InvoiceMessage"], before["EmailMessagesPrefs"]["InvoiceMessage"]);
    assert_eq!(after["AccountingInfoPrefs"].get("BookCloseDate"), None, "not writable");
    let info = bench.get(&format!("/companyinfo/{}", bench.realm));
    assert_eq!(info["DefaultTimeZone"], "America/New_York");
    assert_eq!(info["Id"], "1");
}

#[test]
fn unknown_entities_and_addresses() {
    let bench = Bench::sample();
    assert_eq!(bench.get_reply("/nothing/here/at/all").status, 404);
    assert_eq!(bench.refused("/purchase", json!({})).code, "500");
    assert_eq!(bench.query("select * from Purchase"), json!({}));
    assert_eq!(bench.query("select count(*) from BillPayment"), json!({"totalCount": 0}));
}

#[test]
fn a_new_customers_balance_is_an_opening_balance() {
    let bench = Bench::sample();
    let mut body = customer("Opened");
    body["Balance"] = json!(75.5);
    body["OpenBalanceDate"] = json!("2026-07-01");
    let made = bench.post("/customer", body);
    assert_amount(&made["Balance"], "75.5");
    let text = format!("select * from Invoice where CustomerRef = '{}'", made["Id"].as_str().unwrap());
    let opened = bench.rows("Invoice", &text).remove(0);
    assert_eq!(opened["TxnDate"], "2026-07-01");
    let change = json!({"Id": made["Id"], "SyncToken": made["SyncToken"], "sparse": true, "Balance": 1});
    assert_amount(&bench.post("/customer", change)["Balance"], "75.5");
}

#[test]
fn a_class_below_another_shows_both_names() {
    let bench = Bench::sample();
    for (path, flag) in [("class", "SubClass"), ("department", "SubDepartment")] {
        let made = bench.post(&format!("/{path}"), json!({"Name": "Trees", "ParentRef": {"value": "1"}}));
        assert_eq!((&made["FullyQualifiedName"], &made[flag]), (&json!("Landscaping:Trees"), &json!(true)));
        let wrong = json!({"Name": "Lost", "ParentRef": {"value": "99"}});
        assert_eq!(bench.refused(&format!("/{path}"), wrong).code, "2500");
    }
}

#[test]
fn lengths_and_ranges_are_kept() {
    let bench = Bench::sample();
    let name = |length: usize| "n".repeat(length);
    for (path, body, code) in [
        ("account", json!({"Name": name(101), "AccountType": "Bank"}), "2050"),
        ("account", json!({"Name": "x", "AccountType": "Bank", "AcctNum": name(21)}), "2050"),
        ("account", json!({"Name": "x", "AccountType": "Shoebox"}), "2170"),
        ("item", json!({"Name": name(101), "Type": "Service", "IncomeAccountRef": {"value": "1"}}), "2050"),
        ("term", json!({"Name": "x", "DueDays": 1000}), "2080"),
        ("customer", json!({"DisplayName": "a\tb"}), "6000"),
    ] {
        assert_eq!(bench.refused(&format!("/{path}"), body.clone()).code, code, "{path} {body}");
    }
    bench.post("/account", json!({"Name": name(100), "AccountSubType": "CashOnHand", "AcctNum": name(20)}));
    bench.post("/term", json!({"Name": "x", "DueDays": 999}));
    bench.post("/customer", customer(&name(500)));
}

#[test]
fn there_are_four_levels_below_a_customer() {
    let bench = Bench::sample();
    let mut parent = "24".to_owned();
    for level in 1..=4 {
        let body =
            json!({"DisplayName": format!("Job {level}"), "Job": true, "ParentRef": {"value": parent}});
        let made = bench.post("/customer", body);
        assert_eq!(made["Level"], level);
        made["Id"].as_str().unwrap().clone_into(&mut parent);
    }
    let body = json!({"DisplayName": "Job 5", "Job": true, "ParentRef": {"value": parent}});
    assert_eq!(bench.refused("/customer", body).code, "6000");
}
