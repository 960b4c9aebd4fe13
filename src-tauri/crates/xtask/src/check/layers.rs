//! Which of our packages may depend on which.

use super::Facts;
use crate::workspace::Package;

/// One of our packages, the ones of ours it may depend on, and whether its tests may reach further.
struct Layer {
    package: &'static str,
    may_use: &'static [&'static str],
    tests: Tests,
}

/// What a package's tests may depend on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tests {
    /// Nothing more than the package itself: it would be wrong even in a test.
    Same,
    /// Anything but the shell.
    Free,
}

const LAYERS: &[Layer] = &[
    Layer { package: "ledger", may_use: &[], tests: Tests::Same },
    Layer { package: "contract", may_use: &["ledger"], tests: Tests::Same },
    Layer { package: "engine", may_use: &["ledger"], tests: Tests::Free },
    Layer { package: "transport", may_use: &[], tests: Tests::Same },
    Layer { package: "quickbooks", may_use: &["ledger", "engine", "transport"], tests: Tests::Free },
    Layer { package: "alternative", may_use: &["ledger", "engine", "transport"], tests: Tests::Free },
    Layer { package: "store", may_use: &["ledger", "engine"], tests: Tests::Free },
    Layer { package: "vault", may_use: &["ledger", "engine"], tests: Tests::Free },
    Layer {
        package: "service",
        may_use: &[
            "ledger",
            "engine",
            "contract",
            "transport",
            "quickbooks",
            "alternative",
            "store",
            "vault",
        ],
        tests: Tests::Free,
    },
    // A wrong field name must not be wrong on both sides.
    Layer { package: "practice", may_use: &["ledger"], tests: Tests::Same },
    Layer { package: "cli", may_use: &["ledger", "contract", "service", "transport"], tests: Tests::Free },
    Layer {
        package: "acceptance",
        may_use: &[
            "ledger",
            "engine",
            "contract",
            "transport",
            "quickbooks",
            "alternative",
            "store",
            "vault",
            "service",
            "practice",
        ],
        tests: Tests::Free,
    },
    Layer { package: "xtask", may_use: &["contract", "ledger"], tests: Tests::Same },
];

/// Packages of others that only these of ours may use, tests aside.
const HOMES: &[(&str, &[&str])] = &[
    ("reqwest", &["transport"]),
    ("hyper", &["practice", "service"]),
    ("axum", &[]),
    ("sqlx", &["store"]),
    ("keyring", &["vault"]),
    ("keyring-core", &["vault"]),
    ("secret-service", &["vault"]),
    ("oauth2", &["quickbooks"]),
    ("tracing-subscriber", &["service"]),
];

/// Packages of others that these of ours may never use, tests aside: they do no input or output. The engine may emit
/// events for the log; where they go is decided in `service`.
const PURE: &[(&str, &[&str])] =
    &[("ledger", &["tokio", "futures", "async-trait", "serde_json", "tracing"]), ("engine", &["tokio"])];

/// The package of the desktop shell and where it is.
const SHELL: (&str, &str) = ("companion", "src-tauri");

/// Our packages depend on each other in one direction only.
pub fn inwards(facts: &Facts) -> Vec<String> {
    let names: Vec<&str> = facts.ours().map(|package| package.name.as_str()).collect();
    facts.ours().flat_map(|package| inwards_of(package, &names)).collect()
}

fn inwards_of(package: &Package, ours: &[&str]) -> Vec<String> {
    if is_shell(package) {
        return Vec::new();
    }
    let Some(layer) = LAYERS.iter().find(|layer| layer.package == package.name) else {
        return vec![format!("{} has no place in the layers yet; give it one in xtask", package.name)];
    };
    let wrong = package.dependencies.iter().filter(|dependency| {
        let own = dependency.name == package.name;
        let free = dependency.dev && layer.tests == Tests::Free && dependency.name != SHELL.0;
        ours.contains(&dependency.name.as_str())
            && !own
            && !free
            && !layer.may_use.contains(&dependency.name.as_str())
    });
    wrong.map(|dependency| format!("{} must not depend on {}", package.name, dependency.name)).collect()
}

