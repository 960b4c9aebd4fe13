//! One seed, one run: people act, things go wrong, the companion works; then peace, and the verdict.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::ports::{HoldQuery, JournalQuery};
use engine::reason::HoldReason;
use engine::settings::RecordWhen;
use engine::subject::Subject;
use jiff::SignedDuration;
use practice::{CompanyKind, Options};
use support::World;

use crate::chance::Chance;
use crate::computer::{Computer, Step};
use crate::guard::Guard;
use crate::lies::FIRST_WITH_LIES;
use crate::ports::Watch;
use crate::scene::{Actions, Layout, Scene};
use crate::verdict;

/// Steps a stretch of work may take before it counts as never ending.
const STEPS_MAX: usize = 750;
/// Steps more for each minute of a run with lies.
const LOOKS_A_MINUTE: usize = 15;
/// Visits in a stretch of a run with lies: it may have many steps.
const VISITS_MAX: u32 = 8;
/// The problem of a stretch that never ends.
const NO_REST: &str = "the companion never comes to rest";
/// Time that passes in peace before the verdict, in minutes.
const PEACE_MINUTES: i64 = 75;

/// Hours that pass after that in a run with lies: by then both sides were compared (rule F5).
const DAY_HOURS: i64 = 27;

/// In runs of this seed and all after it people act while the companion waits for an answer too. Those before it, some of
/// which are kept because they once failed, go as they always went.
const FIRST_WITH_VISITS: u64 = 1_000_000;

/// Journal lines that a report ends with.
const JOURNAL_TOLD: usize = 60;

/// What became of a run.
pub struct Outcome {
    /// Its seed.
    pub seed: u64,
    /// Hash of the last journal entry of each computer: the same seed gives the same.
    pub hashes: Vec<String>,
    /// The journals, a line an entry.
    pub journal: Vec<String>,
    /// What people and the faults did.
    pub story: Vec<String>,
    /// What is wrong; nothing in a good run.
    pub problems: Vec<String>,
}

impl Outcome {
    /// Everything to see what happened.
    pub fn report(&self) -> String {
        let mut text = format!("seed {}\n", self.seed);
        for line in &self.story {
            text.push_str(line);
            text.push('\n');
        }
        for line in self.journal.iter().rev().take(JOURNAL_TOLD).rev() {
            text.push_str(line);
            text.push('\n');
        }
        text.push_str("journals end in ");
        text.push_str(&self.hashes.join(" and "));
        text.push('\n');
        for problem in &self.problems {
            text.push_str("WRONG ");
            text.push_str(problem);
            text.push('\n');
        }
        text
    }
}

/// Runs one seed, perhaps without one of the guards.
pub fn run(seed: u64, without: Option<Guard>) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut scene = Scene::open(seed, without).await;
        scene.live().await;
        scene.rest().await;
        let mut problems = std::mem::take(&mut scene.problems);
        problems.extend(scene.watch.problems());
        problems.extend(scene.watch.at_rest(&scene.left_to_people().await));
        problems.extend(verdict::judge(&mut scene).await);
        let mut hashes = Vec::new();
        for computer in &scene.computers {
            let world = &computer.world;
            let query = JournalQuery { limit: 1, ..JournalQuery::default() };
            let last = world.store.journal(&world.company, &query).await.unwrap();
            hashes.push(last.first().map(|entry| entry.hash.clone()).unwrap_or_default());
        }
        let mut journal = Vec::new();
        for (at, computer) in scene.computers.iter().enumerate() {
            journal.extend(entries(at, &computer.world).await);
        }
        Outcome { seed, hashes, journal, story: scene.story, problems }
    })
}

async fn entries(computer: usize, world: &World) -> Vec<String> {
    let query = JournalQuery { after: Some(0), limit: 100_000, ..JournalQuery::default() };
    let entries = world.store.journal(&world.company, &query).await.unwrap();
    let line = |entry: &engine::journal::Entry| {
        let draft = &entry.draft;
        format!(
            "[{computer}] {} {:?} {:?} {}",
            draft.at.strftime("%m-%d %H:%M:%S"),
            draft.kind,
            draft.happened,
            draft.details
        )
    };
    entries.iter().map(line).collect()
}

