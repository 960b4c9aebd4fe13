//! How the window behaves: kept beside the database, for all companies.

use std::path::PathBuf;

use contract::window::WindowSettings;
use contract::{Code, Problem};

use super::App;

/// The file they are kept in.
const FILE: &str = "window.json";

impl App {
    fn window_file(&self) -> PathBuf {
        self.0.real.data.join(FILE)
    }

    /// How the window behaves; the defaults where nothing was chosen, or where the file cannot be read.
    pub fn window_settings(&self) -> WindowSettings {
        let kept = std::fs::read(self.window_file()).ok();
        kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Changes how the window behaves.
    pub(super) async fn set_window_settings(
        &self,
        settings: WindowSettings,
    ) -> Result<WindowSettings, Problem> {
        let _one_at_a_time = self.0.changing.lock().await;
        let file = self.window_file();
        let fresh = file.with_extension("new");
        let json = serde_json::to_vec_pretty(&settings).unwrap_or_default();
        std::fs::write(&fresh, json).and_then(|()| std::fs::rename(&fresh, &file)).map_err(|error| {
            Problem::new(Code::Failed, "The settings could not be saved, so nothing was changed.")
                .detail("system", Some(error.to_string()))
        })?;
        Ok(settings)
    }
}
