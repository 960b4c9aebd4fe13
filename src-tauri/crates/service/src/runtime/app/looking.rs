//! Whether somebody looks at the companion: then both sides are looked at more often (rule F2).

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::App;

/// A window in front or a page in a browser, for as long as this is kept; somebody looks while it is used too.
#[must_use = "nobody looks any more when it is dropped"]
pub struct Looking(App);

impl Drop for Looking {
    fn drop(&mut self) {
        self.0.0.looking.fetch_sub(1, Ordering::SeqCst);
        self.0.say_watched();
    }
}

impl App {
    /// Somebody begins to look. What has not been looked at for a while is looked at now.
    pub fn look(&self) -> Looking {
        self.0.looking.fetch_add(1, Ordering::SeqCst);
        self.say_watched();
        Looking(self.clone())
    }

    /// Somebody used the window or the page: they still look.
    pub(super) fn still_here(&self) {
        let practice = self.practice_host();
        for host in [Some(Arc::clone(&self.0.real)), practice].into_iter().flatten() {
            host.used();
        }
    }

    /// Tells the run loops; those of a company whose window came to the front wake up.
    pub(super) fn say_watched(&self) {
        let watched = self.0.looking.load(Ordering::SeqCst) > 0;
        let practice = self.practice_host();
        for host in [Some(Arc::clone(&self.0.real)), practice].into_iter().flatten() {
            host.set_seen(watched);
        }
        // Whoever came or went meanwhile has the last word.
        let now = self.0.looking.load(Ordering::SeqCst) > 0;
        if now != watched {
            self.say_watched();
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::ports::Clock;
    use jiff::{SignedDuration, Timestamp};
    use practice::{CompanyKind, Options, Practice};
    use tempfile::TempDir;
    use transport::InProcess;

    use super::*;
    use crate::runtime::app::{AppParts, PracticeSource};
    use crate::{HostParts, test_host};

    /// A clock that a test moves.
    #[derive(Default)]
    struct SetClock(std::sync::Mutex<Timestamp>);

    impl SetClock {
        fn advance(&self, time: SignedDuration) {
            *super::super::lock(&self.0) += time;
        }
    }

    impl Clock for SetClock {
        fn now(&self) -> Timestamp {
            *super::super::lock(&self.0)
        }
    }

    async fn app(folder: &TempDir, clock: &Arc<SetClock>) -> App {
        let services = Practice::new(Options::quiet(CompanyKind::Msp)).unwrap();
        let host = HostParts {
            transport: Arc::new(InProcess::new(services.door())),
            clock: Arc::<SetClock>::clone(clock),
            ..test_host::parts(&folder.path().join("real"))
        };
        let parts = AppParts {
            host,
            practice_data: folder.path().join("practice"),
            practice: PracticeSource::Missing,
            has_desktop: false,
            open_page: None,
        };
        App::start(parts).await.unwrap()
    }

    fn is_watched(app: &App) -> bool {
        app.0.real.is_watched_for().is_some()
    }

    #[tokio::test]
    async fn f2_the_pace_is_the_watched_one_while_anybody_looks() {
        let folder = tempfile::tempdir().unwrap();
        let app = app(&folder, &Arc::default()).await;
        assert!(!is_watched(&app), "nobody looks at a companion in the tray");
        let window = app.look();
        let page = app.look();
        assert!(is_watched(&app));
        drop(window);
        assert!(is_watched(&app), "the page in the browser is still there");
        drop(page);
        assert!(!is_watched(&app));
    }

    #[tokio::test]
    async fn f2_a_window_that_nobody_uses_for_ten_minutes_is_not_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::<SetClock>::default();
        let app = app(&folder, &clock).await;
        let _window = app.look();
        for minutes in [9, 9] {
            clock.advance(SignedDuration::from_mins(minutes));
            assert!(is_watched(&app));
            app.rpc("still_here", serde_json::Value::Null).await.unwrap();
        }
        clock.advance(SignedDuration::from_mins(10));
        assert!(!is_watched(&app));
        app.rpc("still_here", serde_json::Value::Null).await.unwrap();
        assert!(is_watched(&app));
    }
}
