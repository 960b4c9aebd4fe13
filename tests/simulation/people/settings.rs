//! Dashboard users, the companion's preferences, and decisions on holds.

use engine::choice::{Choice, ChoiceId};
use engine::decide::DecideFault;
use engine::hold::Hold;
use engine::ports::HoldQuery;
use engine::reason::HoldReason;
use engine::settings::RecordWhen;
use engine::subject::Subject;
use serde_json::{Value, json};
use support::minor;

use crate::facts::{major, text};
use crate::scene::Scene;

impl Scene {
    /// A dashboard user changes a record that follows QuickBooks.
    pub(super) async fn dashboard(&mut self) -> Option<()> {
        let facts = self.facts().await;
        if self.chance.percent(20) {
            let customer = self.chance.pick(facts.kept("customers"))?;
            let body = json!({ "action": "archive", "id": customer["id"] });
            return self.act("dashboard", "/alternative/records/customer", body).await.map(|_| ());
        }
        let mapped: Vec<Value> =
            facts.kept("invoices").iter().filter(|row| !row["qbo_id"].is_null()).cloned().collect();
        let invoice = self.chance.pick(&mapped)?;
        let mut body = match self.chance.below(4) {
            0 => json!({ "action": "archive" }),
            1 => json!({ "action": "mark_paid", "paid": self.chance.percent(70) }),
            2 => json!({ "action": "edit", "memo": "Edited here" }),
            _ => {
                json!({ "action": "edit", "line_items": [{ "description": "Other", "amount": major(self.chance.between(100, 50_000)) }] })
            }
        };
        let archives = body["action"] == "archive";
        body["id"] = invoice["id"].clone();
        self.act("dashboard", "/alternative/records/invoice", body).await?;
        if !archives {
            self.actions.edited_by_hand.insert(text(&invoice["qbo_id"]).to_owned());
            self.watch.spare(text(&invoice["qbo_id"]));
        }
        Some(())
    }

    /// Records that exist in Alternative only, and money for them (rules I9, P12).
    pub(super) async fn alternative_only(&mut self) -> Option<()> {
        let name = format!("Walk-in {}", self.chance.below(1_000));
        let body = json!({ "action": "create", "name": name });
        let customer = self.act("dashboard", "/alternative/records/customer", body).await?;
        let amount = self.chance.between(100, 20_000);
        let body = json!({ "action": "create", "customer_id": customer["id"],
                           "line_items": [{ "description": "Call-out", "amount": major(amount) }] });
        let invoice = self.act("dashboard", "/alternative/records/invoice", body).await?;
        if minor(&invoice["outstanding_balance"]) > 0 && self.chance.percent(60) {
            let allocations = json!([{ "invoice_id": invoice["id"] }]);
            let body = json!({ "allocations": allocations, "outcome": "succeed" });
            self.act("payer", "/alternative/pay", body).await?;
        }
        Some(())
    }

    /// Somebody changes the companion's preferences, on every computer alike.
    pub(super) async fn preferences(&mut self) -> Option<()> {
        if self.chance.percent(50) {
            let when = if self.chance.percent(60) { RecordWhen::Processing } else { RecordWhen::Succeeded };
            self.record_when(when).await;
        } else if self.world().settings().await.preferences.create_deposits {
            self.tell("person: Create Deposits off");
            self.actions.deposits_ever_off = true;
            for computer in &self.computers {
                computer.world.set(|settings| settings.preferences.create_deposits = false).await;
            }
        } else {
            self.deposits_on().await;
        }
        Some(())
    }

    /// When payments are recorded, on every computer alike.
    pub async fn record_when(&mut self, when: RecordWhen) {
        self.tell(format!("person: record payments when {when:?}"));
        for computer in &self.computers {
            computer.world.set(|settings| settings.preferences.record_when = when).await;
        }
    }

