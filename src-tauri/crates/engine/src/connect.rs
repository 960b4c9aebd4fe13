//! Signing in to QuickBooks as a state machine (rules N2, N3): one `match` over state and event, stored between steps.
//!
//! The machine opens no page and sends no request; it says what to do next ([`Todo`]) and what the browser is shown
//! ([`Page`]). Codes and tokens pass through events and never rest in a state, so a state may be stored: whatever was
//! under way with a secret in memory begins anew after a restart, and only [`ConnectState::Binding`], whose refresh token
//! is in the keychain already, goes on where it stopped.

use jiff::{SignedDuration, Timestamp};
use ledger::{RealmId, books};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::fault::{Fault, FaultKind};

/// How long a person may take in the browser.
pub const SIGN_IN_TIME: SignedDuration = SignedDuration::from_mins(10);

/// One opening of the sign-in page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// SHA-256 of the `state` parameter, in hexadecimal: the parameter itself is a secret.
    state_digest: String,
    /// Address the browser comes back to.
    pub redirect: String,
    /// No answer is taken after this.
    pub until: Timestamp,
}

impl Attempt {
    /// An attempt whose answer must carry this `state`.
    pub fn new(state: &SecretString, redirect: impl Into<String>, now: Timestamp) -> Self {
        let until = now.checked_add(SIGN_IN_TIME).unwrap_or(Timestamp::MAX);
        Self { state_digest: digest(state), redirect: redirect.into(), until }
    }

    /// Compared in constant time, so that a guess learns nothing from how long it takes.
    fn is_answered_by(&self, state: &SecretString) -> bool {
        self.state_digest.as_bytes().ct_eq(digest(state).as_bytes()).into()
    }
}

fn digest(state: &SecretString) -> String {
    crate::reference::sha256_hex(state.expose_secret().as_bytes())
}

/// Who signed in, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// E-mail address.
    pub email: Option<String>,
    /// Whether the phone step was done; a skipped phone is a quiet note (rule N2).
    pub phone_verified: Option<bool>,
}

/// Why a sign-in came to an end without a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The person refused on one of the pages.
    Refused,
    /// QuickBooks sent the browser back with another error.
    Error(String),
    /// No answer in time.
    TimedOut,
    /// Stopped here.
    Cancelled,
    /// The answer named no company.
    NoCompany,
    /// Another company than the bound one was chosen (rule N3).
    WrongCompany {
        /// The chosen one.
        signed_in: String,
        /// The bound one.
        bound: String,
    },
    /// A service or the keychain failed.
    Fault(Fault),
}

/// Where the sign-in stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectState {
    /// Not begun. Left by `Begin`.
    #[default]
    Idle,
    /// The address of the page is made. Left when the page is opened, or by an answer that was quicker.
    Opening(Attempt),
    /// The person is in the browser. Left by the right answer, by cancelling, or when time is up.
    Waiting(Attempt),
    /// The code becomes tokens. From here on every further answer is a second one.
    Exchanging {
        /// The company that was chosen.
        realm: RealmId,
    },
    /// Which company is it?
    ReadingCompany {
        /// Its id.
        realm: RealmId,
    },
    /// Who signed in?
    ReadingPerson {
        /// The company.
        company: books::Company,
    },
    /// The refresh token goes to the keychain, before anything depends on it (rule N4).
    Keeping {
        /// The company.
        company: books::Company,
        /// Who signed in.
        person: SignedIn,
    },
    /// Alternative is told. Survives a restart.
    Binding {
        /// The company.
        company: books::Company,
        /// Who signed in.
        person: SignedIn,
        /// What Alternative last answered instead of binding.
        fault: Option<Fault>,
    },
    /// Connected.
    Connected {
        /// The company.
        company: books::Company,
        /// Who signed in.
        person: SignedIn,
    },
    /// Came to nothing.
    Ended(Ending),
}

/// The browser's answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// `state`
    pub state: SecretString,
    /// `realmId`
    pub realm: Option<RealmId>,
    /// `code`, or `error`.
    pub outcome: Result<SecretString, String>,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum ConnectEvent {
    /// Sign in, from the beginning.
    Begin(Attempt),
    /// Go on where it was left.
    Resume,
    /// The browser shows the page.
    PageOpened,
    /// The browser came back.
    Answer(Answer),
    /// The code became tokens.
    Exchanged,
    /// The company was read.
    CompanyRead(books::Company),
    /// The person was read.
    PersonRead(SignedIn),
    /// The keychain took the refresh token.
    Kept,
    /// Alternative took the company.
    Bound,
    /// What was asked for failed.
    Fault(Fault),
    /// The person stopped it.
    Cancel,
    /// Time is up.
    Expired,
}

/// What to do next; each is answered by an event.
#[derive(Debug, Clone)]
pub enum Todo {
    /// Wait for the browser or the person.
    Wait,
    /// Open the page.
    OpenPage,
    /// Turn the code into tokens.
    Exchange {
        /// The code; it works once.
        code: SecretString,
    },
    /// Read the company.
    ReadCompany {
        /// The realm that the sign-in named.
        realm: RealmId,
    },
    /// Read who signed in.
    ReadPerson,
    /// Put the refresh token into the keychain.
    Keep,
    /// Tell Alternative (`PUT /integrations/quickbooks`).
    Bind,
    /// Nothing: see the state.
    Stop,
}

