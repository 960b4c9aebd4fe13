//! Programs that we start: to their end with their words passed on, or beside us until we end them.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::workspace::Outcome;

/// How often we look whether a program that was asked to end has ended.
const LOOK: Duration = Duration::from_millis(20);

/// Set once somebody pressed Ctrl-C or asked us to end.
#[derive(Debug, Clone)]
pub struct Interrupted(Arc<AtomicBool>);

impl Interrupted {
    /// From now on Ctrl-C no longer ends us at once: what we started is ended first, in order.
    pub fn watch() -> Outcome<Self> {
        let flag = Arc::new(AtomicBool::new(false));
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP]
        {
            signal_hook::flag::register(signal, Arc::clone(&flag))
                .map_err(|error| format!("signals cannot be watched: {error}"))?;
        }
        Ok(Self(flag))
    }

    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Waits a little.
#[expect(clippy::disallowed_methods, reason = "waiting for other programs is what a task runner does")]
pub fn pause(duration: Duration) {
    std::thread::sleep(duration);
}

/// Runs a program to its end; its words go to the terminal. Whether it went well.
pub fn run(command: &mut Command) -> Outcome<bool> {
    let name = name_of(command);
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("{name} cannot be started: {error}"))?;
    Ok(status.success())
}

/// How a program ended, and every line it said.
#[derive(Debug)]
pub struct Said {
    pub success: bool,
    pub lines: Vec<String>,
}

/// Runs a program to its end and keeps its lines while passing them on.
pub fn run_and_listen(command: &mut Command) -> Outcome<Said> {
    let name = name_of(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{name} cannot be started: {error}"))?;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let out = child.stdout.take().map(|stream| pass_on(stream, std::io::stdout(), &lines));
    let err = child.stderr.take().map(|stream| pass_on(stream, std::io::stderr(), &lines));
    for thread in [out, err].into_iter().flatten() {
        thread.join().map_err(|_| format!("the words of {name} were lost"))?;
    }
    let status = child.wait().map_err(|error| format!("{name}: {error}"))?;
    let lines = std::mem::take(&mut *lines.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(Said { success: status.success(), lines })
}

fn pass_on(
    from: impl Read + Send + 'static,
    mut to: impl Write + Send + 'static,
    lines: &Arc<Mutex<Vec<String>>>,
) -> std::thread::JoinHandle<()> {
    let lines = Arc::clone(lines);
    std::thread::spawn(move || {
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            // A terminal that went away is no reason to stop what runs.
            let _ = writeln!(to, "{line}");
            lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    })
}

/// A program beside us. It is ended when this is dropped.
///
/// It has a process group of its own: Ctrl-C in the terminal reaches only us, and we end everything in order.
#[derive(Debug)]
pub struct Background {
    name: String,
    child: Child,
    grace: Duration,
}

impl Background {
    /// Starts a program that gets `grace` to end by itself once it was asked to.
    pub fn start(command: &mut Command, grace: Duration) -> Outcome<Self> {
        let name = name_of(command);
        let child =
            command.process_group(0).spawn().map_err(|error| format!("{name} cannot be started: {error}"))?;
        Ok(Self { name, child, grace })
    }

    /// The program's standard streams.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Its first line on standard output; the rest of the stream is handed back.
    pub fn first_line(&mut self) -> Outcome<(String, BufReader<std::process::ChildStdout>)> {
        let stream =
            self.child.stdout.take().ok_or_else(|| format!("{} has no output to read", self.name))?;
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        let read = reader.read_line(&mut line).map_err(|error| format!("{}: {error}", self.name))?;
        if read == 0 {
            return Err(format!("{} ended before it was ready", self.name));
        }
        Ok((line.trim_end().to_owned(), reader))
    }

    /// Asks it to end, waits, and ends it the hard way when it does not.
    pub fn end(&mut self) {
        if self.ended().is_some() {
            return;
        }
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let mut waited = Duration::ZERO;
        while waited < self.grace {
            if self.ended().is_some() {
                return;
            }
            pause(LOOK);
            waited += LOOK;
        }
        eprintln!("{} did not end in time", self.name);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.end();
    }
}

fn name_of(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn both_streams_are_heard() {
        let said = run_and_listen(&mut sh("echo one; echo two >&2; exit 3")).unwrap();
        assert!(!said.success);
        let mut lines = said.lines;
        lines.sort_unstable();
        assert_eq!(lines, ["one", "two"]);
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let words = run(&mut Command::new("no-such-program")).unwrap_err();
        assert!(words.starts_with("no-such-program cannot be started"), "{words}");
    }

    #[test]
    fn a_background_program_is_asked_to_end() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join("note");
        let mut command =
            sh(r#"trap 'echo asked > "$0"; exit 0' TERM; echo ready; while :; do sleep 0.05; done"#);
        command.arg(&note).stdout(Stdio::piped());
        let mut program = Background::start(&mut command, Duration::from_secs(10)).unwrap();
        assert_eq!(program.first_line().unwrap().0, "ready");
        drop(program);
        assert_eq!(std::fs::read_to_string(note).unwrap(), "asked\n");
    }

    #[test]
    fn one_that_does_not_listen_is_ended_all_the_same() {
        let mut command = sh("trap '' TERM; echo ready; while :; do sleep 0.05; done");
        let mut program =
            Background::start(command.stdout(Stdio::piped()), Duration::from_millis(60)).unwrap();
        program.first_line().unwrap();
        program.end();
        assert!(program.ended().is_some_and(|status| !status.success()));
    }

    #[test]
    fn one_that_ends_before_it_is_ready_is_told() {
        let mut program =
            Background::start(sh("exit 1").stdout(Stdio::piped()), Duration::from_secs(1)).unwrap();
        assert_eq!(program.first_line().unwrap_err(), "sh ended before it was ready");
    }
}
