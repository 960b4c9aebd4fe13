//! What is generated and committed says what the program that writes it says.

use super::Facts;
use crate::generate::CONTRACT;

/// The contract in TypeScript is up to date.
pub fn contract(facts: &Facts) -> Vec<String> {
    if facts.text(CONTRACT) == contract::typescript::module() {
        return Vec::new();
    }
    vec![format!("{CONTRACT} is out of date; run cargo xtask generate")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::with_files;

    #[test]
    fn an_old_contract_is_found() {
        let new = contract::typescript::module();
        assert!(contract(&with_files(&[(CONTRACT, &new)])).is_empty());
        let old = new.replacen("export type Commands", "export type Requests", 1);
        assert_eq!(contract(&with_files(&[(CONTRACT, &old)])).len(), 1);
    }
}
