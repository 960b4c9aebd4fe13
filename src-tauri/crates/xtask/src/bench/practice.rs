//! How the practice services bear many invoices: until they are ready, their memory, and a page of a query.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::processes::{self, Background};
use crate::run::http::Http;
use crate::window::Build;
use crate::workspace::{Outcome, cargo};

/// Small, and growing.
const SIZES: [u32; 3] = [1_000, 100_000, 1_000_000];
/// A page is asked for so often; the one that other work disturbed least counts.
const TRIES: u32 = 20;
const GRACE: Duration = Duration::from_secs(5);
/// The last full page of a thousand.
const PAGES: [(&str, &str); 2] = [
    ("first page", "select * from Invoice maxresults 1000"),
    (
        "changed since",
        "select * from Invoice where MetaData.LastUpdatedTime >= '2000-01-01' orderby MetaData.LastUpdatedTime maxresults 1000",
    ),
];

/// Prints a row for each size.
pub fn run() -> Outcome<bool> {
    let build = ["--locked", "--release", "--package", "practice", "--bins"];
    if !processes::run(cargo("build").args(build))? {
        return Err("the practice services do not build".to_owned());
    }
    let headings = PAGES.map(|(name, _)| format!("{name:>16}")).concat();
    println!("{:>10}{:>10}{:>12}{headings}", "invoices", "ready", "memory");
    for invoices in SIZES {
        println!("{}", row(invoices)?);
    }
    Ok(true)
}

fn row(invoices: u32) -> Outcome<String> {
    let started = clock();
    let mut command = Command::new(Build::Release.programs()?.join("practice"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--no-throttle"]);
    command.args(["--invoices", &invoices.to_string()]).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut services = Background::start(&mut command, GRACE)?;
    let (line, _output) = services.first_line()?;
    let ready = started.elapsed().as_secs_f64();
    let ready_line: Value = serde_json::from_str(&line).map_err(|error| format!("{line}: {error}"))?;
    let memory = peak_memory(services.child().id())?;
    let mut row = format!("{invoices:>10}{:>10}{:>12}", format!("{ready:.1} s"), format!("{memory} MiB"));
    for (_, query) in PAGES {
        let least = least_of(&ready_line, query)?;
        let milliseconds = format!("{:.0} ms", least.as_secs_f64() * 1000.0);
        row = format!("{row}{milliseconds:>16}");
    }
    Ok(row)
}

/// The least time of some tries.
fn least_of(ready: &Value, query: &str) -> Outcome<Duration> {
    let text = |pointer: &str| ready.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let http = Http::new();
    let realm = text("/quickbooks/companies/0/realm_id");
    let address = format!("{}/v3/company/{realm}/query", text("/quickbooks/api"));
    let token = text("/quickbooks/companies/0/access_token");
    let mut least = Duration::MAX;
    for _ in 0..TRIES {
        let started = clock();
        let page = http.read(&address, &token, &[("query", query)])?;
        least = least.min(started.elapsed());
        if page.status != 200 {
            return Err(format!("{address} answered {}: {}", page.status, page.text));
        }
    }
    Ok(least)
}

/// The most memory a process ever had, in MiB.
fn peak_memory(pid: u32) -> Outcome<u64> {
    let file = format!("/proc/{pid}/status");
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
    peak_in(&text).ok_or_else(|| format!("{file} tells no peak"))
}

fn peak_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().trim_end_matches(" kB").trim().parse().ok()?;
    Some(kib / 1024)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
fn clock() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_from_what_the_system_tells() {
        let status = "Name:\tpractice\nVmHWM:\t  195112 kB\nVmRSS:\t 1000 kB\n";
        assert_eq!(peak_in(status), Some(190));
        assert_eq!(peak_in("Name:\tpractice\n"), None);
    }
}
