//! The practice services as a child process: started with the practice company, ended with the companion, however that
//! ends. What they keep lies beside the practice company, so that a restart finds the same one.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use contract::{Code, Problem};
use serde::Deserialize;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::{oneshot, watch};

use super::lock;

/// Where they listen when nothing else does.
const USUAL: &str = "127.0.0.1:4010";
/// Any free port.
const ANYWHERE: &str = "127.0.0.1:0";
/// The note with the address of the last run: what the companion remembers is bound to it.
const ADDRESS_NOTE: &str = "address";
/// What they keep.
const FOLDER: &str = "services";
/// Making a company takes some seconds on a slow computer.
const READY_TIME: Duration = Duration::from_mins(1);
/// They have nothing to finish.
const END_TIME: Duration = Duration::from_secs(3);

/// Where the practice services come from.
#[derive(Debug, Clone)]
pub enum PracticeSource {
    /// There are none here.
    Missing,
    /// The `practice` program.
    Program(PathBuf),
    /// They run already; this is the line they printed when they were ready.
    Running(Box<Value>),
}

/// What they told when they were ready; its secrets never leave the host.
#[derive(Clone, Deserialize)]
pub(super) struct Ready {
    pub(super) base: String,
    pub(super) quickbooks: ReadyQuickbooks,
    pub(super) alternative: ReadyAlternative,
}

#[derive(Clone, Deserialize)]
pub(super) struct ReadyQuickbooks {
    pub(super) api: String,
    pub(super) discovery: String,
    pub(super) client_id: String,
    pub(super) client_secret: String,
}

#[derive(Clone, Deserialize)]
pub(super) struct ReadyAlternative {
    pub(super) api: String,
    partners: Vec<ReadyPartner>,
}

#[derive(Clone, Deserialize)]
pub(super) struct ReadyPartner {
    pub(super) client_id: String,
    pub(super) client_secret: String,
}

impl Ready {
    fn read(line: &str) -> Result<Self, Problem> {
        let ready: Self = serde_json::from_str(line).map_err(|error| cannot_start(&error))?;
        if ready.alternative.partners.is_empty() {
            return Err(cannot_start(&"they have no partner account"));
        }
        Ok(ready)
    }

    /// The partner account of the practice company.
    pub(super) fn partner(&self) -> &ReadyPartner {
        &self.alternative.partners[0]
    }
}

/// The services, running or not.
pub(super) struct Services {
    source: PracticeSource,
    folder: PathBuf,
    running: tokio::sync::Mutex<Option<Program>>,
    /// What the last ones told, while they run.
    ready: Arc<Mutex<Option<Arc<Ready>>>>,
    /// They ended by themselves.
    ended: Arc<Mutex<bool>>,
    /// The companion ends: none is started any more.
    closing: watch::Sender<bool>,
}

/// A running child.
struct Program {
    end: oneshot::Sender<()>,
    ended: watch::Receiver<bool>,
}

impl Services {
    pub(super) fn new(source: PracticeSource, folder: PathBuf) -> Self {
        Self {
            source,
            folder,
            running: tokio::sync::Mutex::default(),
            ready: Arc::default(),
            ended: Arc::default(),
            closing: watch::Sender::new(false),
        }
    }

    /// Whether there is anything to start.
    pub(super) fn can_start(&self) -> bool {
        match &self.source {
            PracticeSource::Missing => false,
            PracticeSource::Program(program) => program.is_file(),
            PracticeSource::Running(_) => true,
        }
    }

    /// What they told, while they run.
    pub(super) fn ready(&self) -> Option<Arc<Ready>> {
        lock(&self.ready).clone()
    }

    /// Whether they ended although nobody asked them to.
    pub(super) fn have_ended(&self) -> bool {
        *lock(&self.ended)
    }

    /// Starts them unless they run. `gone` is called when they end by themselves.
    pub(super) async fn start(&self, gone: impl FnOnce() + Send + 'static) -> Result<Arc<Ready>, Problem> {
        let mut running = self.running.lock().await;
        if let Some(ready) = self.ready() {
            return Ok(ready);
        }
        let ready = match &self.source {
            PracticeSource::Missing => return Err(missing()),
            PracticeSource::Running(ready) => Arc::new(Ready::read(&ready.to_string())?),
            PracticeSource::Program(program) => {
                let mut closing = self.closing.subscribe();
                let (ready, child, output) = tokio::select! {
                    biased;
                    _ = closing.wait_for(|closing| *closing) => return Err(self::closing()),
                    spawned = spawn(program, &self.folder) => spawned?,
                };
                let ready = Arc::new(ready);
                *running = Some(self.look_after(child, output, gone));
                ready
            }
        };
        *lock(&self.ready) = Some(Arc::clone(&ready));
        *lock(&self.ended) = false;
        Ok(ready)
    }

    /// Waits for the child in the background.
    fn look_after(
        &self,
        mut child: Child,
        output: BufReader<ChildStdout>,
        gone: impl FnOnce() + Send + 'static,
    ) -> Program {
        let (end, asked) = oneshot::channel();
        let (told, ended) = watch::channel(false);
        let (ready, by_itself) = (Arc::clone(&self.ready), Arc::clone(&self.ended));
        tokio::spawn(async move {
            // Kept open: a closed pipe would be an error for whoever writes to it.
            let _output = output;
            // Taken out, since waiting closes it; closing it asks them to end.
            let input = child.stdin.take();
            let alone = tokio::select! {
                _ = child.wait() => true,
                _ = asked => false,
            };
            *lock(&ready) = None;
            *lock(&by_itself) = alone;
            if alone {
                gone();
            } else {
                drop(input);
                if tokio::time::timeout(END_TIME, child.wait()).await.is_err() {
                    let _gone_already = child.kill().await;
                }
            }
            let _nobody_waits = told.send(true);
        });
        Program { end, ended }
    }