impl Scene {
    async fn open(seed: u64, without: Option<Guard>) -> Self {
        let mut chance = Chance::new(seed, 11);
        let layout = Layout {
            faults: chance.percent(75),
            deaths: chance.percent(50),
            decides: chance.percent(50),
            second: chance.percent(25),
            inside: false,
            lies: seed >= FIRST_WITH_LIES,
            many: false,
            rounds: 6 + chance.below(10),
        };
        let mut lies = Chance::new(seed, 14);
        let layout = Layout { many: layout.lies && lies.percent(30), ..layout };
        let mut options = Options::quiet(CompanyKind::Empty);
        options.founding.seed = seed;
        for (percent, switch) in [
            (25, "requestid-retention=1-day"),
            (20, "deposit-bumps-payment=neither"),
            (20, "delete-deposited-payment=allow"),
            (20, "refresh-rotation=same-within-24h"),
        ] {
            if chance.percent(percent) {
                options.switches.set(switch).unwrap();
            }
        }
        let world = World::connected(options).await;
        let watch = Arc::new(Watch::new(world.practice.clone()));
        let first = Computer::new(world, watch.clone(), without).await;
        let fault_schedule = Chance::new(seed, 12);
        let visits = Chance::new(seed, 13);
        let mut scene = Self {
            chance,
            fault_schedule,
            visits,
            lies,
            visits_left: VISITS_MAX,
            poisons: Vec::new(),
            layout,
            computers: vec![first],
            watch,
            actions: Actions::default(),
            story: Vec::new(),
            problems: Vec::new(),
        };
        scene.story.push(format!("{layout:?}"));
        for _ in 0..scene.chance.between(1, 4) {
            scene.new_invoice().await;
        }
        if layout.many {
            scene.many_invoices().await;
        }
        scene.world().start().await;
        if scene.chance.percent(65) {
            scene.deposits_on().await;
        } else {
            scene.actions.deposits_ever_off = true;
        }
        if scene.chance.percent(25) {
            scene.record_when(RecordWhen::Succeeded).await;
        }
        scene.world().advance(30);
        scene.work(1).await;
        scene.layout.inside = seed >= FIRST_WITH_VISITS;
        if layout.second {
            scene.second_computer(without).await;
        }
        scene
    }

    async fn second_computer(&mut self, without: Option<Guard>) {
        let second = Computer::new(self.world().another().await, self.watch.clone(), without).await;
        second.world.start().await;
        let preferences = self.world().settings().await.preferences;
        second.world.set(|settings| settings.preferences = preferences).await;
        self.computers.push(second);
        self.tell("a second computer is connected");
    }

    async fn live(&mut self) {
        for _ in 0..self.layout.rounds {
            for _ in 0..self.chance.between(1, 4) {
                self.somebody_acts().await;
                let seconds = self.chance.between(0, 90);
                self.world().advance(seconds);
            }
            if self.layout.decides && self.chance.percent(50) {
                self.somebody_decides().await;
            }
            self.fault_schedule().await;
            if self.layout.lies {
                self.services_lie().await;
                self.many_vanish().await;
            }
            let minutes = self.chance.weighted(&[(40, 0), (30, 3), (20, 15), (10, 90)]);
            self.work(minutes).await;
            self.end_doom();
            self.sign_in_again().await;
            if self.chance.percent(12) {
                let hours = self.chance.between(5, 60);
                self.tell(format!("{hours} hours pass while the computers are off"));
                for computer in &self.computers {
                    computer.nothing_is_on_its_way().await;
                }
                self.world().advance(hours * 3_600);
            }
        }
    }

    fn end_doom(&mut self) {
        for computer in &mut self.computers {
            computer.start_anew();
        }
    }

