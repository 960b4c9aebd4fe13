//! `cargo xtask fuzz`: the fuzz targets with coverage guidance, two at a time.
//!
//! Coverage comes from the compiler's own passes and libFuzzer from its source, so that the project's compiler and any for
//! C++ will do; the targets and their samples are in `tests`, where they run with every test.

use std::fs::File;
use std::num::NonZeroU64;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::processes::{Background, Interrupted, pause, run};
use crate::workspace::{Outcome, cargo, root};

/// How the command is used.
pub const HELP: &str =
    "    MINUTES [target ...]      each target so long; what breaks one rests in build/fuzz/found\n";

/// Targets that run at once.
const WIDTH: usize = 2;
/// The longest input, in bytes.
const LENGTH_MAX: u32 = 8_192;
/// The longest time one input may take, in seconds: a pass over spoiled answers takes one.
const SECONDS_MAX: u32 = 30;
/// How often it is looked whether a target has ended.
const LOOK: Duration = Duration::from_millis(200);

/// Flags under which the compiler counts which edges are taken. Cargo does not know of them: remove `build/fuzz/target`
/// after changing one.
const FLAGS: [&str; 8] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
    "--cfg",
    "fuzzing",
];

/// Set when cargo calls this program in place of the compiler.
const COMPILING: &str = "XTASK_FUZZ_COMPILES";

/// Runs the targets of these names, or all.
pub fn fuzz(words: &[&str]) -> Outcome<bool> {
    let (minutes, names) = words.split_first().ok_or("how many minutes?\n".to_owned() + HELP)?;
    // For libFuzzer, no time is time without end.
    let minutes: NonZeroU64 = minutes.parse().map_err(|_| format!("{minutes} is no number of minutes"))?;
    let known = targets()?;
    if let Some(unknown) = names.iter().find(|name| !known.iter().any(|known| known == *name)) {
        return Err(format!("there is no target {unknown}; there are {}", known.join(", ")));
    }
    let chosen: Vec<String> =
        if names.is_empty() { known } else { names.iter().map(|name| (*name).to_owned()).collect() };
    let program = build()?;
    let interrupted = Interrupted::watch()?;
    let mut waiting = chosen.into_iter();
    let mut running: Vec<(String, Background)> = Vec::new();
    let mut found = Vec::new();
    loop {
        while running.len() < WIDTH && !interrupted.is_set() {
            let Some(name) = waiting.next() else { break };
            let started = start(&program, &name, minutes)?;
            running.push((name, started));
        }
        if running.is_empty() || interrupted.is_set() {
            break;
        }
        pause(LOOK);
        running.retain_mut(|(name, target)| match target.ended() {
            None => true,
            Some(status) => {
                let said = std::fs::read(place("log", name)).unwrap_or_default();
                let came_to = if status.success() { "nothing found" } else { "FOUND SOMETHING" };
                println!("{name}: {came_to}; {}", closing(&String::from_utf8_lossy(&said)));
                if !status.success() {
                    println!("    {}", place("log", name).display());
                    found.push(name.clone());
                }
                false
            }
        });
    }
    Ok(found.is_empty())
}

/// The names of the targets: the folders of their samples.
fn targets() -> Outcome<Vec<String>> {
    let folder = root().join("tests/fuzz/corpus");
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort_unstable();
    Ok(names)
}

fn build() -> Outcome<PathBuf> {
    let folder = root().join("build/fuzz/target");
    let ourselves = std::env::current_exe().map_err(|error| format!("where this program is: {error}"))?;
    let mut command = cargo("build");
    command
        // Without `--locked`: its lock file has to follow the workspace's packages, and nothing else builds it.
        .args(["--profile", "simulation", "--manifest-path", "tests/fuzz/Cargo.toml"])
        .arg("--target-dir")
        .arg(&folder)
        .env("RUSTC_WRAPPER", ourselves)
        .env(COMPILING, "1");
    if !run(&mut command)? {
        return Err("the fuzz targets cannot be built".to_owned());
    }
    Ok(folder.join("simulation/fuzz"))
}

/// Whether cargo calls this program in place of the compiler.
pub fn compiles() -> bool {
    std::env::var_os(COMPILING).is_some()
}

/// Becomes the compiler, which counts edges in the project's own code and in what is generic there. What others wrote is
/// not looked at: its edges would lead away from ours, and it need not be compiled again.
pub fn compile(words: &[&str]) -> Outcome<bool> {
    let (compiler, words) = words.split_first().ok_or("cargo names no compiler")?;
    let ours =
        std::env::var_os("CARGO_MANIFEST_DIR").is_some_and(|folder| Path::new(&folder).starts_with(root()));
    // A build script is linked without the fuzzer.
    let is_script = words.iter().any(|word| word.starts_with("build_script_"));
    let flags: &[&str] = if ours && !is_script { &FLAGS } else { &[] };
    let error = Command::new(compiler).args(words).args(flags).exec();
    Err(format!("{compiler}: {error}"))
}

/// Where a target has something of this kind.
fn place(kind: &str, name: &str) -> PathBuf {
    root().join("build/fuzz").join(kind).join(name)
}

fn start(program: &Path, name: &str, minutes: NonZeroU64) -> Outcome<Background> {
    let make = |folder: &Path| {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
    };
    make(&place("corpus", name))?;
    make(&place("found", name))?;
    make(&root().join("build/fuzz/log"))?;
    let log = place("log", name);
    let both = File::create(&log).and_then(|log| Ok((log.try_clone()?, log)));
    let (out, err) = both.map_err(|error| format!("{}: {error}", log.display()))?;
    println!("{name}: {minutes} minutes");
    let mut command = Command::new(program);
    command
        .env("FUZZ_TARGET", name)
        .arg(format!("-max_total_time={}", minutes.get() * 60))
        .arg(format!("-max_len={LENGTH_MAX}"))
        .arg(format!("-timeout={SECONDS_MAX}"))
        .arg(format!("-artifact_prefix={}/", place("found", name).display()))
        .args(["-print_final_stats=1", "-print_funcs=0"])
        .arg(place("corpus", name))
        .arg(root().join("tests/fuzz/corpus").join(name))
        .stdout(out)
        .stderr(err);
    Background::start(&mut command, Duration::from_secs(5))
}

/// The last line that says how often the target ran and how many edges were taken.
fn closing(said: &str) -> String {
    let line = said.lines().rev().find(|line| line.contains(" cov: "));
    let words: Vec<&str> = line.unwrap_or("it says no edges").split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_with_edges_is_the_closing() {
        let said = "#2\tINITED cov: 3 ft: 4 corp: 1/1b exec/s: 0 rss: 30Mb\n\
                    #800\tDONE   cov: 7 ft: 9 corp: 2/3b lim: 4 exec/s: 40 rss: 31Mb\nDone 800 runs in 20 second(s)\n";
        assert_eq!(closing(said), "#800 DONE cov: 7 ft: 9 corp: 2/3b lim: 4 exec/s: 40 rss: 31Mb");
        assert_eq!(closing("nothing"), "it says no edges");
    }
}