    /// Turns Create Deposits on, on every computer alike.
    pub async fn deposits_on(&mut self) {
        self.tell("person: Create Deposits on");
        self.actions.deposits_ever_on = true;
        for computer in &self.computers {
            computer.world.create_deposits("Checking").await;
        }
    }

    /// Somebody decides some of the open holds.
    pub async fn somebody_decides(&mut self) {
        for computer in 0..self.computers.len() {
            let world = &self.computers[computer].world;
            let holds = world.store.holds(&world.company, &HoldQuery::Open).await.unwrap();
            for hold in holds {
                if self.chance.percent(60) {
                    self.decide(computer, &hold).await;
                }
            }
        }
    }

    /// Whoever is asked about many archives looks into QuickBooks first.
    async fn all_vanished(&self, invoices: &[Subject]) -> bool {
        let facts = self.facts().await;
        invoices.iter().all(|subject| match subject {
            Subject::Invoice(id) => {
                facts.record("Invoice", id.as_str()).is_none_or(|invoice| minor(&invoice["TotalAmt"]) == 0)
            }
            _ => true,
        })
    }

    async fn decide(&mut self, computer: usize, hold: &Hold) -> Option<()> {
        let offered = self.chance.pick(&hold.draft.choices())?;
        let choice = offered.id();
        // Nobody would ever let the companion go on.
        if choice.shows() || choice == ChoiceId::StopSyncing {
            return None;
        }
        let many = listed(&hold.draft.reason);
        if choice == ChoiceId::ArchiveThem && !self.all_vanished(&many).await {
            return None;
        }
        let mut arguments = std::collections::BTreeMap::new();
        let found = match &offered {
            Choice::AlreadyRecorded { payment, .. } => payment.as_ref().map(ToString::to_string),
            Choice::ItIsThatOne { payment, .. } => Some(payment.to_string()),
            _ => None,
        };
        match &offered {
            Choice::Post => {
                arguments.insert("payments".to_owned(), "all".to_owned());
            }
            Choice::ChooseAccount { .. } | Choice::GivenBack => {
                arguments.insert("account".to_owned(), self.some_account().await?);
            }
            Choice::AlreadyRecorded { payment: None, .. } => {
                let customer = hold.draft.part.as_ref()?;
                let payment = self.some_external_payment_of(customer.as_str()).await?;
                arguments.insert("payment".to_owned(), payment);
            }
            _ => {}
        }
        let world = &self.computers[computer].world;
        let decided = world.engine.decide(world.now(), &hold.id, choice.as_str(), &arguments).await;
        let outcome = decided.as_ref().err().map(|fault| format!(" -> {fault}")).unwrap_or_default();
        self.tell(format!(
            "person on computer {computer}: {:?} [{}] {choice}{outcome}",
            hold.draft.reason,
            hold.draft.rule()
        ));
        // What the database did not answer may be kept all the same.
        if matches!(decided, Ok(_) | Err(DecideFault::Store(_))) {
            if matches!(choice, ChoiceId::AlreadyRecorded | ChoiceId::ItIsThatOne) {
                let named = arguments.get("payment").or(found.as_ref());
                self.actions.matched.extend(named.cloned());
                if let (Some(named), Subject::Payment(payment)) = (named, &hold.draft.subject) {
                    self.watch.matched(named, payment.as_str());
                }
            }
            if let (Subject::Payment(payment), ChoiceId::KeepAsCredit | ChoiceId::LeaveAsCredit) =
                (&hold.draft.subject, choice)
            {
                self.watch.credit(payment.as_str());
            }
            if choice == ChoiceId::ArchiveThem {
                self.actions.let_through.extend(many.into_iter().map(|subject| (computer, subject)));
            }
            self.actions.decided.push((hold.draft.subject.to_string(), choice.to_string()));
        }
        Some(())
    }
}

/// What would be archived.
fn listed(reason: &HoldReason) -> Vec<Subject> {
    match reason {
        HoldReason::ManyArchives { archives, .. } => archives.iter().map(|one| one.subject.clone()).collect(),
        _ => Vec::new(),
    }
}
