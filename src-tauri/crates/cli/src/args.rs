//! The command line.

#![expect(clippy::doc_markdown, reason = "these comments are the help text that people read")]

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};

/// Keeps QuickBooks Online and Alternative Payments in sync, without a window.
///
/// Results are printed on standard output (--json: one document), progress and problems on standard error.
/// Exit codes: 0 fine, 1 failed, 2 usage, 3 something needs a decision, 4 sign-in needed.
#[derive(Debug, Parser)]
#[command(name = "companion-cli", version, max_term_width = 100)]
pub struct Cli {
    /// Directory that holds everything but secrets (default: the app's own)
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Use the practice company's own directory
    #[arg(long, global = true, conflicts_with = "data")]
    pub practice: bool,
    /// Which company; not needed if there is only one
    #[arg(long, global = true, value_name = "ID")]
    pub company: Option<String>,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Log what happens on standard error; -vv also logs each request, -vvv everything
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Connect Alternative first, then QuickBooks
    #[command(subcommand)]
    Connect(Connect),
    /// End the connection, on this computer only by default
    ///
    /// Removes the sign-in and the API key from this computer. The local history stays, so that connecting the same
    /// company again resumes where it stopped, without duplicates.
    Disconnect(Disconnect),
    /// Show the status
    Status {
        /// Every company of this installation, as an array
        #[arg(long)]
        all: bool,
    },
    /// List the accounts that you can choose; the suggested one is marked
    Accounts {
        /// What for
        #[arg(long = "for", value_enum, default_value_t = Purpose::Deposits)]
        purpose: Purpose,
    },
    /// Show or change the preferences
    ///
    /// Without arguments, shows all. `set` accepts KEY=VALUE pairs and changes all of them or none; an empty value
    /// restores the default.
    Preferences {
        #[command(subcommand)]
        change: Option<Preferences>,
    },
    /// Show what the next sync would do; nothing is written
    Plan,
    /// Sync now; the first run starts syncing
    ///
    /// Payments and payouts from before syncing started are not recorded automatically; see `holds`.
    Sync(Sync),
    /// List what needs your decision
    Holds,
    /// Make a decision
    ///
    /// Some choices need arguments as KEY=VALUE: account=ID, date=YYYY-MM-DD, payment=ID, payments=ID,ID or payments=all.
    Decide {
        /// ID of the decision, as `holds` shows it
        hold: String,
        /// One of its choices
        choice: String,
        /// Arguments of the choice
        #[arg(value_name = "KEY=VALUE")]
        arguments: Vec<String>,
    },
    /// List invoices in QuickBooks and Alternative next to each other
    Invoices(Rows),
    /// List customers in QuickBooks and Alternative next to each other
    Customers(Rows),
    /// List payments and how they are recorded in QuickBooks
    Payments(Rows),
    /// List payouts as statements: payments, fees, total, deposit
    Payouts(Rows),
    /// Show what happened, newest first
    Activity {
        /// Only entries after this number, oldest first
        #[arg(long, value_name = "SEQ")]
        since: Option<u64>,
        /// Only about this record: customer, invoice, payment, or payout with its ID
        #[arg(long, value_name = "KIND:ID")]
        record: Option<String>,
        /// At most this many entries
        #[arg(long, default_value_t = 200, value_name = "N")]
        limit: u32,
    },
    /// Show why a record is as it is: the chain of reasons, oldest first
    ///
    /// invoice:ID accepts the QuickBooks ID, the invoice number, or the Alternative ID; customer:ID accepts the
    /// QuickBooks ID or the Alternative ID.
    Explain {
        /// For example invoice:1042
        #[arg(value_name = "KIND:ID")]
        record: String,
    },
    /// Write a table to a file
    Export {
        /// Which table
        #[arg(value_enum)]
        table: Table,
        /// File whose name ends in .csv or .xlsx
        file: PathBuf,
    },
    /// Serve the window to a browser on this computer
    ///
    /// Syncs every company that has started syncing, real ones and the practice company, and prints the address of the
    /// window. The address works once. With --data the practice company is kept in its folder `practice`.
    Host(Window),
    /// Check keychain, network, database and versions
    Doctor {
        /// Also write a support bundle without secrets, names, or amounts
        #[arg(long, value_name = "FILE")]
        bundle: Option<PathBuf>,
        /// First make a new database in place of a damaged one
        ///
        /// The damaged one is kept beside it. The connections stay where their settings can still be read; else
        /// connect again. The next sync reads QuickBooks and Alternative anew and finds what is already recorded. Decisions are asked
        /// for again.
        #[arg(long)]
        rebuild: bool,
        /// First remove sign-ins from the keychain that no company of this data directory uses
        ///
        /// An earlier installation left them there, or the app in another data directory uses them: do this only where
        /// there is no other one. Without this option, `doctor` only lists them.
        #[arg(long)]
        forget_earlier: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum Connect {
    /// Check Alternative's API key and save it
    ///
    /// Create the key in Partner Dashboard › Team Preferences › API Keys. Its secret is read from standard input, or
    /// at a prompt.
    Alternative {
        /// Base address of the API
        #[arg(long, value_name = "URL", default_value = service::ALTERNATIVE_API)]
        api: String,
        /// Client ID of the key
        #[arg(long, value_name = "ID")]
        client_id: String,
    },
    /// Sign in to QuickBooks in the browser and connect the company
    ///
    /// Prints the address to open, opens the browser, waits up to 10 minutes for the response, and prints the company.
    /// With --client-id, the secret of these development keys is read from standard input, or at a prompt. Without it,
    /// the keys of the last sign-in are used.
    Quickbooks(Quickbooks),
}

#[derive(Debug, Args)]
pub struct Quickbooks {
    /// Base address of QuickBooks' API
    #[arg(long, value_name = "URL", default_value = service::QUICKBOOKS_API, requires = "client_id")]
    pub api: String,
    /// Address of Intuit's discovery document
    #[arg(long, value_name = "URL", default_value = service::QUICKBOOKS_DISCOVERY, requires = "client_id")]
    pub discovery: String,
    /// Client ID of development keys
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
    /// Registered address on this computer that the browser comes back to; port 0 picks a free one
    #[arg(long, value_name = "URL", default_value = service::REDIRECT)]
    pub redirect: String,
    /// Print the address without opening a browser
    #[arg(long)]
    pub no_browser: bool,
}

#[derive(Debug, Args)]
pub struct Disconnect {
    /// Also revoke the sign-in in QuickBooks and disconnect in Alternative: other computers stop too
    #[arg(long)]
    pub everywhere: bool,
    /// Also delete the local history of this company
    #[arg(long)]
    pub forget: bool,
}

/// The preferences.
const SET_HELP: &str = "\
create_deposits=on|off              each paid payout becomes one deposit (needs deposit_account)
deposit_account=NAME-OR-ID          bank account of the deposits
payment_account=NAME-OR-ID          record payments straight to this bank account; empty: Undeposited Funds
fee_account=NAME-OR-ID              expense account of absorbed fees
record_when=processing|succeeded    when a payment is recorded in QuickBooks
start_date=YYYY-MM-DD               paid invoices from this day on are synced too";

#[derive(Debug, Subcommand)]
pub enum Preferences {
    /// Change preferences
    ///
    #[command(after_long_help = SET_HELP)]
    Set {
        /// For example create_deposits=on
        #[arg(value_name = "KEY=VALUE", required = true)]
        pairs: Vec<String>,
    },
}

#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches of a command line, each independent of the others"
)]
pub struct Sync {
    /// End when nothing is left to do (the default)
    #[arg(long, conflicts_with = "watch")]
    pub once: bool,
    /// First ask for a full comparison of QuickBooks and Alternative, whenever the last one was
    #[arg(long)]
    pub compare: bool,
    /// Keep syncing until stopped; with --json, print one snapshot per line whenever something changes
    #[arg(long)]
    pub watch: bool,
    /// With --watch, if there is no keychain: ask for the key and the sign-in now and keep them until this command ends
    #[arg(long, requires = "watch")]
    pub keep_until_quit: bool,
}

