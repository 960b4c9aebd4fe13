//! Everything the practice services know, as one value: cloned it is a snapshot.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::clock::{Clock, company_zone};
use crate::entropy::Entropy;
use crate::faults::FaultRules;
use crate::idling::Idling;
use crate::options::Options;
use crate::requests::{RequestLog, Violation};
use crate::state::books::Books;
use crate::state::desk::Session;
use crate::state::intuit::Intuit;
use crate::state::platform::Platform;
use crate::state::platform::partner::Partner;
use crate::state::webhooks::Webhooks;
use crate::table::{Change, Persistent, ReplayError, Table};

/// The practice world.
#[derive(Debug, Clone)]
pub struct World {
    pub clock: Clock,
    pub options: Options,
    pub entropy: Entropy,
    /// QuickBooks companies by realm id.
    pub companies: BTreeMap<String, Books>,
    /// Sign-in and tokens of QuickBooks.
    pub intuit: Intuit,
    /// Alternative partner accounts by partner id.
    pub platforms: BTreeMap<String, Platform>,
    /// What QuickBooks owes the app's webhook endpoint.
    pub webhooks: Webhooks,
    pub log: RequestLog,
    pub violations: Table<u64, Violation>,
    pub faults: FaultRules,
    /// What the app asks without anything changing.
    pub idling: Idling,
    /// Who may act from the practice desk's page.
    pub desk: Session,
    /// Bearer token of the control API.
    pub control_token: String,
    /// Earlier worlds to go back to, by number; in memory only.
    pub snapshots: BTreeMap<u64, Arc<World>>,
    /// Small numbers that outlive a restart: `boots`.
    numbers: Table<String, u64>,
    saved_clock: Table<String, Clock>,
}

impl World {
    /// Makes the companies and partner accounts of these options.
    pub fn new(options: Options) -> Self {
        let clock = Clock::new(options.clock);
        let mut entropy = Entropy::new(options.founding.seed, 0);
        let mut intuit = Intuit::found(&mut entropy);
        let control_token = format!("practice-{}", entropy.word(32));
        let mut companies = BTreeMap::new();
        let mut platforms = BTreeMap::new();
        for index in 0..options.founding.companies.max(1) {
            let books = Books::found(&options.founding, index);
            let realm_id = books.realm_id().to_owned();
            let partner = Partner {
                id: entropy.uuid(),
                name: books.company_name(),
                client_id: format!("practice-partner-{}", index + 1),
                client_secret: entropy.word(40),
                webhook_secret: format!("whsec_{}", entropy.word(32)),
                realm_id: realm_id.clone(),
            };
            intuit.grant_at_founding(&realm_id, &mut entropy, founded_at(&options));
            platforms.insert(partner.id.clone(), Platform::open(&partner));
            companies.insert(realm_id, books);
        }
        let mut world = Self {
            entropy: Entropy::new(options.founding.seed, 1),
            clock,
            options,
            companies,
            intuit,
            platforms,
            webhooks: Webhooks::default(),
            log: RequestLog::default(),
            violations: Table::default(),
            faults: FaultRules::default(),
            idling: Idling::default(),
            desk: Session::default(),
            control_token,
            snapshots: BTreeMap::new(),
            numbers: Table::default(),
            saved_clock: Table::default(),
        };
        world.settle();
        world
    }

    /// Takes saved changes back and starts a new stream of randomness, so that no token is given out twice.
    pub fn resume(&mut self, changes: &[Change]) -> Result<(), ReplayError> {
        for change in changes {
            self.replay(&change.table, &change.key, change.value.as_deref())?;
        }
        let boots = self.numbers.get("boots").map_or(0, |count| **count) + 1;
        self.numbers.put("boots".to_owned(), boots);
        self.entropy = Entropy::new(self.options.founding.seed, boots + 1);
        if let Some(clock) = self.saved_clock.get("clock")
            && clock.mode() == self.clock.mode()
        {
            self.clock = (**clock).clone();
        }
        self.clock.refresh();
        Ok(())
    }

