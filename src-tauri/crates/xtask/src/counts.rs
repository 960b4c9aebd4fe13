//! What the runners say at their end.

/// Tests that passed, failed, and were left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Counts {
    pub fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

/// The closing lines of a runner and their sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    pub lines: Vec<String>,
    pub counts: Counts,
}

/// Finds the closing lines of cargo-nextest, `cargo test`, our own checks and scripts, and the runners of the pages. `None` when the runner ended without one.
pub fn closing(said: &[String]) -> Option<Closing> {
    let mut found = Closing { lines: Vec::new(), counts: Counts::default() };
    for line in said {
        if let Some(counts) =
            [nextest, cargo_test, own_checks, vitest, node].into_iter().find_map(|read| read(line))
        {
            found.counts = found.counts.plus(counts);
            found.lines.push(line.trim().to_owned());
        }
    }
    (!found.lines.is_empty()).then_some(found)
}

/// `Summary [   1.2s] 9/10 tests run: 7 passed (1 slow), 1 failed, 1 timed out, 3 skipped`
fn nextest(line: &str) -> Option<Counts> {
    let rest = line.trim().strip_prefix("Summary [")?;
    let (_, results) = rest.split_once(" run: ")?;
    Some(sum(results.split(',')))
}

/// `test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s`
fn cargo_test(line: &str) -> Option<Counts> {
    let rest = line.trim().strip_prefix("test result: ")?;
    let (_, results) = rest.split_once(". ")?;
    Some(sum(results.split(';')))
}

/// `check: 12 passed, 0 failed`, and the same of the scripted clients.
fn own_checks(line: &str) -> Option<Counts> {
    let results = ["check: ", "clients: "].into_iter().find_map(|word| line.strip_prefix(word))?;
    Some(sum(results.split(',')))
}

/// `      Tests  3 failed | 40 passed | 1 skipped (44)`
fn vitest(line: &str) -> Option<Counts> {
    Some(sum(line.trim().strip_prefix("Tests  ")?.split('|')))
}

/// `ℹ pass 12`, `ℹ fail 0`, `ℹ cancelled 0`, each on a line of its own.
fn node(line: &str) -> Option<Counts> {
    let (word, number) = line.trim().strip_prefix("ℹ ")?.split_once(' ')?;
    let number: u64 = number.parse().ok()?;
    match word {
        "pass" => Some(Counts { passed: number, ..Counts::default() }),
        "fail" | "cancelled" => Some(Counts { failed: number, ..Counts::default() }),
        "skipped" | "todo" => Some(Counts { skipped: number, ..Counts::default() }),
        _ => None,
    }
}

fn sum<'a>(results: impl Iterator<Item = &'a str>) -> Counts {
    let mut counts = Counts::default();
    for result in results {
        let result = result.trim();
        let digits = result.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(result.len());
        let (Ok(number), words) = (result[..digits].parse::<u64>(), result[digits..].trim()) else {
            continue;
        };
        if words.starts_with("passed") {
            counts.passed += number;
        } else if ["failed", "timed out", "exec failed"].iter().any(|word| words.starts_with(word)) {
            counts.failed += number;
        } else if words.starts_with("skipped") || words.starts_with("ignored") {
            counts.skipped += number;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<(u64, u64, u64)> {
        let counts = closing(&[line.to_owned()])?.counts;
        Some((counts.passed, counts.failed, counts.skipped))
    }

    #[test]
    fn nextest_is_understood_in_every_form() {
        assert_eq!(of("     Summary [   0.026s] 3 tests run: 3 passed, 0 skipped"), Some((3, 0, 0)));
        assert_eq!(
            of("     Summary [  61.0s] 3 tests run: 3 passed (1 slow, 1 flaky), 7 skipped"),
            Some((3, 0, 7))
        );
    }

    #[test]
    fn a_test_that_timed_out_has_failed() {
        let line = "     Summary [  61.0s] 8/10 tests run: 5 passed (2 slow), 1 failed, 1 timed out, 1 exec failed, 3 skipped";
        assert_eq!(of(line), Some((5, 3, 3)));
        assert_eq!(of("     Summary [   0.1s] 1 test run: 0 passed, 1 failed, 0 skipped"), Some((0, 1, 0)));
    }

    #[test]
    fn cargo_test_says_it_once_a_binary() {
        let said = [
            "running 2 tests".to_owned(),
            "test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 1 filtered out; finished in 0.00s".to_owned(),
            "test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s".to_owned(),
        ];
        let closing = closing(&said).unwrap();
        assert_eq!(closing.counts, Counts { passed: 3, failed: 1, skipped: 1 });
        assert_eq!(closing.lines.len(), 2);
    }

    #[test]
    fn the_runners_of_the_user_interface_are_understood() {
        assert_eq!(of("      Tests  2 failed | 40 passed | 1 skipped (43)"), Some((40, 2, 1)));
        assert_eq!(of("      Tests  43 passed (43)"), Some((43, 0, 0)));
        assert_eq!(of(" Test Files  9 passed (9)"), None);
        let said = ["ℹ tests 5", "ℹ pass 3", "ℹ fail 1", "ℹ cancelled 1", "ℹ duration_ms 120.5"];
        let counts = closing(&said.map(str::to_owned)).unwrap().counts;
        assert_eq!(counts, Counts { passed: 3, failed: 2, skipped: 0 });
    }

    #[test]
    fn our_own_checks_are_counted_like_tests() {
        assert_eq!(of("check: 12 passed, 1 failed"), Some((12, 1, 0)));
    }

    #[test]
    fn the_scripted_clients_are_counted() {
        assert_eq!(of("clients: 171 passed, 1 failed, 2 skipped"), Some((171, 1, 2)));
        // Python's own runner closes without saying how many passed.
        assert_eq!(of("FAILED (failures=1, errors=2)"), None);
    }

    #[test]
    fn a_runner_that_never_closed_has_no_counts() {
        assert_eq!(of("error: could not compile `ledger`"), None);
        assert_eq!(of("a test that prints: 3 passed"), None);
    }
}
