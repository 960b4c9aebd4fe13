//! Inside a crate of several layers, which part may name which.

use super::Facts;

/// A crate whose parts stand on each other, the lowest first.
struct Stack {
    sources: &'static str,
    parts: &'static [&'static str],
    /// Whether what is in none of the parts is the ground below them, and names none.
    grounded: bool,
}

const STACKS: &[Stack] = &[
    Stack { sources: "src-tauri/crates/engine/src", parts: &["plan", "apply", "tick"], grounded: false },
    Stack {
        sources: "src-tauri/crates/practice/src",
        parts: &["state", "world", "api", "server"],
        grounded: true,
    },
    Stack {
        sources: "src-tauri/crates/service/src",
        parts: &["use_cases", "runtime", "loopback_host"],
        grounded: true,
    },
];

/// A part names only the parts below it, tests aside.
pub fn inwards(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for file in facts.rust().filter(|file| !file.path.ends_with("tests.rs")) {
        let Some((stack, rest)) = STACKS
            .iter()
            .find_map(|stack| Some((stack, file.path.strip_prefix(stack.sources)?.strip_prefix('/')?)))
        else {
            continue;
        };
        let Some(above) = above(stack, rest) else { continue };
        let code = file.text.lines().enumerate().take_while(|(_, line)| line.trim() != "#[cfg(test)]");
        for (at, line) in code.filter(|(_, line)| !line.trim_start().starts_with("//")) {
            if let Some(part) = above.iter().find(|part| names(line, part)) {
                found.push(format!("{}:{} names `{part}`, which stands on it", file.path, at + 1));
            }
        }
    }
    found
}

/// The parts that a file must not name; nothing for the file that puts the crate together.
fn above(stack: &Stack, path: &str) -> Option<&'static [&'static str]> {
    let first = path.split('/').next().unwrap_or(path).trim_end_matches(".rs");
    if matches!(first, "lib" | "main") {
        return None;
    }
    match stack.parts.iter().position(|part| *part == first) {
        Some(own) => Some(&stack.parts[own + 1..]),
        None => stack.grounded.then_some(stack.parts),
    }
}

fn names(line: &str, part: &str) -> bool {
    let path = format!("crate::{part}");
    line.match_indices(&path).any(|(at, _)| {
        !line[at + path.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::with_files;

    #[test]
    fn a_part_that_names_one_above_it_is_found() {
        let facts = with_files(&[
            (
                "src-tauri/crates/service/src/host.rs",
                "use crate::use_cases::status;\nuse crate::use_cases_of;\n",
            ),
            (
                "src-tauri/crates/service/src/use_cases/status/mod.rs",
                "// crate::runtime\nuse crate::runtime::app;\n",
            ),
            ("src-tauri/crates/service/src/runtime/app.rs", "use crate::use_cases::status;\n"),
            ("src-tauri/crates/service/src/lib.rs", "use crate::runtime::app;\n"),
            ("src-tauri/crates/practice/src/world.rs", "#[cfg(test)]\nmod tests { use crate::server::x; }\n"),
        ]);
        assert_eq!(
            inwards(&facts),
            [
                "src-tauri/crates/service/src/host.rs:1 names `use_cases`, which stands on it",
                "src-tauri/crates/service/src/use_cases/status/mod.rs:2 names `runtime`, which stands on it",
            ]
        );
    }
}
