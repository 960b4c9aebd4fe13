//! The files of the user interface.

use std::path::{Path, PathBuf};

use contract::{Code, Problem};
use http::{Response, StatusCode};

use super::answers::{Body, answer, plain, whole};

/// The page that the rest belongs to.
const INDEX: &str = "index.html";
/// Folders below each other.
const DEPTH_MAX: usize = 8;

/// A folder with a built user interface.
pub(super) struct Pages(PathBuf);

impl Pages {
    /// That folder, which must have pages.
    pub(super) fn open(folder: PathBuf) -> Result<Self, Problem> {
        if !folder.join(INDEX).is_file() {
            return Err(Problem::new(
                Code::Usage,
                format!("{} does not contain the app's pages.", folder.display()),
            )
            .hint("Build the user interface first, and pass its folder with --ui DIR."));
        }
        let root = folder.canonicalize().unwrap_or(folder);
        Ok(Self(root))
    }

    /// The file of a path.
    pub(super) async fn file(&self, path: &str) -> Response<Body> {
        let found = match self.place(path) {
            Some(place) => tokio::fs::read(&place).await.ok().map(|bytes| (kind(&place), bytes)),
            None => None,
        };
        match found {
            Some((kind, bytes)) => answer(StatusCode::OK, kind, whole(bytes)),
            None => plain(StatusCode::NOT_FOUND, "Not found.\n"),
        }
    }

    /// Where that file is; nothing that leads out of the folder, or to a hidden file.
    fn place(&self, path: &str) -> Option<PathBuf> {
        let path = path.strip_prefix('/')?;
        let path = if path.is_empty() { INDEX } else { path };
        let mut place = self.0.clone();
        for (depth, part) in path.split('/').enumerate() {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
            if depth >= DEPTH_MAX || part.is_empty() || part.starts_with('.') || !part.bytes().all(plain) {
                return None;
            }
            place.push(part);
        }
        // A link in the folder must not lead out of it either.
        place.canonicalize().ok().filter(|real| real.starts_with(&self.0))
    }
}

fn kind(place: &Path) -> &'static str {
    match place.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let ui = folder.path().join("ui");
        std::fs::create_dir_all(ui.join("assets")).unwrap();
        for file in ["index.html", "assets/a-1.js", ".hidden", "../secret.txt"] {
            std::fs::write(ui.join(file), "x").unwrap();
        }
        let pages = Pages::open(ui).unwrap();
        for good in ["/", "/index.html", "/assets/a-1.js"] {
            assert!(pages.place(good).is_some(), "{good}");
        }
        let bad =
            ["", "/../secret.txt", "/%2e%2e/secret.txt", "/.hidden", "//etc/passwd", "/a\\..\\x", "/no.js"];
        for bad in bad {
            assert!(pages.place(bad).is_none(), "{bad}");
        }
        assert!(Pages::open(folder.path().join("empty")).is_err());
    }
}
