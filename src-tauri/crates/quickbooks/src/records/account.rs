//! Accounts of the chart of accounts (rules D2, D9 to D12).

use ledger::books::{Account, AccountKind};
use ledger::{Currency, MinorUnits};
use serde::Deserialize;

use crate::field::{FieldError, MetaData, Ref, Text, currency, updated_at, without_deleted_suffix};

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Wire {
    id: Text,
    sync_token: Text,
    meta_data: Option<MetaData>,
    name: Text,
    fully_qualified_name: Text,
    acct_num: Text,
    account_type: Text,
    account_sub_type: Text,
    currency_ref: Option<Ref>,
    current_balance: Text,
    active: Text,
}

pub(super) fn read(raw: &str, home: Currency) -> Result<Account, FieldError> {
    let wire: Wire = super::wire(raw)?;
    let currency = currency(wire.currency_ref.as_ref(), home)?;
    let name =
        wire.fully_qualified_name.get().or(wire.name.get()).ok_or_else(|| FieldError::missing("Name"))?;
    Ok(Account {
        id: wire.id.id("Id")?,
        version: wire.sync_token.version()?,
        name: without_deleted_suffix(name),
        number: wire.acct_num.owned(),
        kind: kind(&wire.account_type, &wire.account_sub_type),
        subtype: wire.account_sub_type.owned(),
        currency,
        balance: balance(&wire.current_balance, currency)?,
        active: !wire.active.is("false"),
        updated_at: updated_at(wire.meta_data.as_ref())?,
    })
}

/// Undeposited Funds is told by its subtype: companies rename it (reference 11.5).
fn kind(account_type: &Text, subtype: &Text) -> AccountKind {
    if subtype.is("UndepositedFunds") {
        return AccountKind::UndepositedFunds;
    }
    let kinds = [
        ("Bank", AccountKind::Bank),
        ("Other Current Asset", AccountKind::OtherCurrentAsset),
        ("Expense", AccountKind::Expense),
        ("Other Expense", AccountKind::Expense),
    ];
    kinds.into_iter().find(|(name, _)| account_type.is(name)).map_or(AccountKind::Other, |(_, kind)| kind)
}

/// Balances are sums that QuickBooks itself makes and only shown here, so remains below a cent are rounded away.
fn balance(text: &Text, currency: Currency) -> Result<MinorUnits, FieldError> {
    let Some(number) = text.number("CurrentBalance")? else { return Ok(MinorUnits::ZERO) };
    MinorUnits::from_major(number.round_dp(currency.decimals()), currency)
        .map_err(|error| FieldError(format!("CurrentBalance: {error}")))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::records::changed;

    fn account(change: Value) -> Result<Account, FieldError> {
        let wire = json!({
            "Id": "35", "SyncToken": "0", "MetaData": {"LastUpdatedTime": "2026-11-20T11:30:00-08:00"},
            "Name": "Checking", "FullyQualifiedName": "Banks:Checking", "AcctNum": "1010", "AccountType": "Bank",
            "AccountSubType": "Checking", "CurrencyRef": {"value": "USD"}, "CurrentBalance": 1201.5, "Active": true,
        });
        read(&changed(wire, change), Currency::USD)
    }

    #[test]
    fn an_account_is_read_whole() {
        insta::assert_json_snapshot!(account(json!({})).unwrap());
    }

    #[test]
    fn undeposited_funds_are_told_by_the_subtype_alone() {
        let renamed = json!({"Name": "Payments to deposit", "AccountType": "Other Current Asset", "AccountSubType": "UndepositedFunds"});
        assert_eq!(account(renamed).unwrap().kind, AccountKind::UndepositedFunds);
        let misleading = json!({"Name": "Undeposited Funds", "AccountType": "Other Current Asset", "AccountSubType": "OtherCurrentAssets"});
        assert_eq!(account(misleading).unwrap().kind, AccountKind::OtherCurrentAsset);
    }

    #[test]
    fn kinds_that_do_not_matter_are_other() {
        for (account_type, kind) in [
            ("Expense", AccountKind::Expense),
            ("Other Expense", AccountKind::Expense),
            ("Credit Card", AccountKind::Other),
            ("Something New", AccountKind::Other),
        ] {
            assert_eq!(account(json!({"AccountType": account_type})).unwrap().kind, kind, "{account_type}");
        }
    }

    #[test]
    fn a_balance_may_be_missing_or_a_hair_off() {
        assert_eq!(account(json!({"CurrentBalance": null})).unwrap().balance, MinorUnits::ZERO);
        assert_eq!(account(json!({"CurrentBalance": 12.340_000_1})).unwrap().balance, MinorUnits(1_234));
        assert!(account(json!({"CurrentBalance": "much"})).is_err());
    }
}
