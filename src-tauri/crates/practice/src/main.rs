//! `practice`: the simulated services on a loopback port.

use std::fs::OpenOptions;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use practice::options::INVOICES_DEFAULT;
use practice::switches::Switch;
use practice::{ClockMode, CompanyKind, Options, Practice};
use tokio::net::TcpListener;

/// Simulated QuickBooks Online and Alternative Payments.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until told to stop; prints one line of JSON when ready.
    Serve(Serve),
    /// List the switches for what is not known about the real services.
    Switches,
}

#[derive(Args)]
struct Serve {
    /// Loopback address to listen on; port 0 picks one.
    #[arg(long, default_value = "127.0.0.1:4010")]
    listen: SocketAddr,
    #[arg(long, value_enum, default_value_t)]
    company: CompanyKind,
    /// Invoices of the msp company.
    #[arg(long, default_value_t = INVOICES_DEFAULT, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    invoices: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many companies, each with a partner account of its own.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=50))]
    companies: u32,
    /// Keep state here across restarts.
    #[arg(long)]
    data: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    clock: ClockMode,
    /// Never answer 429.
    #[arg(long)]
    no_throttle: bool,
    /// Leave Alternative's integration endpoints out.
    #[arg(long)]
    documented_only: bool,
    /// Set a switch (see `practice switches`); may be repeated.
    #[arg(long = "switch", value_name = "NAME=VALUE")]
    switches: Vec<String>,
    /// End when standard input closes: with the program that started the services, however that ends.
    #[arg(long)]
    with_parent: bool,
}

impl Serve {
    fn options(&self, base: String) -> Result<Options, String> {
        let mut options = Options::new(self.clock);
        options.founding.company = self.company;
        options.founding.invoices = self.invoices;
        options.founding.seed = self.seed;
        options.founding.companies = self.companies;
        options.throttle = !self.no_throttle;
        options.documented_only = self.documented_only;
        options.data.clone_from(&self.data);
        options.base = base;
        let mut switches = self.company.switches();
        for text in &self.switches {
            switches.set(text)?;
        }
        options.switches = switches;
        Ok(options)
    }
}

/// What is printed when ready is kept beside the state too: for whoever did not start the services but plays in them.
const READY_NOTE: &str = "ready.json";

/// Only this person may read it: it has the keys of the practice services.
fn leave_note(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.write(true).create(true).truncate(true).open(path)?;
    writeln!(file, "{text}")
}

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(serve) => match run(&serve).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("practice: {error}");
                ExitCode::FAILURE
            }
        },
        Command::Switches => {
            // A reader that has seen enough (`| head`) goes away: that is no failure.
            let _gone = list_switches(&mut std::io::stdout().lock());
            ExitCode::SUCCESS
        }
    }
}

fn list_switches(out: &mut impl Write) -> std::io::Result<()> {
    for switch in Switch::ALL {
        writeln!(out, "{:<5}{}={}", switch.gap(), switch.name(), switch.values().join("|"))?;
        writeln!(out, "     {}", switch.about())?;
        writeln!(out, "     missing: {}", switch.missing())?;
    }
    out.flush()
}

async fn run(serve: &Serve) -> Result<(), String> {
    if !serve.listen.ip().is_loopback() {
        return Err(format!(
            "{} is not a loopback address: practice services stay on this computer",
            serve.listen
        ));
    }
    let stop = told_to_stop().map_err(|error| error.to_string())?;
    let listener =
        TcpListener::bind(serve.listen).await.map_err(|error| format!("{}: {error}", serve.listen))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let options = serve.options(format!("http://{address}"))?;
    let mut asked = options.founding.clone();
    let practice = Practice::new(options).map_err(|error| error.to_string())?;
    practice.with_world(|world| {
        asked.today = world.options.founding.today;
        if world.options.founding != asked {
            eprintln!(
                "practice: the data directory holds a company made with other options; it goes on with those"
            );
        }
    });
    let ready = practice.ready().to_string();
    if let Some(data) = &serve.data {
        leave_note(&data.join(READY_NOTE), &ready).map_err(|error| format!("{READY_NOTE}: {error}"))?;
    }
    let mut out = std::io::stdout();
    writeln!(out, "{ready}").and_then(|()| out.flush()).map_err(|error| error.to_string())?;
    tokio::select! {
        served = practice.serve(listener) => served.map_err(|error| error.to_string()),
        () = stop => Ok(()),
        () = parent_ended(), if serve.with_parent => Ok(()),
    }
}

/// Ends at SIGINT or SIGTERM. From the call on, not only from the first poll, neither ends the program at once.
#[cfg(unix)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends at Ctrl-C, or when the console is closed.
#[cfg(windows)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::windows::{ctrl_c, ctrl_close};
    let mut interrupt = ctrl_c()?;
    let mut close = ctrl_close()?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = close.recv() => {}
        }
    })
}

/// Ends when nobody holds the other end of standard input any more.
async fn parent_ended() {
    let (send, ended) = tokio::sync::oneshot::channel();
    // A blocking read on a task of the runtime would hold up the end of this program.
    std::thread::spawn(move || {
        let _read = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        let _gone = send.send(());
    });
    let _ended = ended.await;
}