    /// The computers work until nothing is left to do and so many minutes have passed.
    async fn work(&mut self, minutes: i64) {
        if self.problems.iter().any(|problem| problem == NO_REST) {
            return; // It would not rest this time either.
        }
        let end = self.world().now().checked_add(SignedDuration::from_mins(minutes)).unwrap();
        for computer in &self.computers {
            computer.world.engine.ask_to_look();
        }
        self.visits_left = VISITS_MAX;
        // While a record cannot be read its writes are owed, and whoever owes something looks every ten seconds (rule F2).
        let looks = usize::try_from(minutes).unwrap_or(0) * if self.layout.lies { LOOKS_A_MINUTE } else { 0 };
        for _ in 0..STEPS_MAX + looks {
            self.acquaint();
            let now = self.world().now();
            let mut busy = false;
            let mut wake = end;
            for at in 0..self.computers.len() {
                match self.step(at).await {
                    Step::Ticked(tick) => {
                        busy |= tick.busy;
                        wake = wake.min(tick.next_wake);
                    }
                    Step::Died => {
                        self.tell(format!("computer {at} died and starts anew"));
                        busy = true;
                    }
                    Step::Broken(why) => {
                        self.problems.push(format!("the store of computer {at} failed: {why}"));
                        return;
                    }
                }
            }
            if busy {
                continue;
            }
            if now >= end {
                return;
            }
            let wait = wake.duration_since(now).as_secs().max(1);
            self.world().advance(wait);
        }
        self.problems.push(NO_REST.to_owned());
    }

    /// One step of a computer's engine; people may act while it waits for a service.
    async fn step(&mut self, at: usize) -> Step {
        let (now, engine, faults) =
            (self.world().now(), self.computers[at].world.engine.clone(), self.computers[at].faults.clone());
        if self.layout.inside && self.visits_left > 0 && self.visits.percent(30) {
            self.visits_left -= u32::from(self.layout.lies);
            let calls = u32::try_from(self.visits.below(6)).unwrap();
            faults.visit(calls, self.visits.percent(50));
        }
        let ticked = {
            let mut tick = Box::pin(engine.tick(now));
            loop {
                tokio::select! {
                    biased;
                    ticked = &mut tick => break Some(ticked),
                    () = faults.death() => break None,
                    () = faults.visited() => {
                        // A process that died in the middle shows nothing that could be pressed.
                        if !self.computers.iter().any(Computer::is_dead) {
                            self.somebody_visits(at).await;
                        }
                        faults.resume();
                    }
                }
            }
        };
        self.computers[at].ended(ticked)
    }

    async fn somebody_visits(&mut self, at: usize) {
        self.tell(format!("while computer {at} waits for an answer:"));
        if self.layout.decides && self.visits.percent(60) {
            self.somebody_decides().await;
        } else {
            self.somebody_acts().await;
        }
    }

    /// Each computer's engine may take its turn in the middle of a create of the other.
    fn acquaint(&self) {
        if let [first, second] = &self.computers[..] {
            first.faults.rival(second.world.engine.clone(), second.faults.clone());
            second.faults.rival(first.world.engine.clone(), first.faults.clone());
        }
    }

    /// Faults are off, everybody is signed in, and time passes.
    async fn rest(&mut self) {
        self.layout.inside = false;
        self.heal().await;
        self.sign_in_again().await;
        self.tell("peace");
        self.work(PEACE_MINUTES).await;
        self.sign_in_again().await;
        // Each looks again after the other has done what it was signed out for.
        self.work(3).await;
        if self.layout.lies {
            self.a_day_passes().await;
        }
    }

    /// Invoices (QuickBooks ids) that ask for what a person left or is asked about: edited in Alternative, or waiting behind
    /// the brake (rule I16).
    async fn left_to_people(&self) -> BTreeSet<String> {
        let mut left = self.actions.edited_by_hand.clone();
        for computer in &self.computers {
            let world = &computer.world;
            for hold in world.store.holds(&world.company, &HoldQuery::Open).await.unwrap() {
                let HoldReason::ManyArchives { archives, .. } = &hold.draft.reason else { continue };
                left.extend(archives.iter().filter_map(|one| match &one.subject {
                    Subject::Invoice(id) => Some(id.to_string()),
                    _ => None,
                }));
            }
        }
        left
    }

    /// Both sides are honest, and so much time passes that they are compared.
    async fn a_day_passes(&mut self) {
        self.tell("a day passes");
        for _ in 0..DAY_HOURS {
            self.world().advance(3_600);
            self.work(2).await;
        }
    }

    /// Looks once more, and works off whatever it finds.
    pub async fn another_pass(&mut self) {
        self.world().advance(1);
        self.work(0).await;
    }
}