/// Tauri is the shell's alone.
pub fn tauri(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for package in facts.ours().filter(|package| !is_shell(package)) {
        for dependency in package.dependencies.iter().filter(|one| one.name.starts_with("tauri")) {
            found.push(format!("{} must not depend on {}", package.name, dependency.name));
        }
    }
    found
}

/// What speaks to the world outside is used in one place.
pub fn homes(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for package in facts.ours().filter(|package| !matches!(package.name.as_str(), "acceptance" | "xtask")) {
        for dependency in package.dependencies.iter().filter(|dependency| !dependency.dev) {
            let name = dependency.name.as_str();
            let home = HOMES.iter().find(|(foreign, _)| *foreign == name);
            if let Some((_, homes)) = home.filter(|(_, homes)| !homes.contains(&package.name.as_str())) {
                let home = if homes.is_empty() { "the tests".to_owned() } else { homes.join(", ") };
                found.push(format!("{} must not use {name}; its home is {home}", package.name));
            }
            if PURE.iter().any(|(pure, never)| *pure == package.name && never.contains(&name)) {
                found.push(format!("{} does no input or output and must not use {name}", package.name));
            }
        }
    }
    found
}

fn is_shell(package: &Package) -> bool {
    package.name == SHELL.0 && package.folder.as_deref() == Some(SHELL.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::with_files;
    use crate::workspace::Dependency;

    fn package(name: &str, uses: &[&str], tests_use: &[&str]) -> Package {
        let dependency = |dev: bool| move |name: &&str| Dependency { name: (*name).to_owned(), dev };
        Package {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            license: None,
            folder: Some(format!("src-tauri/crates/{name}")),
            dependencies: uses
                .iter()
                .map(dependency(false))
                .chain(tests_use.iter().map(dependency(true)))
                .collect(),
        }
    }

    fn facts(packages: Vec<Package>) -> Facts {
        Facts { packages, ..with_files(&[]) }
    }

    #[test]
    fn the_core_knows_nothing_of_what_is_around_it() {
        let packages = vec![
            package("ledger", &["jiff"], &["insta"]),
            package("engine", &["ledger", "store"], &["practice"]),
            package("store", &["engine", "ledger", "sqlx"], &["store"]),
            package("practice", &["ledger"], &[]),
        ];
        assert_eq!(inwards(&facts(packages)), ["engine must not depend on store"]);
    }

    #[test]
    fn practice_shares_nothing_with_the_clients_even_in_tests() {
        let packages = vec![
            package("practice", &["ledger", "engine"], &["quickbooks"]),
            package("engine", &[], &[]),
            package("quickbooks", &[], &[]),
            package("ledger", &[], &[]),
        ];
        assert_eq!(
            inwards(&facts(packages)),
            ["practice must not depend on engine", "practice must not depend on quickbooks"]
        );
    }

    #[test]
    fn a_new_package_has_to_be_given_a_place() {
        let found = inwards(&facts(vec![package("relay", &[], &[])]));
        assert_eq!(found, ["relay has no place in the layers yet; give it one in xtask"]);
    }

    #[test]
    fn tauri_is_found_outside_the_shell_only() {
        let mut shell = package("companion", &["tauri", "service"], &[]);
        shell.folder = Some("src-tauri".to_owned());
        let packages = vec![shell, package("service", &["tauri-plugin-opener"], &[])];
        assert_eq!(tauri(&facts(packages)), ["service must not depend on tauri-plugin-opener"]);
    }

    #[test]
    fn the_network_has_one_home() {
        let packages = vec![
            package("transport", &["reqwest"], &[]),
            package("quickbooks", &["reqwest"], &["axum"]),
            package("ledger", &["tokio"], &["serde_json"]),
        ];
        assert_eq!(
            homes(&facts(packages)),
            [
                "quickbooks must not use reqwest; its home is transport",
                "ledger does no input or output and must not use tokio",
            ]
        );
    }
}
