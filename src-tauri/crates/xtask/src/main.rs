//! `cargo xtask`: the project's two commands, and the checks behind them.

mod bench;
mod check;
mod clients;
mod counts;
mod dependencies;
mod fuzz;
mod generate;
mod interface;
mod keychain_session;
mod packages;
mod parts;
mod processes;
mod python_environment;
mod run;
mod spelling;
mod tools;
mod window;
mod workspace;

use std::process::ExitCode;

use parts::Part;
use workspace::Outcome;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        _ if fuzz::compiles() => fuzz::compile(&words),
        [] | ["help" | "-h" | "--help"] => {
            print!("{}", help());
            return ExitCode::SUCCESS;
        }
        ["run", ref options @ ..] => run::Options::read(options).and_then(|options| run::run(&options)),
        ["test"] => parts::run(&Part::ALL),
        ["test", name] => test(name),
        ["bench", ref words @ ..] => bench::run(words),
        ["fuzz", ref words @ ..] => fuzz::fuzz(words),
        ["generate"] => generate::run(),
        ["check"] => parts::run(&[Part::Check]),
        _ => Err(usage(&words)),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(line) => {
            eprintln!("{line}");
            ExitCode::FAILURE
        }
    }
}

fn test(name: &str) -> Outcome<bool> {
    let part = Part::named(name).ok_or_else(|| {
        let names: Vec<&str> = Part::ALL.into_iter().map(Part::name).collect();
        format!("there is no part {name}; there are {}", names.join(", "))
    })?;
    parts::run(&[part])
}

fn usage(words: &[&str]) -> String {
    format!("cargo xtask does not know \"{}\"\n\n{}", words.join(" "), help())
}

fn help() -> String {
    let parts = Part::ALL.map(|part| format!("    {:<14} {}\n", part.name(), part.purpose()));
    format!(
        "cargo xtask run [options]    the practice company, from sign-in to \"everything agrees\"\n{}\n\
         cargo xtask generate         writes the contract in TypeScript anew\n\
         cargo xtask bench NAME       figures beside figures\n{}\n\
         cargo xtask fuzz             looks for answers, links and files that break something\n{}\n\
         cargo xtask test [part]      everything that CI runs, or one part of it\n{}",
        run::HELP,
        bench::HELP,
        fuzz::HELP,
        parts.concat()
    )
}
