//! What is generated and committed says what the program that writes it says.

use std::collections::BTreeMap;

use super::Facts;
use crate::generate::CONTRACT;

/// The contract in TypeScript is up to date.
pub fn contract(facts: &Facts) -> Vec<String> {
    let prefix = format!("{CONTRACT}/");
    let kept: BTreeMap<&str, &str> = facts
        .files
        .iter()
        .filter_map(|file| Some((file.path.strip_prefix(&prefix)?, file.text.as_str())))
        .collect();
    let files = contract::typescript::files();
    let wanted = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    if kept.into_iter().eq(wanted) {
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
        let paths = contract::typescript::files();
        let mut files: Vec<(String, String)> =
            paths.into_iter().map(|(name, text)| (format!("{CONTRACT}/{name}"), text)).collect();
        let findings = |files: &[(String, String)]| {
            let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
            contract(&with_files(&files)).len()
        };
        assert_eq!(findings(&files), 0);
        assert_eq!(findings(&files[1..]), 1, "one is missing");
        files.push((format!("{CONTRACT}/old.ts"), String::new()));
        assert_eq!(findings(&files), 1, "one is left over");
        files.pop();
        files[0].1.push(' ');
        assert_eq!(findings(&files), 1, "one says something else");
    }
}
