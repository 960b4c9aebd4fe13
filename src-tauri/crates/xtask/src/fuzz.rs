//! `cargo xtask fuzz`: the fuzz targets with coverage guidance, two at a time.
//!
//! Coverage comes from the compiler's own passes, so that the project's compiler will do; the targets and their samples
//! are in `tests`, where they run with every test.

use std::path::PathBuf;
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

/// Flags under which the compiler counts which edges are taken.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing";

/// Runs the targets of these names, or all.
pub fn fuzz(words: &[&str]) -> Outcome<bool> {
    let (minutes, names) = words.split_first().ok_or("how many minutes?\n".to_owned() + HELP)?;
    let minutes: u64 = minutes.parse().map_err(|_| format!("{minutes} is no number of minutes"))?;
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
                println!("{name}: {}", if status.success() { "nothing found" } else { "FOUND SOMETHING" });
                if !status.success() {
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
    let mut command = cargo("build");
    command
        .args(["--release", "--locked", "--manifest-path", "tests/fuzz/Cargo.toml", "--target-dir"])
        .arg(&folder)
        // Build scripts and macros are built without: with a target they have flags of their own.
        .args(["--target", &host()?])
        .env("RUSTFLAGS", FLAGS);
    if !run(&mut command)? {
        return Err("the fuzz targets cannot be built".to_owned());
    }
    Ok(folder.join(host()?).join("release/fuzz"))
}

fn host() -> Outcome<String> {
    let output = Command::new("rustc").arg("-vV").output().map_err(|error| format!("rustc: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = said.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned);
    host.ok_or_else(|| "rustc does not say for which computer it compiles".to_owned())
}

fn start(program: &std::path::Path, name: &str, minutes: u64) -> Outcome<Background> {
    let of = |kind: &str| root().join("build/fuzz").join(kind).join(name);
    for kind in ["corpus", "found"] {
        std::fs::create_dir_all(of(kind)).map_err(|error| format!("{}: {error}", of(kind).display()))?;
    }
    println!("{name}: {minutes} minutes");
    let mut command = Command::new(program);
    command
        .env("FUZZ_TARGET", name)
        .arg(format!("-max_total_time={}", minutes * 60))
        .arg(format!("-max_len={LENGTH_MAX}"))
        .arg(format!("-timeout={SECONDS_MAX}"))
        .arg(format!("-artifact_prefix={}/", of("found").display()))
        .args(["-print_final_stats=1", "-verbosity=0"])
        .arg(of("corpus"))
        .arg(root().join("tests/fuzz/corpus").join(name));
    Background::start(&mut command, Duration::from_secs(5))
}