    /// Starts none from now on; whoever waits for a start is told.
    pub(super) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Whether the companion ends.
    pub(super) fn are_closed(&self) -> bool {
        *self.closing.borrow()
    }

    /// Ends them.
    pub(super) async fn end(&self) {
        let Some(child) = self.running.lock().await.take() else { return };
        let mut ended = child.ended;
        let _ended_already = child.end.send(());
        let _gone = ended.wait_for(|ended| *ended).await;
    }
}

/// Starts them where they were the last time, else where they usually are, else anywhere.
async fn spawn(program: &Path, folder: &Path) -> Result<(Ready, Child, BufReader<ChildStdout>), Problem> {
    private_folder(folder).map_err(|error| cannot_start(&error))?;
    let note = folder.join(ADDRESS_NOTE);
    let known = std::fs::read_to_string(&note).ok();
    let listen = known.filter(|address| is_free(address)).unwrap_or_else(usual);
    let started = match spawn_at(program, folder, &listen).await {
        // Somebody else was quicker.
        Err(_) if listen != ANYWHERE && !is_free(&listen) => spawn_at(program, folder, ANYWHERE).await,
        started => started,
    }?;
    let address = started.0.base.trim_start_matches("http://");
    std::fs::write(&note, address).map_err(|error| cannot_start(&error))?;
    Ok(started)
}

async fn spawn_at(
    program: &Path,
    folder: &Path,
    listen: &str,
) -> Result<(Ready, Child, BufReader<ChildStdout>), Problem> {
    let mut command = Command::new(program);
    command.args(["serve", "--with-parent", "--listen", listen, "--data"]).arg(folder.join(FOLDER));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    // Ctrl-C in a terminal ends the companion first, which then ends them.
    #[cfg(unix)]
    command.process_group(0);
    let mut child = command.spawn().map_err(|error| cannot_start(&error))?;
    let (Some(output), Some(mut complaints)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(cannot_start(&"they have no output"));
    };
    let mut output = BufReader::new(output);
    let mut line = String::new();
    let read = tokio::time::timeout(READY_TIME, output.read_line(&mut line)).await;
    read.map_err(|error| cannot_start(&error))?.map_err(|error| cannot_start(&error))?;
    if line.is_empty() {
        let mut said = String::new();
        let _read = complaints.read_to_string(&mut said).await;
        return Err(cannot_start(&said.trim()));
    }
    // What they complain about later goes to the log.
    tokio::spawn(async move {
        let mut lines = BufReader::new(complaints).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            tracing::warn!(line, "practice_complained");
        }
    });
    Ok((Ready::read(&line)?, child, output))
}

/// A folder that only this person may read.
fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

fn is_free(address: &str) -> bool {
    TcpListener::bind(address).is_ok()
}

fn usual() -> String {
    if is_free(USUAL) { USUAL.to_owned() } else { ANYWHERE.to_owned() }
}

fn missing() -> Problem {
    Problem::new(
        Code::NotOffered,
        "The practice services are not installed on this computer, so the practice company cannot be used.",
    )
    .hint("Use an installation that includes the practice program.")
}

fn cannot_start(error: &dyn std::fmt::Display) -> Problem {
    Problem::new(Code::Failed, "The practice services did not start.")
        .hint("Try again. The details show why it failed.")
        .detail("system", Some(error.to_string()))
}

fn closing() -> Problem {
    Problem::new(Code::Cancelled, "The app is quitting, so the practice services were not started.")
        .hint("Start it again.")
}

/// They ended although nobody asked them to.
pub(super) fn ended() -> Problem {
    Problem::new(Code::Unreachable, "The practice services have stopped. Nothing is lost.")
        .hint("Try again to restart them where they stopped.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ready_line_without_a_partner_is_told() {
        let quickbooks = r#"{"api":"a","discovery":"d","client_id":"i","client_secret":"s"}"#;
        let line = |partners: &str| {
            format!(
                r#"{{"base":"http://127.0.0.1:1","quickbooks":{quickbooks},"alternative":{{"api":"a","partners":{partners}}}}}"#
            )
        };
        let good = Ready::read(&line(r#"[{"client_id":"c","client_secret":"s"}]"#)).unwrap();
        assert_eq!(good.partner().client_id, "c");
        assert!(Ready::read(&line("[]")).is_err());
        assert!(Ready::read("").is_err());
    }

    #[tokio::test]
    async fn what_is_not_there_cannot_be_started() {
        let folder = tempfile::tempdir().unwrap();
        let services = Services::new(PracticeSource::Missing, folder.path().to_owned());
        assert!(!services.can_start());
        assert_eq!(services.start(|| {}).await.err().unwrap().code, Code::NotOffered);
        let program = PracticeSource::Program(folder.path().join("practice"));
        let services = Services::new(program, folder.path().to_owned());
        assert!(!services.can_start());
        assert_eq!(services.start(|| {}).await.err().unwrap().code, Code::Failed);
    }
}
