//! A company of the fixture, opened on a copy of its files.

use engine::awaited::Awaited;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use engine::documents::Edit;
use engine::hold::Hold;
use engine::journal::Entry;
use engine::ports::{Change, JournalQuery};
use serde_json::{Value, json};
use support::World;
use tempfile::TempDir;

use crate::text;

/// Where the files are.
pub(super) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join("before_typed_state")
}

/// JSON of the fixture.
pub(super) fn json_of(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// An opened company.
pub(super) struct Stored {
    pub(super) world: World,
    company: String,
    scene: Value,
    _folder: TempDir,
}

impl Stored {
    /// The companion starts over the company's database, at the moment at which the program of then ended. Both sides were
    /// compared then, so that what changes does so by what is stored.
    pub(super) async fn open(company: &str) -> Self {
        let stored = Self::left(company).await;
        let now = stored.world.now();
        let compared = Change::edit(Edit::ReadWhole { began_at: now, ended_at: now });
        stored.world.store.write(&stored.world.company, vec![compared].into()).await.unwrap();
        stored
    }

    /// The same as it was left: by a program that compared nothing.
    pub(super) async fn left(company: &str) -> Self {
        let here = folder().join(company);
        let copy = tempfile::tempdir().unwrap();
        let services = copy.path().join("services");
        fs::create_dir(&services).unwrap();
        fs::copy(here.join("services/founding.json"), services.join("founding.json")).unwrap();
        unpack(&here.join("services/changes.log.zst"), &services.join("changes.log"));
        unpack(&here.join("companion.db.zst"), &copy.path().join("companion.db"));
        let scene = json_of(&here.join("scene.json"));
        let world = World::left_in(copy.path()).await;
        for misread in scene["misread"].as_array().unwrap() {
            world.injector.treat(text(&misread[0]), text(&misread[1]), text(&misread[2]));
        }
        Self { world, company: company.to_owned(), scene, _folder: copy }
    }

    /// Whether its decisions were carried out by the program of then.
    pub(super) fn is_settled(&self) -> bool {
        self.company == "settled"
    }

    /// What a name of the scene stands for: a subject (`payment:ID`), or an id.
    pub(super) fn named(&self, name: &str) -> &str {
        let named = &self.scene["names"][name];
        named.as_str().unwrap_or_else(|| panic!("nothing is called {name}"))
    }

    /// All names of the scene.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.scene["names"].as_object().unwrap().keys()
    }

    /// The id of a subject, as `{ "id": … }`.
    pub(super) fn record(&self, name: &str) -> Value {
        let named = self.named(name);
        json!({ "id": named.split_once(':').map_or(named, |(_, id)| id) })
    }

    /// How much the database held when it was written.
    pub(super) fn count(&self, what: &str) -> usize {
        usize::try_from(self.scene["counts"][what].as_u64().unwrap()).unwrap()
    }

    /// Open holds: what each is about, by its id.
    pub(super) async fn open_holds(&self) -> BTreeMap<String, String> {
        let holds = self.world.holds().await.into_iter();
        holds.map(|hold| (hold.id, format!("{} {}", hold.draft.rule(), hold.draft.subject))).collect()
    }

    /// The open hold of a subject that has a name, if there is one.
    pub(super) async fn held(&self, name: &str) -> Option<Hold> {
        let subject = self.named(name);
        let holds = self.world.holds().await;
        holds.into_iter().find(|hold| hold.draft.subject.to_string() == subject)
    }

    /// The open hold of a subject that has a name.
    pub(super) async fn hold(&self, name: &str) -> Hold {
        self.held(name).await.unwrap_or_else(|| panic!("{name} is not held"))
    }

    /// Why subjects wait, by subject.
    pub(super) async fn waits(&self) -> BTreeMap<String, Awaited> {
        let waits = self.world.store.waits(&self.world.company, 1_000).await.unwrap().into_iter();
        waits.map(|(subject, wait)| (subject.to_string(), wait.on)).collect()
    }

    /// Journal entries, oldest first.
    pub(super) async fn journal(&self) -> Vec<Entry> {
        let query = JournalQuery { after: Some(0), limit: 100_000, ..JournalQuery::default() };
        self.world.store.journal(&self.world.company, &query).await.unwrap()
    }

    /// Requests to QuickBooks that went out before: their ids by slot and generation, from the journal.
    pub(super) async fn attempts(&self) -> BTreeMap<(String, u64), String> {
        let entries = self.journal().await;
        let told =
            entries.iter().map(|entry| &entry.draft.details).filter(|told| told["request_id"].is_string());
        told.map(|told| {
            let generation = told["generation"].as_u64().unwrap();
            ((text(&told["slot"]).to_owned(), generation), text(&told["request_id"]).to_owned())
        })
        .collect()
    }

    /// What the companion wrote to QuickBooks since then: the end of each path, and the request's id.
    pub(super) async fn written(&self, mark: u64) -> Vec<(String, String)> {
        let asked = self.world.asked(mark).await;
        let writes = asked.into_iter().filter_map(|(call, entry)| {
            let path = call.strip_prefix("quickbooks POST ").filter(|path| *path != "batch")?;
            let delete = text(&entry["query"]).contains("operation=delete");
            let path = if delete { format!("{path} delete") } else { path.to_owned() };
            Some((path, text(&entry["requestid"]).to_owned()))
        });
        writes.collect()
    }

    /// What is told to Alternative once, though nothing new was read: version 0.1.0 left the share of a latecomer (rule P4)
    /// out of what Alternative asks for, as if the books had it.
    pub(super) fn corrected(&self) -> Vec<String> {
        self.latecomers().map(|invoice| format!("PUT invoices/{invoice}")).collect()
    }

    /// Ids of the invoices that came to the customer of another share.
    pub(super) fn latecomers(&self) -> impl Iterator<Item = &str> {
        self.names().filter(|name| name.ends_with("/late")).map(|name| self.named(name))
    }

    /// What the companion wrote to Alternative since then, as `PUT customers/12`.
    pub(super) async fn told(&self, mark: u64) -> Vec<String> {
        let asked = self.world.asked(mark).await.into_iter();
        let calls = asked.filter_map(|(call, _)| call.strip_prefix("alternative ").map(str::to_owned));
        calls.filter(|call| !call.starts_with("GET") && !call.contains("token")).collect()
    }
}

fn unpack(from: &Path, to: &Path) {
    let bytes = zstd::decode_all(File::open(from).unwrap()).unwrap();
    fs::write(to, bytes).unwrap();
}