#[derive(Debug, Args)]
pub struct Window {
    /// Address of this computer to listen on; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// Folder of the built pages (default: `ui` beside this program)
    #[arg(long, value_name = "DIR")]
    pub ui: Option<PathBuf>,
    /// Folder of the practice company
    #[arg(long, value_name = "DIR")]
    pub practice_data: Option<PathBuf>,
    /// The program of the practice services (default: `practice` beside this program)
    #[arg(long, value_name = "FILE")]
    pub practice_program: Option<PathBuf>,
    /// Print the address without opening a browser
    #[arg(long)]
    pub no_browser: bool,
    /// If there is no keychain: keep secrets in memory until this command ends
    #[arg(long)]
    pub keep_until_quit: bool,
}

#[derive(Debug, Args)]
pub struct Rows {
    /// Only dated on or after this day
    #[arg(long, value_name = "DATE")]
    pub since: Option<jiff::civil::Date>,
    /// Only in this state: in_step, working, waiting, held, differs, archived, alternative_only, not_sent, recorded,
    /// removed or left_out
    #[arg(long, value_name = "S")]
    pub state: Option<String>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Table {
    Activity,
    Payouts,
    Invoices,
}

/// What an account is chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Purpose {
    /// Payouts
    Deposits,
    /// Fees that you absorb
    Fees,
    /// Payments, where they are not recorded in Undeposited Funds
    Payments,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_help_worth_reading() {
        fn helps(command: &mut clap::Command, path: &str, all: &mut Vec<String>) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(about.len() > 8, "{path} says too little");
            all.push(format!("{path}: {about}"));
            for sub in command.get_subcommands_mut().filter(|sub| sub.get_name() != "help") {
                let path = format!("{path} {}", sub.get_name());
                helps(sub, &path, all);
            }
        }
        let mut all = Vec::new();
        helps(&mut Cli::command(), "companion-cli", &mut all);
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn secrets_are_no_arguments() {
        fn names(command: &clap::Command, all: &mut Vec<String>) {
            all.extend(command.get_arguments().map(|argument| argument.get_id().to_string()));
            command.get_subcommands().for_each(|sub| names(sub, all));
        }
        let mut all = Vec::new();
        names(&Cli::command(), &mut all);
        for secret in ["secret", "password", "token", "code"] {
            assert!(all.iter().all(|name| !name.contains(secret)), "{all:?}");
        }
    }
}
