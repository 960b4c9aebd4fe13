//! The registered app of QuickBooks' sign-in, and every token given out.
//!
//! One consent is one *family* of tokens, bound to one company.

pub mod consents;
pub mod grant;
pub mod sign_in;

use crate::entropy::Entropy;
use crate::table::{Change, Persistent, ReplayError, Table};
use grant::{Access, Family, Refusal};
use sign_in::{Code, Flow};

/// The registered app, the people who can sign in, and every token given out.
#[derive(Debug, Clone)]
pub struct Intuit {
    pub client_id: String,
    pub client_secret: String,
    pub webhook_verifier: String,
    pub(crate) flows: Table<String, Flow>,
    pub(crate) codes: Table<String, Code>,
    families: Table<u64, Family>,
    /// Every refresh value ever given out, with its family.
    refresh_values: Table<String, u64>,
    access_tokens: Table<String, Access>,
    /// Refresh values that were answered with `invalid_grant`.
    refused: Table<String, Refusal>,
}

impl Intuit {
    /// A new app registration.
    pub fn found(entropy: &mut Entropy) -> Self {
        let client_id = format!("AB{}", entropy.word(48));
        let client_secret = entropy.word(40);
        let webhook_verifier = entropy.uuid();
        // Once the seed of a signing key. Companies of then are founded again from their number when they are opened, and
        // everything that is drawn after it has to come out the same.
        entropy.below(u64::MAX);
        Self {
            client_id,
            client_secret,
            webhook_verifier,
            flows: Table::default(),
            codes: Table::default(),
            families: Table::default(),
            refresh_values: Table::default(),
            access_tokens: Table::default(),
            refused: Table::default(),
        }
    }

    /// Goes back to an earlier state of the same registration.
    pub fn revert_to(&mut self, earlier: &Self) {
        self.flows.revert_to(&earlier.flows);
        self.codes.revert_to(&earlier.codes);
        self.families.revert_to(&earlier.families);
        self.refresh_values.revert_to(&earlier.refresh_values);
        self.access_tokens.revert_to(&earlier.access_tokens);
        self.refused.revert_to(&earlier.refused);
    }
}

impl Persistent for Intuit {
    fn drain(&mut self, prefix: &str, changes: &mut Vec<Change>) {
        self.flows.drain(&format!("{prefix}flows"), changes);
        self.codes.drain(&format!("{prefix}codes"), changes);
        self.families.drain(&format!("{prefix}families"), changes);
        self.refresh_values.drain(&format!("{prefix}refresh"), changes);
        self.access_tokens.drain(&format!("{prefix}access"), changes);
        self.refused.drain(&format!("{prefix}refused"), changes);
    }

    fn replay(&mut self, table: &str, key: &str, value: Option<&str>) -> Result<(), ReplayError> {
        match table {
            "flows" => self.flows.replay(table, key, value),
            "codes" => self.codes.replay(table, key, value),
            "families" => self.families.replay(table, key, value),
            "refresh" => self.refresh_values.replay(table, key, value),
            "access" => self.access_tokens.replay(table, key, value),
            "refused" => self.refused.replay(table, key, value),
            _ => Err(ReplayError::Table(table.to_owned())),
        }
    }
}
