//! A company while it is made, and the names its records go by in the tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::hold::Hold;
use serde_json::{Value, json};
use store::SqliteStore;
use support::{Invoice, World};

use crate::golden::Kept;

/// Steps that one start of the companion takes at most while nothing else happens.
const STEPS_MAX: usize = 200;

/// As small as it gets; these files are written once.
const LEVEL: i32 = 19;

/// The company.
pub struct Scene {
    pub world: World,
    database: Arc<SqliteStore>,
    folder: PathBuf,
    /// Subjects by the name that tests call them.
    names: BTreeMap<String, Value>,
    /// What is misread in the services' answers while the company is open: path, what is found, what is put.
    misread: Vec<[String; 3]>,
    /// Values that only show while the company is made.
    pub golden: Vec<Value>,
    customers: usize,
}

/// The text of a JSON string.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}"))
}

impl Scene {
    /// An empty company that is connected and does not sync yet.
    pub async fn new(folder: &Path) -> Self {
        assert!(!folder.exists(), "{} is there already", folder.display());
        let (world, database) = World::in_folder(folder).await;
        let folder = folder.to_owned();
        let (names, misread, golden) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { world, database, folder, names, misread, golden, customers: 0 }
    }

    /// The companion starts; a minute passes.
    pub async fn start(&self) {
        self.world.start().await;
        self.world.advance(60);
    }

    /// The name of a subject (`payment:ID`), or of anything else that the tests look at.
    pub fn name(&mut self, name: &str, value: impl Into<Value>) {
        let before = self.names.insert(name.to_owned(), value.into());
        assert!(before.is_none(), "{name} is a name already");
    }

    /// The value of a name.
    pub fn named(&self, name: &str) -> &str {
        text(self.names.get(name).unwrap_or_else(|| panic!("nothing is called {name}")))
    }

    /// An invoice of a new customer that Alternative has.
    pub async fn invoice(&mut self, amount: &str) -> Invoice {
        let invoice = self.unsynced_invoice(amount).await;
        self.world.sync().await;
        invoice
    }

    /// An invoice of a new customer.
    pub async fn unsynced_invoice(&mut self, amount: &str) -> Invoice {
        let name = self.new_name();
        self.world.invoice(&name, amount).await
    }

    /// A name that no customer has yet.
    pub fn new_name(&mut self) -> String {
        self.customers += 1;
        format!("Harbor Dental {}", self.customers)
    }

    /// From now on answers of that path are misread, also when the company is opened again.
    pub fn misread(&mut self, path: &str, find: &str, put: &str) {
        self.world.doctor.treat(path, find, put);
        self.misread.push([path, find, put].map(str::to_owned));
    }

    /// The open hold of a subject.
    pub async fn hold(&self, subject: &str) -> Hold {
        let holds = self.world.holds().await;
        let mut of_it = holds.iter().filter(|hold| hold.draft.subject.to_string() == subject);
        let (Some(hold), None) = (of_it.next(), of_it.next()) else {
            panic!("one hold of {subject}: {holds:#?}")
        };
        hold.clone()
    }

    /// Asserts that a subject is held by this rule.
    pub async fn is_held(&self, subject: &str, rule: &str) {
        assert_eq!(self.hold(subject).await.draft.rule, rule, "{subject}");
    }

    /// The companion's process ends and begins anew at the same moment; it works until it rests.
    pub async fn restart(&mut self) {
        let store = self.world.store.clone();
        self.world.restart_over(store);
        for _ in 0..STEPS_MAX {
            if !self.world.tick().await.busy {
                return;
            }
        }
        panic!("the companion never comes to rest");
    }

    /// The companion's process begins anew and ends after one step.
    pub async fn restart_for_a_step(&mut self) {
        let store = self.world.store.clone();
        self.world.restart_over(store);
        self.world.tick().await;
    }

    /// What QuickBooks' change data tells of records of this entity stays unseen from now on.
    pub fn hide(&self, entity: &str) {
        self.world.doctor.treat("/cdc", format!("\"{entity}\":["), "\"Unseen\":[");
    }

    /// Ends what [`Self::hide`] began.
    pub fn unhide(&self) {
        self.world.doctor.discharge();
        for [path, find, put] in &self.misread {
            self.world.doctor.treat(path, find.as_str(), put.as_str());
        }
    }

    /// Leaves the company in its folder; tells what it holds.
    pub async fn leave(self) -> Value {
        let kept = Kept::of(&self.world).await;
        let counts = kept.counts();
        let scene = json!({ "names": self.names, "misread": self.misread, "counts": counts });
        let folder = self.folder;
        let path = folder.join("scene.json");
        self.world.leave(&folder, self.database).await;
        std::fs::write(path, format!("{scene:#}\n")).unwrap();
        pack(&folder.join("companion.db"));
        pack(&folder.join("services").join("changes.log"));
        counts
    }
}

/// Files compress to a tenth: most of a small database is room for more.
fn pack(path: &Path) {
    let file = std::fs::File::open(path).unwrap();
    let mut name = path.file_name().unwrap().to_owned();
    name.push(".zst");
    std::fs::write(path.with_file_name(name), zstd::encode_all(file, LEVEL).unwrap()).unwrap();
    std::fs::remove_file(path).unwrap();
}
