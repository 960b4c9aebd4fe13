//! Types of accounts, their classes and usual sides.

use serde::{Deserialize, Serialize};

/// `AccountType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountKind {
    Bank,
    AccountsReceivable,
    OtherCurrentAsset,
    FixedAsset,
    OtherAsset,
    AccountsPayable,
    CreditCard,
    OtherCurrentLiability,
    LongTermLiability,
    Equity,
    Income,
    CostOfGoodsSold,
    Expense,
    OtherIncome,
    OtherExpense,
    NonPosting,
}

impl AccountKind {
    /// Every type with its name.
    pub const ALL: &[(Self, &'static str)] = &[
        (Self::Bank, "Bank"),
        (Self::AccountsReceivable, "Accounts Receivable"),
        (Self::OtherCurrentAsset, "Other Current Asset"),
        (Self::FixedAsset, "Fixed Asset"),
        (Self::OtherAsset, "Other Asset"),
        (Self::AccountsPayable, "Accounts Payable"),
        (Self::CreditCard, "Credit Card"),
        (Self::OtherCurrentLiability, "Other Current Liability"),
        (Self::LongTermLiability, "Long Term Liability"),
        (Self::Equity, "Equity"),
        (Self::Income, "Income"),
        (Self::CostOfGoodsSold, "Cost of Goods Sold"),
        (Self::Expense, "Expense"),
        (Self::OtherIncome, "Other Income"),
        (Self::OtherExpense, "Other Expense"),
        (Self::NonPosting, "Non-Posting"),
    ];

    /// `AccountType`.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("Bank", |(_, name)| name)
    }

    /// The type of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(kind, _)| *kind)
    }

    /// `Classification`.
    pub fn classification(self) -> &'static str {
        match self {
            Self::Bank
            | Self::AccountsReceivable
            | Self::OtherCurrentAsset
            | Self::FixedAsset
            | Self::OtherAsset => "Asset",
            Self::AccountsPayable
            | Self::CreditCard
            | Self::OtherCurrentLiability
            | Self::LongTermLiability => "Liability",
            Self::Equity | Self::NonPosting => "Equity",
            Self::Income | Self::OtherIncome => "Revenue",
            Self::CostOfGoodsSold | Self::Expense | Self::OtherExpense => "Expense",
        }
    }

    /// Whether its balance shows debits as positive.
    pub fn is_debit(self) -> bool {
        matches!(self.classification(), "Asset" | "Expense")
    }

    /// The subtype given when only the type was named.
    pub fn default_subtype(self) -> &'static str {
        match self {
            Self::Bank => "Checking",
            Self::AccountsReceivable => "AccountsReceivable",
            Self::OtherCurrentAsset => "OtherCurrentAssets",
            Self::FixedAsset => "OtherFixedAssets",
            Self::OtherAsset => "OtherLongTermAssets",
            Self::AccountsPayable => "AccountsPayable",
            Self::CreditCard => "CreditCard",
            Self::OtherCurrentLiability => "OtherCurrentLiabilities",
            Self::LongTermLiability => "OtherLongTermLiabilities",
            Self::Equity | Self::NonPosting => "OpeningBalanceEquity",
            Self::Income => "SalesOfProductIncome",
            Self::CostOfGoodsSold => "SuppliesMaterialsCogs",
            Self::Expense => "OtherMiscellaneousServiceCost",
            Self::OtherIncome => "OtherMiscellaneousIncome",
            Self::OtherExpense => "OtherMiscellaneousExpense",
        }
    }
}
