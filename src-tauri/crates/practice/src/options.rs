//! What a practice server is started with.

use std::path::PathBuf;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::clock::{Clock, ClockMode, company_zone};
use crate::switches::{Switch, Switches};

/// Which company is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum CompanyKind {
    /// A managed-service provider with three years of books.
    #[default]
    Msp,
    /// The small sample company that public clients' own tests expect.
    Sample,
    /// A chart of accounts and nothing else.
    Empty,
}

impl CompanyKind {
    /// The switches that this company is served with unless told otherwise: the sample company takes the values that a
    /// known client's own tests rely on. They refresh with one token all day, and name no currency.
    pub fn switches(self) -> Switches {
        match self {
            Self::Msp | Self::Empty => Switches::default(),
            Self::Sample => Switches::default()
                .with(Switch::RefreshRotation, "same-within-24h")
                .with(Switch::CurrencyMissing, "customers-currency"),
        }
    }
}

/// What the companies are generated from: the same founding gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founding {
    pub company: CompanyKind,
    /// Invoices of the `msp` company.
    pub invoices: u32,
    pub seed: u64,
    /// How many companies, each with its own Alternative partner account.
    pub companies: u32,
    /// The day the books are laid out from.
    pub today: Date,
}

/// Everything a practice server is started with.
#[derive(Debug, Clone)]
pub struct Options {
    pub founding: Founding,
    pub clock: ClockMode,
    /// 429 beyond the published limits.
    pub throttle: bool,
    /// Leaves Alternative's integration endpoints out.
    pub documented_only: bool,
    pub switches: Switches,
    /// Where state is kept; memory only when absent.
    pub data: Option<PathBuf>,
    /// The address all own links start with, without a slash at the end.
    pub base: String,
}

/// Invoices of the `msp` company unless told otherwise.
pub const INVOICES_DEFAULT: u32 = 60;

impl Options {
    /// The defaults of the command line with this clock.
    pub fn new(clock: ClockMode) -> Self {
        let today = Clock::new(clock).now().to_zoned(company_zone()).date();
        Self {
            founding: Founding {
                company: CompanyKind::Msp,
                invoices: INVOICES_DEFAULT,
                seed: 1,
                companies: 1,
                today,
            },
            clock,
            throttle: true,
            documented_only: false,
            switches: Switches::default(),
            data: None,
            base: "http://127.0.0.1:4010".to_owned(),
        }
    }

    /// For tests: a manual clock, no throttle, this company.
    pub fn quiet(company: CompanyKind) -> Self {
        let mut options = Self::new(ClockMode::Manual);
        options.throttle = false;
        options.founding.company = company;
        options
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_company_takes_the_values_a_known_clients_own_tests_need() {
        let sample = CompanyKind::Sample.switches();
        assert!(sample.is(Switch::RefreshRotation, "same-within-24h"));
        assert!(sample.is(Switch::CurrencyMissing, "customers-currency"));
        assert!(sample.is(Switch::BankOnDepositLine, "accept"));
        assert!(CompanyKind::Msp.switches().is(Switch::RefreshRotation, "new-old-dead"));
    }
}
