//! Where the walk of a first connection stands: what is connected decides how far one may go, a stored cursor which step
//! is shown.

use contract::setup::{AlternativeConnected, QuickbooksConnected};
use contract::status::Mode;
use contract::walk::{PreviewState, SignIn, Walk, WalkRequest, WalkStep};
use contract::{Code, Problem};
use engine::connect::{ConnectState, Ending};
use engine::documents::{Document, DocumentKind, Repair};
use engine::ports::{Change, Store};
use engine::settings::Settings;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::companies::{Member, PRACTICE_COMPANY};
use super::{App, lock};
use crate::words;

/// The steps in their order.
const STEPS: [WalkStep; 8] = [
    WalkStep::Welcome,
    WalkStep::Alternative,
    WalkStep::ConnectQuickbooks,
    WalkStep::Confirm,
    WalkStep::BankAccount,
    WalkStep::CreateDeposits,
    WalkStep::Preview,
    WalkStep::Done,
];

/// What is kept of a walk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The step shown.
    pub(super) step: WalkStep,
    /// The furthest one that was shown.
    furthest: WalkStep,
    /// What Alternative told when it took the key.
    pub(super) alternative: Option<AlternativeConnected>,
}

impl Default for Kept {
    fn default() -> Self {
        Self { step: WalkStep::Welcome, furthest: WalkStep::Welcome, alternative: None }
    }
}

impl Document for Kept {
    const KIND: DocumentKind = DocumentKind::Walk;
    const REPAIR: Repair = Repair::Redo;
}

impl Kept {
    /// Shows that step.
    pub(super) fn go(&mut self, step: WalkStep) {
        self.step = step;
        self.furthest = self.furthest.max(step);
    }
}

/// What is under way in a walk; it ends with the process.
#[derive(Default)]
pub(super) struct Doing {
    /// The sign-in, once it was begun in this process.
    pub(super) sign_in: Option<SignIn>,
    /// Tells one sign-in from the one before.
    pub(super) attempt: u64,
    /// Gives the sign-in up, and its task.
    pub(super) signing: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
    /// The preview.
    pub(super) preview: Option<PreviewState>,
    /// Tells one preview from the one before.
    pub(super) reading: u64,
    /// Gives the preview up, and its task.
    pub(super) previewing: Option<(CancellationToken, JoinHandle<()>)>,
}

impl Doing {
    /// The sign-in came to nothing; what its task still says is not heard.
    pub(super) fn end_sign_in(&mut self, problem: Problem) {
        self.attempt += 1;
        self.sign_in = Some(SignIn::Ended(problem));
        if let Some((cancel, _)) = self.signing.take() {
            let _ended_already = cancel.send(());
        }
    }
}

impl App {
    /// Where the walk of a company stands. The practice company's begins with what its services told.
    pub(super) async fn walk(&self, company: &str) -> Result<Walk, Problem> {
        if company == PRACTICE_COMPANY {
            self.practice_was_tried().await;
        }
        self.walk_so_far(company).await
    }

    /// The same without waiting for services that are just starting.
    pub(super) async fn walk_so_far(&self, company: &str) -> Result<Walk, Problem> {
        let practice = company == PRACTICE_COMPANY;
        let ready = self.0.services.ready().filter(|_| practice);
        let mut walk = Walk {
            company: company.to_owned(),
            practice,
            step: WalkStep::Welcome,
            reached: if practice && ready.is_none() { WalkStep::Welcome } else { WalkStep::Alternative },
            alternative: None,
            practice_client_id: ready.as_ref().map(|ready| ready.partner().client_id.clone()),
            has_quickbooks_keys: ready.is_some(),
            sign_in: SignIn::Idle,
            quickbooks: None,
            preview: PreviewState::Idle,
        };
        let Some(member) = self.member_if_any(company).await? else { return Ok(walk) };
        let Some(settings) = member.settings().await? else { return Ok(walk) };
        let kept = self.kept(&member).await?;
        walk.reached = reached(&settings, kept.furthest);
        walk.step = kept.step.min(walk.reached);
        if walk.reached == WalkStep::Done {
            walk.step = WalkStep::Done;
        }
        walk.alternative = alternative(&member, &settings, kept.alternative);
        walk.has_quickbooks_keys |= settings.quickbooks.is_some();
        walk.quickbooks = settings.is_connected().then(|| quickbooks(&settings)).flatten();
        let stored = member.host.sign_in(&member.company).await?;
        let doing = lock(&self.0.doing);
        let doing = doing.get(company);
        let sign_in = doing.and_then(|doing| doing.sign_in.clone());
        walk.sign_in = sign_in.unwrap_or_else(|| left(&settings, stored));
        walk.preview = doing.and_then(|doing| doing.preview.clone()).unwrap_or(PreviewState::Idle);
        Ok(walk)
    }

    /// Goes to a step that was reached.
    pub(super) async fn walk_to(&self, request: WalkRequest) -> Result<Walk, Problem> {
        let now = self.walk(&request.company).await?;
        if request.step > now.reached {
            return Err(Problem::new(Code::Usage, "This step comes later. Finish the one before it first."));
        }
        if now.reached == WalkStep::Done || request.step == now.step {
            return Ok(now);
        }
        let member = self.member(&request.company).await?;
        self.make_settings(&member).await?;
        member.host.change(&member.company, |kept: &mut Kept| kept.go(request.step)).await?;
        self.walk(&request.company).await
    }

