//! What comes from outside, as bytes: each target takes any bytes and must neither panic, nor hang, nor write anything
//! twice. `cargo xtask fuzz` looks for such bytes; what it ever found, and samples of what is usual, rest in
//! `tests/fuzz/corpus` and run with every test.

mod answers;
mod links;
mod stored;
mod tick;

/// Something that reads bytes from outside.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name, which is that of its folder of samples.
    pub name: &'static str,
    /// Reads the bytes.
    pub read: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 8] = [
    Target { name: "callback", read: links::callback },
    Target { name: "deep_link", read: links::deep_link },
    Target { name: "query", read: answers::query },
    Target { name: "quickbooks", read: answers::quickbooks },
    Target { name: "alternative", read: answers::alternative },
    Target { name: "body", read: stored::body },
    Target { name: "document", read: stored::document },
    Target { name: "tick", read: tick::tick },
];

/// Runs asynchronous work to its end, on this thread.
fn run<T>(work: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: tokio::runtime::Runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    }
    RUNTIME.with(|runtime| runtime.block_on(work))
}

/// A world that is made once a thread, for targets that leave no trace in it.
fn with_world(work: impl AsyncFnOnce(&crate::World)) {
    thread_local! {
        static WORLD: crate::World = run(crate::World::started());
    }
    WORLD.with(|world| run(work(world)));
}
