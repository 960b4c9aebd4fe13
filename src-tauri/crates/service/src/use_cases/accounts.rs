//! The bank accounts that can be chosen (rules D2, D11).

use contract::Problem;
use contract::reason::AccountPurpose as Purpose;
use contract::setup::AccountRow;
use engine::importing::{Import, Stage};
use engine::plan::AccountPurpose;
use engine::ports::{Books, Change, Entity, ListQuery, Page, PageFilter, Store};
use engine::record::{Record, RecordKind};
use engine::settings::Settings;
use ledger::alternative::PayoutBank;
use ledger::books::Account;
use ledger::{CompanyId, books};

use crate::host::Host;
use crate::words;

/// QuickBooks' ceiling.
const ROWS: u32 = 1_000;

/// Active accounts that can be chosen for this, by name; of bank accounts the one that looks like the payout bank is marked.
pub async fn accounts(
    host: &Host,
    company: &CompanyId,
    purpose: Purpose,
) -> Result<Vec<AccountRow>, Problem> {
    let purpose = match purpose {
        Purpose::Deposits => AccountPurpose::Deposits,
        Purpose::Fees => AccountPurpose::Fees,
        Purpose::Payments => AccountPurpose::Payments,
    };
    let settings = host.connected(company).await?;
    let mut banks = known(host, &settings).await?;
    banks.retain(|account| purpose.trouble(account, false).is_none());
    banks.sort_by(|one, other| one.name.cmp(&other.name));
    let payout_bank = settings.alternative.as_ref().and_then(|access| access.payout_bank.clone());
    let payout_bank = payout_bank.filter(|_| purpose != AccountPurpose::Fees);
    let suggested = payout_bank.and_then(|bank| suggested(&banks, &bank));
    let chosen = purpose.chosen(&settings.preferences).cloned();
    Ok(banks
        .into_iter()
        .map(|account| AccountRow {
            suggested: suggested.as_ref() == Some(&account.id),
            chosen: chosen.as_ref() == Some(&account.id),
            last4: last4(&account),
            id: account.id.to_string(),
            name: account.name,
            kind: account.subtype,
            currency: account.currency,
            balance_minor: account.balance.0,
        })
        .collect())
}

/// All accounts: as last read, or straight from QuickBooks before everything was read for the first time.
pub(crate) async fn known(host: &Host, settings: &Settings) -> Result<Vec<Account>, Problem> {
    let company = &settings.company;
    let import: Option<Import> = host.document(company).await?;
    if import.is_some_and(|import| import.stage > Stage::Company) {
        let query = ListQuery { kind: RecordKind::BooksAccount, since: None, offset: 0, limit: ROWS };
        let read = host.store.list(company, &query).await.map_err(|fault| words::from_store(&fault))?;
        let live = read.into_iter().filter(|mirrored| mirrored.gone_at.is_none());
        return Ok(live.filter_map(|mirrored| account(mirrored.record)).collect());
    }
    let company_runtime = host.company_runtime(company).await?;
    let page =
        Page { entity: Entity::Account, filter: PageFilter::All, created_from: None, start: 1, size: ROWS };
    let read = company_runtime.books.page(&page).await;
    let (reads, writes) = company_runtime.books.take_request_counts();
    let month = host.now().strftime("%Y-%m").to_string();
    let counted = host.store.write(company, vec![Change::Requests { month, reads, writes }].into()).await;
    counted.map_err(|fault| words::from_store(&fault))?;
    let read = read.map_err(|fault| words::from_fault(&fault))?;
    Ok(read.records.into_iter().filter_map(|read| account(read.record)).collect())
}

fn account(record: Record) -> Option<Account> {
    match record {
        Record::BooksAccount(account) => Some(account),
        _ => None,
    }
}

fn last4(account: &Account) -> Option<String> {
    let digits: String = account.number.as_ref()?.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= 4).then(|| digits[digits.len() - 4..].to_owned())
}

/// D11: the account whose name or number looks most like the payout bank; none when none does.
pub(crate) fn suggested(banks: &[Account], bank: &PayoutBank) -> Option<books::AccountId> {
    let score = |account: &Account| {
        let name = account.name.to_lowercase();
        let by_number = last4(account).as_ref() == Some(&bank.last4) || account.name.contains(&bank.last4);
        let whole = name == bank.name.to_lowercase();
        let theirs = bank.name.to_lowercase();
        let words = theirs.split_whitespace().filter(|word| word.len() > 2 && name.contains(word)).count();
        usize::from(by_number) * 100 + usize::from(whole) * 50 + words
    };
    let best = banks.iter().max_by_key(|account| score(account))?;
    (score(best) > 0).then(|| best.id.clone())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use ledger::books::AccountKind;
    use ledger::{Currency, MinorUnits};

    use super::*;

    fn bank(id: &str, name: &str, number: Option<&str>) -> Account {
        Account {
            id: id.into(),
            version: 0,
            name: name.to_owned(),
            number: number.map(str::to_owned),
            kind: AccountKind::Bank,
            subtype: Some("Checking".to_owned()),
            currency: Currency::USD,
            balance: MinorUnits(0),
            active: true,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn d11_the_account_that_looks_like_the_payout_bank_is_suggested() {
        let payout = PayoutBank { name: "First Coastal Operating".to_owned(), last4: "4821".to_owned() };
        let by_name = [bank("1", "Savings", None), bank("2", "Operating", None)];
        assert_eq!(suggested(&by_name, &payout), Some("2".into()));
        let by_number = [bank("1", "Main", Some("00-4821")), bank("2", "Operating", None)];
        assert_eq!(suggested(&by_number, &payout), Some("1".into()));
        assert_eq!(suggested(&[bank("1", "Savings", Some("12"))], &payout), None);
        assert_eq!(suggested(&[], &payout), None);
    }
}
