//! Rules about lock files. That `Cargo.lock` fits the manifests is proved by `cargo metadata --locked`.

use super::Facts;

/// The only line of this kind that may stand in `Cargo.lock`.
const CRATES_IO: &str = r#"source = "registry+https://github.com/rust-lang/crates.io-index""#;
/// Where packages of the user interface come from.
const NPM: &str = r#""resolved": "https://registry.npmjs.org/"#;

/// Two versions of one of these would be two runtimes, two databases or two kinds of the same value.
const ONE_OF_EACH: [&str; 5] = ["http", "libsqlite3-sys", "reqwest", "rustls", "tokio"];

/// Whoever clones the project gets the same packages from the same public places.
pub fn sources(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    if !facts.files.iter().any(|file| file.path == "Cargo.lock") {
        found.push("Cargo.lock is not there".to_owned());
    }
    for file in &facts.files {
        let foreign: fn(&str) -> bool = match file.path.rsplit('/').next() {
            Some("Cargo.lock") => |line| line.starts_with("source = ") && line != CRATES_IO,
            Some("package-lock.json") => |line| line.contains("\"resolved\": ") && !line.contains(NPM),
            _ => continue,
        };
        for (at, line) in file.text.lines().enumerate().filter(|(_, line)| foreign(line)) {
            found.push(format!("{}:{} {}", file.path, at + 1, line.trim()));
        }
    }
    found
}

/// What must not be there twice is there once.
pub fn one_of_each(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for name in ONE_OF_EACH {
        let packages = facts.packages.iter().filter(|package| package.name == name);
        let versions: Vec<&str> = packages.map(|package| package.version.as_str()).collect();
        if versions.len() > 1 {
            found.push(format!("{name} is there as {}", versions.join(" and ")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::with_files;
    use crate::workspace::Package;

    #[test]
    fn a_second_runtime_is_found() {
        let package = |name: &str, version: &str| Package {
            name: name.to_owned(),
            version: version.to_owned(),
            license: None,
            folder: None,
            dependencies: Vec::new(),
        };
        let packages = vec![
            package("tokio", "0.3.7"),
            package("tokio", "1.54.0"),
            package("base64", "0.22.1"),
            package("base64", "0.23.1"),
        ];
        let facts = Facts { packages, ..with_files(&[]) };
        assert_eq!(one_of_each(&facts), ["tokio is there as 0.3.7 and 1.54.0"]);
    }

    #[test]
    fn packages_come_from_public_registries() {
        let lock = format!("version = 4\n{CRATES_IO}\nsource = \"git+https://example.com/fork\"\n");
        let npm =
            format!("{NPM}svelte/-/svelte.tgz\",\n\"resolved\": \"https://mirror.example/svelte.tgz\",\n");
        let facts = with_files(&[("Cargo.lock", &lock), ("ui/package-lock.json", &npm)]);
        assert_eq!(
            sources(&facts),
            [
                "Cargo.lock:3 source = \"git+https://example.com/fork\"",
                "ui/package-lock.json:2 \"resolved\": \"https://mirror.example/svelte.tgz\",",
            ]
        );
    }

    #[test]
    fn a_lock_file_has_to_be_there() {
        assert_eq!(sources(&with_files(&[])), ["Cargo.lock is not there"]);
    }
}
