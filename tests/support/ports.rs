//! The companion's ports, so that a test can stand between the engine and the services.

use std::sync::Arc;

use engine::ports::{Books, Processor, Store};
use engine::tick::Engine;
use quickbooks::NewTokens;

use crate::World;

/// What a sign-in asks QuickBooks for.
const SCOPE: &str = "com.intuit.quickbooks.accounting openid profile email phone address";

impl World {
    /// QuickBooks' client.
    pub fn books_port(&self) -> Arc<dyn Books> {
        self.books.clone()
    }

    /// Alternative's client.
    pub fn processor_port(&self) -> Arc<dyn Processor> {
        self.processor.clone()
    }

    /// The process starts anew over these ports.
    pub fn restart_with(
        &mut self,
        store: Arc<dyn Store>,
        books: Arc<dyn Books>,
        processor: Arc<dyn Processor>,
    ) {
        let engine = Engine::new(self.company.clone(), store, books, processor, self.clock.clone());
        self.engine = Arc::new(engine);
    }

    /// A person signs in to QuickBooks on this computer alone: a consent of its own, shared with no other computer.
    pub async fn sign_in_here(&self) {
        let realm = self.realm();
        let (access, refresh) = self.practice.with_world(|world| {
            let now = world.clock.now();
            let practice::World { intuit, entropy, .. } = world;
            let consent = intuit.consent(Some(realm), SCOPE, true, entropy, now);
            let access = intuit.issue_access(consent, entropy, now);
            (access, intuit.family(consent).expect("a consent just given").refresh.clone())
        });
        let tokens = NewTokens { access: access.into(), refresh: refresh.into(), lifetime_seconds: 3_600 };
        self.tokens.set(tokens).await.unwrap();
        self.engine.reopen().await.unwrap();
    }
}