    /// The changes since the last call, to be saved.
    pub fn changes(&mut self) -> Vec<Change> {
        self.collect();
        let mut changes = Vec::new();
        for (realm, books) in &mut self.companies {
            books.drain(&format!("quickbooks/{realm}/"), &mut changes);
        }
        for (partner, platform) in &mut self.platforms {
            platform.drain(&format!("alternative/{partner}/"), &mut changes);
        }
        self.intuit.drain("intuit/", &mut changes);
        self.webhooks.drain("webhooks/", &mut changes);
        self.violations.drain("world/violations", &mut changes);
        self.numbers.drain("world/numbers", &mut changes);
        self.saved_clock.drain("world/clock", &mut changes);
        changes
    }

    /// Remembers the clock's setting: to be called after the clock was moved.
    pub fn save_clock(&mut self) {
        self.saved_clock.put("clock".to_owned(), self.clock.clone());
    }

    /// Records something a good client never does, on the request being handled.
    pub fn violate(&mut self, kind: &str, detail: impl Into<String>) {
        let violation = Violation {
            at: self.clock.now(),
            kind: kind.to_owned(),
            detail: detail.into(),
            request: self.log.current(),
        };
        let number = self.violations.len() as u64 + 1;
        self.violations.put(number, violation);
    }

    /// Goes back to an earlier state: books, platforms, tokens, clock, violations and fault rules. The log of
    /// requests and the numbering of requests go on.
    pub fn restore(&mut self, earlier: &Self) {
        for (realm, books) in &mut self.companies {
            if let Some(kept) = earlier.companies.get(realm) {
                books.revert_to(kept);
            }
        }
        for (partner, platform) in &mut self.platforms {
            if let Some(kept) = earlier.platforms.get(partner) {
                platform.revert_to(kept);
            }
        }
        self.intuit.revert_to(&earlier.intuit);
        self.webhooks.revert_to(&earlier.webhooks);
        self.violations.revert_to(&earlier.violations);
        self.faults = earlier.faults.clone();
        self.idling = Idling::default();
        self.entropy = earlier.entropy.clone();
        self.clock = earlier.clock.clone();
        self.clock.refresh();
        self.save_clock();
    }

    /// Every partner account in order of its company.
    pub fn partners(&self) -> impl Iterator<Item = &Partner> {
        self.companies
            .keys()
            .filter_map(|realm| self.platforms.values().map(Platform::partner).find(|p| p.realm_id == *realm))
    }

    /// Takes what happened in the books to the queue of webhooks. Companies whose consent has ended are not told of, nor
    /// is anything told while there is no endpoint.
    fn collect(&mut self) {
        let now = self.clock.now();
        for (realm, books) in &mut self.companies {
            let happened = books.take_happened();
            if happened.is_empty() || self.webhooks.endpoint().is_none() {
                continue;
            }
            if self.intuit.is_connected(realm, now) {
                self.webhooks.add(realm, happened, &mut self.entropy, now);
            }
        }
    }

    fn settle(&mut self) {
        self.changes();
    }

    fn replay(&mut self, table: &str, key: &str, value: Option<&str>) -> Result<(), ReplayError> {
        let unknown = || ReplayError::Table(table.to_owned());
        let (owner, rest) = table.split_once('/').ok_or_else(unknown)?;
        match owner {
            "quickbooks" => {
                let (realm, rest) = rest.split_once('/').ok_or_else(unknown)?;
                self.companies.get_mut(realm).ok_or_else(unknown)?.replay(rest, key, value)
            }
            "alternative" => {
                let (partner, rest) = rest.split_once('/').ok_or_else(unknown)?;
                self.platforms.get_mut(partner).ok_or_else(unknown)?.replay(rest, key, value)
            }
            "intuit" => self.intuit.replay(rest, key, value),
            "webhooks" => self.webhooks.replay(rest, key, value),
            _ => match rest {
                "violations" => self.violations.replay(table, key, value),
                "numbers" => self.numbers.replay(table, key, value),
                "clock" => self.saved_clock.replay(table, key, value),
                _ => Err(unknown()),
            },
        }
    }
}

/// The start of the founding's day: what is the same at every start.
fn founded_at(options: &Options) -> jiff::Timestamp {
    let day = options.founding.today.to_zoned(company_zone());
    day.map_or(jiff::Timestamp::UNIX_EPOCH, |day| day.timestamp())
}
