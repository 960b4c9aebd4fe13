//! Rules about the licenses of what we depend on. The list is the one in `deny.toml`, which cargo-deny reads too.

use spdx::{Expression, LicenseReq, ParseMode};

use super::Facts;

pub fn accepted(facts: &Facts) -> Vec<String> {
    let accepted = accepted_in(facts.text("deny.toml"));
    if accepted.is_empty() {
        return vec!["deny.toml lists no licenses".to_owned()];
    }
    let mut found = Vec::new();
    for package in &facts.packages {
        let name = format!("{} {}", package.name, package.version);
        match package.license.as_deref() {
            None => found.push(format!("{name} names no license")),
            Some(license) if !is_accepted(license, &accepted) => {
                found.push(format!("{name} is under {license}"));
            }
            Some(_) => {}
        }
    }
    found
}

/// Whether one of the ways this expression offers is made of accepted licenses only.
fn is_accepted(license: &str, accepted: &[String]) -> bool {
    let Ok(expression) = Expression::parse_mode(license, ParseMode::LAX) else { return false };
    expression.evaluate(|requirement: &LicenseReq| accepted.contains(&requirement.to_string()))
}

/// The strings of `allow = [ … ]` in the table `[licenses]`.
fn accepted_in(deny: &str) -> Vec<String> {
    let lines = deny.lines().map(str::trim).skip_while(|line| *line != "[licenses]").skip(1);
    let lines =
        lines.take_while(|line| !line.starts_with('[')).skip_while(|line| *line != "allow = [").skip(1);
    let entries = lines.take_while(|line| *line != "]").filter_map(|line| line.split('"').nth(1));
    entries.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::with_files;
    use crate::workspace::Package;

    const DENY: &str = "[bans]\nallow = [\n  \"tauri\",\n]\n[licenses]\nallow = [\n  \"MIT\", # plain\n  \"Apache-2.0\",\n  \"Apache-2.0 WITH LLVM-exception\",\n]\n";

    fn found(license: Option<&str>) -> Vec<String> {
        let mut facts = with_files(&[("deny.toml", DENY)]);
        facts.packages.push(Package {
            name: "jiff".to_owned(),
            version: "0.2.1".to_owned(),
            license: license.map(str::to_owned),
            folder: None,
            dependencies: Vec::new(),
        });
        accepted(&facts)
    }

    #[test]
    fn one_acceptable_way_is_enough() {
        for license in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0 OR MIT",
            "Apache-2.0 WITH LLVM-exception",
            "MIT AND Apache-2.0",
        ] {
            assert!(found(Some(license)).is_empty(), "{license}");
        }
    }

    #[test]
    fn anything_else_is_named() {
        assert_eq!(found(Some("MIT AND GPL-3.0-only")), ["jiff 0.2.1 is under MIT AND GPL-3.0-only"]);
        assert_eq!(found(Some("No such license")), ["jiff 0.2.1 is under No such license"]);
        assert_eq!(found(None), ["jiff 0.2.1 names no license"]);
    }

    #[test]
    fn the_list_has_to_be_there() {
        assert_eq!(accepted(&with_files(&[])), ["deny.toml lists no licenses"]);
    }
}