/// What the browser is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The answer arrived.
    Accepted,
    /// The answer belongs to another sign-in, or was made up: nothing was taken from it.
    NotOurs,
    /// The answer arrived before.
    Again,
    /// The sign-in was refused in the browser.
    Refused,
    /// The sign-in is over.
    Over,
}

/// What an event leads to.
#[derive(Debug, Clone)]
pub struct Step {
    /// Where it stands now.
    pub state: ConnectState,
    /// What to do.
    pub todo: Todo,
    /// What to show, when the event came from a browser.
    pub page: Option<Page>,
}

impl Step {
    fn to(state: ConnectState, todo: Todo) -> Self {
        Self { state, todo, page: None }
    }

    fn end(ending: Ending) -> Self {
        Self::to(ConnectState::Ended(ending), Todo::Stop)
    }

    fn showing(mut self, page: Page) -> Self {
        self.page = Some(page);
        self
    }
}

/// The whole machine. `bound` is the company this pair belongs to, once there is one (rule N3).
pub fn step(state: ConnectState, event: ConnectEvent, bound: Option<&books::Company>) -> Step {
    use ConnectEvent as E;
    use ConnectState as S;
    match (state, event) {
        (S::Keeping { company, person }, E::Kept) | (S::Binding { company, person, .. }, E::Resume) => {
            Step::to(S::Binding { company, person, fault: None }, Todo::Bind)
        }
        // What was under way is lost with the process: begin again.
        (_, E::Resume) => Step::to(S::Idle, Todo::Stop),
        (_, E::Begin(attempt)) => Step::to(S::Opening(attempt), Todo::OpenPage),

        (S::Opening(attempt), E::PageOpened) => Step::to(S::Waiting(attempt), Todo::Wait),
        (S::Opening(attempt) | S::Waiting(attempt), E::Answer(answer)) => answered(attempt, answer),
        (S::Opening(_) | S::Waiting(_), E::Expired) => Step::end(Ending::TimedOut),

        (S::Exchanging { realm }, E::Exchanged) => {
            Step::to(S::ReadingCompany { realm: realm.clone() }, Todo::ReadCompany { realm })
        }
        (S::ReadingCompany { .. }, E::CompanyRead(company)) => match bound {
            Some(bound) if bound.realm != company.realm => {
                Step::end(Ending::WrongCompany { signed_in: company.name, bound: bound.name.clone() })
            }
            _ => Step::to(S::ReadingPerson { company }, Todo::ReadPerson),
        },
        (S::ReadingPerson { company }, E::PersonRead(person)) => {
            Step::to(S::Keeping { company, person }, Todo::Keep)
        }
        // Not knowing who signed in is no reason to send anybody through the pages again.
        (S::ReadingPerson { company }, E::Fault(_)) => {
            Step::to(S::Keeping { company, person: SignedIn::default() }, Todo::Keep)
        }
        (S::Binding { company, person, .. }, E::Bound) => {
            Step::to(S::Connected { company, person }, Todo::Stop)
        }
        // Another company is bound there: only another choice in the browser, or a disconnect, helps.
        (S::Binding { .. }, E::Fault(fault)) if fault.kind == FaultKind::AlreadyConnected => {
            Step::end(Ending::Fault(fault))
        }
        (S::Binding { company, person, .. }, E::Fault(fault)) => {
            Step::to(S::Binding { company, person, fault: Some(fault) }, Todo::Stop)
        }
        (S::Exchanging { .. } | S::ReadingCompany { .. } | S::Keeping { .. }, E::Fault(fault)) => {
            Step::end(Ending::Fault(fault))
        }

        (state @ (S::Idle | S::Ended(_)), E::Answer(_)) => Step::to(state, Todo::Stop).showing(Page::Over),
        (state, E::Answer(_)) => Step::to(state, Todo::Wait).showing(Page::Again),

        // A connection that stands is not undone by a late key press.
        (state @ (S::Connected { .. } | S::Ended(_)), E::Cancel) => Step::to(state, Todo::Stop),
        (_, E::Cancel) => Step::end(Ending::Cancelled),
        // Echoes of what was overtaken.
        (state, _) => Step::to(state, Todo::Wait),
    }
}

fn answered(attempt: Attempt, answer: Answer) -> Step {
    if !attempt.is_answered_by(&answer.state) {
        return Step::to(ConnectState::Waiting(attempt), Todo::Wait).showing(Page::NotOurs);
    }
    match (answer.outcome, answer.realm) {
        (Err(error), _) if error == "access_denied" => Step::end(Ending::Refused).showing(Page::Refused),
        (Err(error), _) => Step::end(Ending::Error(error)).showing(Page::Refused),
        (Ok(_), None) => Step::end(Ending::NoCompany).showing(Page::Refused),
        (Ok(code), Some(realm)) => {
            Step::to(ConnectState::Exchanging { realm }, Todo::Exchange { code }).showing(Page::Accepted)
        }
    }
}

#[cfg(test)]
#[path = "connect_tests.rs"]
mod tests;
