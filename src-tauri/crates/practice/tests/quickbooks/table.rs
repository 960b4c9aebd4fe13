//! The page `docs/practice.md` says what is kept and what is open; here it is held to the code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use practice::switches::Switch;

/// The page.
const PAGE: &str = include_str!("../../../../docs/practice.md");

/// The tests of this package by the module they are in.
fn tests(folder: &Path, found: &mut BTreeMap<String, BTreeSet<String>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let names = text.split("fn ").skip(1).filter_map(|rest| rest.split_once('('));
            found.entry(module).or_default().extend(names.map(|(name, _)| name.to_owned()));
        }
    }
}

/// What stands in code marks in the last column of the tables of facts.
fn named() -> Vec<(String, String)> {
    let facts = PAGE.split_once("## Switches").unwrap().0;
    let mut named = Vec::new();
    for row in facts.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| fact |")) {
        let (_, column) = row.trim_end_matches(" |").rsplit_once(" | ").unwrap();
        let mut module = String::new();
        for word in column.split('`').skip(1).step_by(2) {
            let name = word.split_once("::").map_or(word, |(first, name)| {
                first.clone_into(&mut module);
                name
            });
            named.push((module.clone(), name.to_owned()));
        }
    }
    named
}

#[test]
fn every_fact_of_the_page_has_its_test() {
    let mut found = BTreeMap::new();
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests(&package.join("tests"), &mut found);
    tests(&package.join("src"), &mut found);
    let named = named();
    assert!(named.len() > 150, "only {} tests were read from the page", named.len());
    let missing: Vec<_> = named
        .iter()
        .filter(|(module, name)| {
            let of_module = found.get(module);
            of_module.is_none_or(|tests| name != "*" && !tests.contains(name))
        })
        .collect();
    assert!(missing.is_empty(), "the page names tests that are not there: {missing:?}");
}

#[test]
fn every_switch_is_on_the_page_with_its_values() {
    for switch in Switch::ALL {
        let values: Vec<_> = switch.values().iter().map(|value| format!("`{value}`")).collect();
        let row = format!("| {} | `{}`: {} |", switch.gap(), switch.name(), values.join(", "));
        assert!(PAGE.contains(&row), "the page does not say: {row}");
    }
}
