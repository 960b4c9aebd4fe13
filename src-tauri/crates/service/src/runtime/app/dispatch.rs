//! Every command by its name: typed by the contract, checked against it by a test.

use contract::command::{
    BeginPractice, BeginPreview, BeginSignIn, COMMANDS, CancelPreview, CancelSignIn, ChangePreferences,
    Command, CompareNow, ConnectAlternative, Decide, Disconnect, Doctor, Explain, GetActivityPage,
    GetAllStatus, GetApp, GetChain, GetInvoiceTable, GetPreferences, GetStatement, GetStatus, GetTransit,
    GetWalk, GetWindowSettings, KeepUntilQuit, ListAccounts, ListActivity, ListCustomers, ListHolds,
    ListInvoices, ListPayments, ListPayouts, Open, PauseSyncing, Preview, Remedy, ResumeSyncing, Save,
    SavePdf, Search, SetWindowSettings, StartSyncing, StillHere, SyncNow, WalkTo,
};
use contract::tag::Tag;
use contract::{Code, Problem};
use serde_json::Value;

use super::companies::PRACTICE_COMPANY;
use super::{App, commands};

/// An answer, and what it puts out of date.
type Answer = Result<(Value, &'static [Tag]), Problem>;

macro_rules! dispatch {
    ($($command:ident => $handler:path;)*) => {
        /// What can be asked.
        #[cfg(test)]
        const HANDLED: &[&str] = &[$(<$command as Command>::NAME),*];

        async fn dispatch(app: &App, name: &str, request: Value) -> Answer {
            match name {
                $(<$command as Command>::NAME => {
                    Box::pin(answer::<$command, _>(request, |request| $handler(app, request))).await
                })*
                unknown => Err(Problem::new(Code::Usage, format!("There is no command `{unknown}`."))),
            }
        }
    };
}

dispatch! {
    GetStatus => commands::status;
    GetAllStatus => commands::status_all;
    ListHolds => commands::holds;
    Decide => commands::decide;
    ListInvoices => commands::invoices;
    ListCustomers => commands::customers;
    ListPayments => commands::payments;
    ListPayouts => commands::payouts;
    ListActivity => commands::activity;
    Explain => commands::explain;
    ListAccounts => commands::accounts;
    GetPreferences => commands::preferences;
    ChangePreferences => commands::set_preferences;
    Preview => commands::preview;
    Disconnect => commands::disconnect;
    GetApp => commands::app;
    GetWindowSettings => commands::window_settings;
    SetWindowSettings => commands::set_window_settings;
    Open => commands::open;
    GetWalk => commands::walk;
    WalkTo => commands::walk_to;
    BeginPractice => commands::begin_practice;
    ConnectAlternative => commands::connect_alternative;
    KeepUntilQuit => commands::keep_until_quit;
    StillHere => commands::still_here;
    BeginSignIn => commands::begin_sign_in;
    CancelSignIn => commands::cancel_sign_in;
    BeginPreview => commands::begin_preview;
    CancelPreview => commands::cancel_preview;
    StartSyncing => commands::start_syncing;
    SyncNow => commands::sync_now;
    CompareNow => commands::compare_now;
    PauseSyncing => commands::pause;
    ResumeSyncing => commands::resume;
    GetTransit => commands::transit;
    GetInvoiceTable => commands::invoice_table;
    GetActivityPage => commands::activity_page;
    GetChain => commands::chain;
    GetStatement => commands::payout;
    Search => commands::search;
    Save => commands::save;
    SavePdf => commands::save_pdf;
    Doctor => commands::doctor;
    Remedy => commands::remedy;
}

async fn answer<C: Command, F>(request: Value, handle: impl FnOnce(C::Request) -> F) -> Answer
where
    F: Future<Output = Result<C::Response, Problem>>,
{
    let request = serde_json::from_value(request).map_err(|error| {
        Problem::new(Code::Usage, format!("Invalid request for `{}`.", C::NAME))
            .detail("form", Some(error.to_string()))
    })?;
    let response = handle(request).await?;
    let value = serde_json::to_value(response).map_err(|error| {
        Problem::new(Code::Failed, format!("`{}` returned no response: {error}", C::NAME))
    })?;
    Ok((value, C::INVALIDATES))
}

impl App {
    /// Runs a command of the contract. What it changed is told to everybody who listens.
    pub async fn rpc(&self, name: &str, request: Value) -> Result<Value, Problem> {
        let company = request.get("company").and_then(Value::as_str).map(str::to_owned);
        let changes = COMMANDS.iter().any(|(known, _, tags)| *known == name && !tags.is_empty());
        if changes && company.as_deref() == Some(PRACTICE_COMPANY) {
            // What is written is dated by the practice services' time, and done by loops that are begun after them.
            self.practice_was_tried().await;
        }
        let (value, tags) = dispatch(self, name, request).await?;
        if !tags.is_empty() {
            let company = company.or_else(|| value.get("company").and_then(Value::as_str).map(str::to_owned));
            self.invalidate(company.as_deref().unwrap_or_default(), tags);
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn every_command_of_the_contract_is_answered() {
        let declared: Vec<_> = COMMANDS.iter().map(|(name, _, _)| *name).collect();
        assert_eq!(HANDLED, declared);
    }
}
