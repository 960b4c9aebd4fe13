//! Rules about the manifests of our packages.

use super::Facts;

/// Crates whose public items are all documented, by the compiler's word.
const DOCUMENTED: [&str; 4] = ["ledger", "engine", "contract", "transport"];

/// Lints and terms are written once, for the whole workspace.
pub fn inherit(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for package in facts.ours() {
        let path = manifest(package.folder.as_deref().unwrap_or_default());
        let text = facts.text(&path);
        for line in ["edition.workspace = true", "license.workspace = true", "publish.workspace = true"] {
            if !text.lines().any(|have| have.trim() == line) {
                found.push(format!("{path} has no line {line}"));
            }
        }
        if !text.contains("[lints]\nworkspace = true") {
            found.push(format!("{path} does not take the workspace's lints"));
        }
    }
    found
}

/// The core's public items are documented or it does not compile.
pub fn documented(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for package in facts.ours().filter(|package| DOCUMENTED.contains(&package.name.as_str())) {
        let path = format!("{}/src/lib.rs", package.folder.as_deref().unwrap_or_default());
        if !facts.text(&path).contains("#![deny(missing_docs") {
            found.push(format!("{path} does not deny missing_docs"));
        }
    }
    found
}

fn manifest(folder: &str) -> String {
    if folder.is_empty() { "Cargo.toml".to_owned() } else { format!("{folder}/Cargo.toml") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::with_files;
    use crate::workspace::Package;

    fn facts(files: &[(&str, &str)]) -> Facts {
        let mut facts = with_files(files);
        facts.packages.push(Package {
            name: "ledger".to_owned(),
            version: "0.1.0".to_owned(),
            license: None,
            folder: Some("ledger".to_owned()),
            dependencies: Vec::new(),
        });
        facts
    }

    #[test]
    fn a_package_with_terms_of_its_own_is_found() {
        let text = "edition.workspace = true\nlicense = \"MIT\"\npublish.workspace = true\n[lints]\nworkspace = true\n";
        assert_eq!(
            inherit(&facts(&[("ledger/Cargo.toml", text)])),
            ["ledger/Cargo.toml has no line license.workspace = true"]
        );
    }

    #[test]
    fn a_package_without_our_lints_is_found() {
        let text = "edition.workspace = true\nlicense.workspace = true\npublish.workspace = true\n";
        assert_eq!(
            inherit(&facts(&[("ledger/Cargo.toml", text)])),
            ["ledger/Cargo.toml does not take the workspace's lints"]
        );
    }

    #[test]
    fn a_core_crate_without_the_lint_is_found() {
        let found = documented(&facts(&[("ledger/src/lib.rs", "//! Money.\n")]));
        assert_eq!(found, ["ledger/src/lib.rs does not deny missing_docs"]);
        assert!(documented(&facts(&[("ledger/src/lib.rs", "#![deny(missing_docs)]\n")])).is_empty());
    }
}