    pub(super) async fn kept(&self, member: &Member) -> Result<Kept, Problem> {
        member.host.document(&member.company).await
    }

    /// Goes to the next step when the present one has just been done.
    pub(super) async fn step_on(
        &self,
        member: &Member,
        step: WalkStep,
        alternative: Option<AlternativeConnected>,
    ) -> Result<(), Problem> {
        let step_on = |kept: &mut Kept| {
            if alternative.is_some() {
                kept.alternative.clone_from(&alternative);
            }
            if kept.step < step {
                kept.go(step);
            }
        };
        member.host.change(&member.company, step_on).await
    }

    /// A company of which nothing is known yet has a name and nothing else.
    pub(super) async fn make_settings(&self, member: &Member) -> Result<(), Problem> {
        if member.settings().await?.is_some() {
            return Ok(());
        }
        let practice = member.company.as_str() == PRACTICE_COMPANY;
        let settings = Settings::new(member.company.clone(), practice);
        let change = Change::Settings(Box::new(settings));
        let written = member.host.store.write(&member.company, vec![change].into()).await;
        written.map_err(|fault| words::from_store(&fault))
    }
}

/// The last step that can be shown.
fn reached(settings: &Settings, furthest: WalkStep) -> WalkStep {
    let has_key = settings.alternative.as_ref().is_some_and(|access| access.integration);
    if settings.is_connected() && settings.started_at.is_some() {
        WalkStep::Done
    } else if settings.is_connected() {
        next(furthest.max(WalkStep::ConnectQuickbooks)).min(WalkStep::Preview)
    } else if has_key {
        WalkStep::ConnectQuickbooks
    } else {
        WalkStep::Alternative
    }
}

fn next(step: WalkStep) -> WalkStep {
    STEPS.into_iter().find(|other| *other > step).unwrap_or(WalkStep::Done)
}

/// The key that was accepted; what only its check told is known as long as it is the same key.
fn alternative(
    member: &Member,
    settings: &Settings,
    told: Option<AlternativeConnected>,
) -> Option<AlternativeConnected> {
    let access = settings.alternative.as_ref()?;
    if let Some(told) = told.filter(|told| told.client_id == access.client_id && told.api == access.api) {
        return Some(told);
    }
    Some(AlternativeConnected {
        company: settings.company.to_string(),
        api: access.api.clone(),
        client_id: access.client_id.clone(),
        mode: if access.integration { Mode::Integration } else { Mode::Documented },
        practice: settings.practice,
        payout_bank: access.payout_bank.clone(),
        bound_realm: None,
        bound_company: None,
        other_link: false,
        data: member.host.data.display().to_string(),
        notes: Vec::new(),
    })
}

/// The company that was signed in to.
fn quickbooks(settings: &Settings) -> Option<QuickbooksConnected> {
    let access = settings.quickbooks.as_ref()?;
    Some(QuickbooksConnected {
        company: settings.company.to_string(),
        realm_id: access.company.realm.to_string(),
        name: access.company.name.clone(),
        currency: access.company.home_currency,
        closed_until: access.company.closed_until,
        email: access.email.clone(),
        phone_verified: access.phone_verified,
        again: settings.started_at.is_some(),
        notes: Vec::new(),
    })
}

/// A sign-in that another run of the companion left.
fn left(settings: &Settings, stored: ConnectState) -> SignIn {
    if settings.is_connected() {
        return SignIn::Connected;
    }
    match stored {
        ConnectState::Ended(Ending::Cancelled) => SignIn::Idle,
        ConnectState::Ended(ending) => SignIn::Ended(words::ending_in(&ending, settings.practice)),
        ConnectState::Binding { fault: Some(fault), .. } => SignIn::Ended(words::from_fault(&fault)),
        _ => SignIn::Idle,
    }
}

#[cfg(test)]
mod tests {
    use ledger::alternative::PayoutBank;

    use super::*;

    #[test]
    fn the_steps_are_in_the_order_of_the_walk() {
        assert!(STEPS.is_sorted());
        assert_eq!(next(WalkStep::Confirm), WalkStep::BankAccount);
        assert_eq!(next(WalkStep::Done), WalkStep::Done);
    }

    #[test]
    fn where_setting_up_stands_keeps_its_form() {
        let alternative = AlternativeConnected {
            company: "main".to_owned(),
            api: "https://public-api.example".to_owned(),
            client_id: "key".to_owned(),
            mode: Mode::Integration,
            practice: false,
            payout_bank: Some(PayoutBank { name: "First Bank".to_owned(), last4: "6789".to_owned() }),
            bound_realm: Some("9341".to_owned()),
            bound_company: Some("Northwind MSP".to_owned()),
            other_link: false,
            data: "data".to_owned(),
            notes: vec!["A quiet line.".to_owned()],
        };
        let kept =
            Kept { furthest: WalkStep::BankAccount, step: WalkStep::Confirm, alternative: Some(alternative) };
        let form = kept.form().unwrap();
        insta::assert_snapshot!(form);
        assert_eq!(Kept::parsed(&form), Ok(kept));
    }

    #[test]
    fn without_a_key_nobody_gets_further_than_the_key() {
        let settings = Settings::new("main".into(), false);
        assert_eq!(reached(&settings, WalkStep::Preview), WalkStep::Alternative);
    }
}
