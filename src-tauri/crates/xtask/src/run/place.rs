//! Where the practice company lives between two runs: in the directory that `companion-cli --practice` uses.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::keychain_session::private_folder;
use crate::workspace::Outcome;

/// The folder of the practice company, below the person's data folder.
const FOLDER: &str = "io.alternativepayments.companion-practice";
/// Proof that a folder is ours: only then is it removed.
const MARK: &str = "practice-company";

/// The folders of one practice company.
#[derive(Debug, Clone)]
pub struct Place {
    root: PathBuf,
}

impl Place {
    /// This folder, or the usual one.
    pub fn open(root: Option<PathBuf>) -> Outcome<Self> {
        let root = match root {
            Some(root) => std::path::absolute(root).map_err(|error| error.to_string())?,
            None => data_folder(std::env::var_os)?.join(FOLDER),
        };
        private_folder(&root)?;
        let place = Self { root };
        if place.is_empty()? {
            place.write(MARK, "Kept by `cargo xtask run`. Safe to remove.\n")?;
        }
        Ok(place)
    }

    /// Forgets everything that is kept here.
    pub fn clear(&self) -> Outcome<()> {
        if !self.root.join(MARK).is_file() {
            return Err(format!("{} holds something else; it is not touched", self.root.display()));
        }
        let cannot = |error: std::io::Error| format!("{} cannot be removed: {error}", self.root.display());
        std::fs::remove_dir_all(&self.root).map_err(cannot)?;
        Self::open(Some(self.root.clone())).map(drop)
    }

    /// The whole, which is what the companion keeps.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What the practice services keep.
    pub fn services(&self) -> PathBuf {
        self.root.join("services")
    }

    /// The home of a keychain of our own.
    pub fn keychain(&self) -> PathBuf {
        self.root.join("keychain")
    }

    /// A note of an earlier run.
    pub fn read(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.root.join(name)).ok()
    }

    /// Leaves a note for the next run.
    pub fn write(&self, name: &str, text: &str) -> Outcome<()> {
        let file = self.root.join(name);
        std::fs::write(&file, text).map_err(|error| format!("{} cannot be written: {error}", file.display()))
    }

    fn is_empty(&self) -> Outcome<bool> {
        let mut entries = std::fs::read_dir(&self.root).map_err(|error| error.to_string())?;
        Ok(entries.next().is_none())
    }
}

/// Where programs of this person keep their data.
fn data_folder(variable: impl Fn(&'static str) -> Option<OsString>) -> Outcome<PathBuf> {
    let folder = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = folder("HOME");
    let usual = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/share" };
    folder("XDG_DATA_HOME").or_else(|| home.map(|home| home.join(usual))).ok_or_else(|| {
        "there is no home folder to keep the practice company in; name one with --data".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_lives_where_this_persons_data_is() {
        let set = |pairs: &'static [(&str, &str)]| {
            move |name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
        };
        let both = data_folder(set(&[("HOME", "/h"), ("XDG_DATA_HOME", "/data")])).unwrap();
        assert_eq!(both, Path::new("/data"));
        assert!(
            data_folder(set(&[("HOME", "/h"), ("XDG_DATA_HOME", "not/absolute")])).unwrap().starts_with("/h")
        );
        assert!(data_folder(set(&[])).is_err());
    }

    #[test]
    fn clearing_forgets_everything() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::open(Some(folder.path().join("practice"))).unwrap();
        place.write("address", "127.0.0.1:4010").unwrap();
        assert_eq!(place.read("address").as_deref(), Some("127.0.0.1:4010"));
        place.clear().unwrap();
        assert_eq!(place.read("address"), None);
        place.clear().unwrap();
    }

    #[test]
    fn a_folder_with_something_else_in_it_is_never_cleared() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("thesis.tex"), "…").unwrap();
        let place = Place::open(Some(folder.path().to_owned())).unwrap();
        assert!(place.clear().unwrap_err().contains("is not touched"));
        assert!(folder.path().join("thesis.tex").exists());
    }
}
