//! Whether somebody looks at the companion: then both sides are looked at more often (rule F2).

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::App;

/// Somebody looks for as long as this is kept: a window in front, or a page in a browser.
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
    use practice::{CompanyKind, Options, Practice};
    use transport::InProcess;

    use super::*;
    use crate::app::{AppParts, PracticeSource};
    use crate::{HostParts, KeptUntilQuit, OsEntropy, Pace, SystemClock};

    #[tokio::test]
    async fn f2_the_pace_is_the_watched_one_while_anybody_looks() {
        let folder = tempfile::tempdir().unwrap();
        let services = Practice::new(Options::quiet(CompanyKind::Msp)).unwrap();
        let host = HostParts {
            data: folder.path().join("real"),
            transport: Arc::new(InProcess::new(services.door())),
            vaults: Arc::new(KeptUntilQuit::default()),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(OsEntropy),
            pace: Pace::Unlimited,
            zone: jiff::tz::TimeZone::UTC,
        };
        let parts = AppParts {
            host,
            practice_data: folder.path().join("practice"),
            practice: PracticeSource::Missing,
            has_desktop: false,
            open_page: None,
        };
        let app = App::start(parts).await.unwrap();
        let watched = || app.0.real.is_watched_for().is_some();
        assert!(!watched(), "nobody looks at a companion in the tray");
        let window = app.look();
        let page = app.look();
        assert!(watched());
        drop(window);
        assert!(watched(), "the page in the browser is still there");
        drop(page);
        assert!(!watched());
    }
}
