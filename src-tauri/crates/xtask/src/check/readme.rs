//! Rules about the page a newcomer sees first.

use super::Facts;

/// After the title and one sentence come the two commands.
const COMMANDS: [&str; 2] = ["cargo xtask run", "cargo xtask test"];
/// The two commands are within the first lines.
const LINES_MAX: usize = 10;

pub fn commands_first(facts: &Facts) -> Vec<String> {
    let first: Vec<&str> = facts.text("README.md").lines().take(LINES_MAX).map(str::trim).collect();
    let there = |command: &&&str| first.iter().any(|line| line.trim_matches('`').starts_with(**command));
    let missing = COMMANDS.iter().filter(|command| !there(command));
    missing.map(|command| format!("README.md does not begin with {command}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::with_files;

    #[test]
    fn a_readme_that_begins_with_something_else_is_found() {
        let right = "# Companion\n\nIt syncs.\n\n```\ncargo xtask run\ncargo xtask test [part]\n```\n";
        assert!(commands_first(&with_files(&[("README.md", right)])).is_empty());
        let late = format!("# Companion\n{}cargo xtask run\n", "It syncs.\n".repeat(20));
        assert_eq!(commands_first(&with_files(&[("README.md", &late)])).len(), 2);
    }
}
