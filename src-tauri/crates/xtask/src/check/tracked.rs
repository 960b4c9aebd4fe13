//! Rules about every tracked file, whatever its language.

use super::Facts;

/// Beginnings of paths that exist on build machines only. Written apart, so that this file does not break its own rule.
const BUILD_MACHINES: [&str; 4] =
    [concat!("/", "work/"), concat!("/", "farm/"), concat!("/", "root/"), concat!("/tmp/", "bash_jobs")];
/// A home or clone with a shorter path than this could be anybody's.
const PATH_LENGTH_MIN: usize = 6;

/// Parts of addresses under which companies and build machines mirror public registries.
const MIRRORS: [&str; 8] = [
    concat!("artif", "actory"),
    concat!("code", "artifact"),
    concat!("jf", "rog.io"),
    concat!("verd", "accio"),
    concat!("sonatype", "-nexus"),
    concat!("replace", "-with"),
    concat!("[source", ".crates-io]"),
    concat!("sparse", "+http"),
];

/// What the root of the repository is made of.
const TOP_LEVEL: [&str; 7] = ["Cargo.lock", "Cargo.toml", "README.md", "icons", "src-tauri", "tests", "ui"];
/// Settings that their tools look for at the root. `rust-toolchain.toml` has no other place: rustup looks from the
/// folder it is called in upwards.
const SETTINGS: [&str; 4] = ["clippy.toml", "deny.toml", "rust-toolchain.toml", "rustfmt.toml"];

/// Paths of the computer that checks: where its home and this clone are.
pub fn paths_of_this_machine() -> Vec<String> {
    let folders = std::env::home_dir().into_iter().chain([crate::workspace::root()]);
    let paths =
        folders.filter_map(|folder| folder.to_str().map(|path| format!("{}/", path.trim_end_matches('/'))));
    paths.filter(|path| path.len() >= PATH_LENGTH_MIN).collect()
}

pub fn machine_paths(facts: &Facts) -> Vec<String> {
    let known: Vec<&str> =
        BUILD_MACHINES.into_iter().chain(facts.machine_paths.iter().map(String::as_str)).collect();
    lines_with(facts, |line| known.iter().find(|path| begins_a_path(line, path)).copied())
}

/// Whether this is the beginning of a path, not a part of an address or of a longer one.
fn begins_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || "._-}$".contains(letter))
    })
}

pub fn hosts(facts: &Facts) -> Vec<String> {
    lines_with(facts, |line| MIRRORS.iter().find(|mirror| line.contains(*mirror)).copied())
}

fn lines_with<'a>(facts: &'a Facts, find: impl Fn(&'a str) -> Option<&'a str>) -> Vec<String> {
    let mut found = Vec::new();
    for file in &facts.files {
        for (at, line) in file.text.lines().enumerate() {
            if let Some(what) = find(line) {
                found.push(format!("{}:{} has {what}", file.path, at + 1));
            }
        }
    }
    found
}

/// A newcomer sees the parts of the project first: nothing else is at the root but dot files and licenses.
pub fn top_level(facts: &Facts) -> Vec<String> {
    let mut found: Vec<&str> = facts.files.iter().filter_map(|file| file.path.split('/').next()).collect();
    found.retain(|name| {
        !(TOP_LEVEL.contains(name)
            || SETTINGS.contains(name)
            || name.starts_with('.')
            || name.starts_with("LICENSE"))
    });
    found.dedup();
    found.into_iter().map(|name| format!("{name} does not belong at the root")).collect()
}

pub fn pending_snapshots(facts: &Facts) -> Vec<String> {
    let pending = |path: &str| path.ends_with(".snap.new") || path.ends_with(".pending-snap");
    let files = facts.files.iter().filter(|file| pending(&file.path));
    files.map(|file| format!("{} waits for review", file.path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::with_files;

    #[test]
    fn a_path_of_one_machine_is_found() {
        let farm = concat!("/", "farm/");
        let text = format!(
            "fine: /tmp/x\nbad: {farm}companion\nfine: $HOME{farm}\nfine: https://example.com{farm}a\n"
        );
        assert_eq!(machine_paths(&with_files(&[("notes.md", &text)])), [format!("notes.md:2 has {farm}")]);
    }

    #[test]
    fn a_path_of_the_machine_that_checks_is_found_and_a_sample_is_not() {
        let mut facts = with_files(&[("notes.md", "bad: /home/anna/companion\nfine: /home/pat/data\n")]);
        facts.machine_paths = vec!["/home/anna/".to_owned()];
        assert_eq!(machine_paths(&facts), ["notes.md:1 has /home/anna/"]);
    }

    #[test]
    fn a_mirror_is_found() {
        let text = format!("[registries]\nindex = \"{}s://mirror/\"\n", concat!("sparse", "+http"));
        let found = hosts(&with_files(&[(".cargo/config.toml", &text)]));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with(".cargo/config.toml:2 has "), "{found:?}");
    }

    #[test]
    fn what_does_not_belong_at_the_root_is_found() {
        let paths = [
            ".github/CONTRIBUTING.md",
            "CHANGELOG.md",
            "Cargo.lock",
            "LICENSE-MIT",
            "crates/engine/src/lib.rs",
            "crates/ledger/src/lib.rs",
            "rust-toolchain.toml",
            "src-tauri/build.rs",
        ];
        let files: Vec<(&str, &str)> = paths.iter().map(|path| (*path, "")).collect();
        assert_eq!(
            top_level(&with_files(&files)),
            ["CHANGELOG.md does not belong at the root", "crates does not belong at the root"]
        );
    }

    #[test]
    fn a_snapshot_that_nobody_accepted_is_found() {
        let facts = with_files(&[("a.snap", ""), ("b.snap.new", "")]);
        assert_eq!(pending_snapshots(&facts), ["b.snap.new waits for review"]);
    }
}
