//! System packages: installed where we may, otherwise the one line to run.

use std::process::{Command, Stdio};

use crate::tools;
use crate::workspace::Outcome;

/// How this person may install packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Right {
    Root,
    /// `sudo` without a password.
    Sudo,
    None,
}

/// Installs these Debian packages, or says which line does.
pub fn install(names: &[&str]) -> Outcome<()> {
    if tools::find("apt-get").is_none() {
        return Err(format!(
            "install these with your system's package manager, then start again: {}",
            names.join(" ")
        ));
    }
    let right = right();
    if right == Right::None {
        return Err(format!("run this once, then start again: {}", line_to_run(names)));
    }
    println!("installing {}", names.join(" "));
    let updated = apt(right, &["update", "-qq"]);
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(names);
    match (apt(right, &arguments), updated) {
        (Ok(true), _) => Ok(()),
        (_, Ok(true)) => Err(format!("apt-get could not install {}", names.join(" "))),
        _ => Err("apt-get could not read the lists of packages; is this computer online?".to_owned()),
    }
}

fn line_to_run(names: &[&str]) -> String {
    format!("sudo apt-get install -y {}", names.join(" "))
}

fn right() -> Right {
    if rustix::process::geteuid().is_root() {
        return Right::Root;
    }
    let quiet =
        Command::new("sudo").args(["-n", "true"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if quiet.is_ok_and(|status| status.success()) { Right::Sudo } else { Right::None }
}

fn apt(right: Right, arguments: &[&str]) -> Outcome<bool> {
    let program = apt_program(right);
    let status = Command::new(program[0])
        .args(&program[1..])
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("apt-get cannot be started: {error}"))?;
    Ok(status.success())
}

/// `env` carries the setting through sudo, which clears the environment.
fn apt_program(right: Right) -> Vec<&'static str> {
    let mut program = if right == Right::Sudo { vec!["sudo", "-n"] } else { Vec::new() };
    program.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    program
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_to_run_can_be_pasted() {
        assert_eq!(line_to_run(&["dbus", "gnome-keyring"]), "sudo apt-get install -y dbus gnome-keyring");
    }

    #[test]
    fn apt_asks_no_questions_whoever_runs_it() {
        assert_eq!(apt_program(Right::Root), ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        assert_eq!(apt_program(Right::Sudo)[..3], ["sudo", "-n", "env"]);
    }
}
