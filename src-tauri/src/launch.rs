//! What the program was started with.

use crate::deep_link::{self, Page};

/// Said by the entry in the system's autostart: no window, where a tray can show that the companion runs.
pub const BACKGROUND: &str = "--background";

/// What the program, or a second one after it, was started with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Launch {
    /// The page to open.
    pub page: Option<Page>,
    /// Started with the computer, by nobody in particular.
    pub background: bool,
}

impl Launch {
    /// Reads a program's arguments, its own name first. Only the first link counts; what is not understood is passed
    /// over, for a desktop may add arguments of its own.
    pub fn read(arguments: impl IntoIterator<Item = String>) -> Self {
        let mut launch = Self::default();
        let mut links = 0;
        for argument in arguments.into_iter().skip(1) {
            if argument == BACKGROUND {
                launch.background = true;
            } else if deep_link::is_link(&argument) {
                links += 1;
                if links == 1 {
                    launch.page = follow(&argument);
                }
            }
        }
        launch.background &= links == 0;
        launch
    }
}

/// The page of a link. A link that is refused still brings the window up.
pub fn follow(link: &str) -> Option<Page> {
    match deep_link::parse(link) {
        Ok(page) => Some(page),
        Err(refused) => {
            // The link itself is not repeated: it may hold anything.
            tracing::warn!(error = %refused, "link_refused");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Launch {
        let program = std::iter::once("companion").chain(arguments.iter().copied());
        Launch::read(program.map(str::to_owned))
    }

    #[test]
    fn a_plain_start_opens_the_window() {
        assert_eq!(read(&[]), Launch::default());
        assert_eq!(read(&["-psn_0_12345", "file.txt"]), Launch::default());
    }

    #[test]
    fn autostart_asks_for_no_window() {
        assert!(read(&["--background"]).background);
    }

    #[test]
    fn a_link_opens_its_page_and_the_window() {
        let launch = read(&["--background", "alternative-companion://open/payouts/15"]);
        assert_eq!(launch.page.as_ref().map(Page::as_str), Some("payouts/15"));
        assert!(!launch.background);
    }

    #[test]
    fn a_refused_link_opens_the_window_only() {
        let launch = read(&["alternative-companion://open/../etc"]);
        assert_eq!(launch, Launch { page: None, background: false });
    }

    #[test]
    fn the_first_link_counts() {
        let launch = read(&["alternative-companion://open/nowhere", "alternative-companion://open/settings"]);
        assert_eq!(launch.page, None);
    }

    #[test]
    fn the_name_of_the_program_is_no_link() {
        assert_eq!(Launch::read(["alternative-companion://open/settings".to_owned()]), Launch::default());
    }
}
