//! An empty window of the same framework: start and memory of ours are measured beside it (`cargo xtask bench ui`). It
//! shows one word, for a window that draws nothing has not begun yet.

use std::borrow::Cow;
use std::process::ExitCode;

use tauri::utils::assets::{AssetKey, AssetsIter, CspHash};
use tauri::{Assets, Runtime, WebviewUrl, WebviewWindowBuilder};

const PAGE: &str = "<!doctype html><title>Empty</title><h1>Empty</h1>";

/// Nothing but that page. With the pages of the companion, this program and the companion, which are built side by side,
/// would pack the same files into the same folder, and one could take up what the other had half written.
struct OnePage;

impl<R: Runtime> Assets<R> for OnePage {
    fn get(&self, page: &AssetKey) -> Option<Cow<'_, [u8]>> {
        (page.as_ref() == "/index.html").then(|| PAGE.as_bytes().into())
    }

    fn iter(&self) -> Box<AssetsIter<'_>> {
        Box::new(std::iter::empty())
    }

    fn csp_hashes(&self, _page: &AssetKey) -> Box<dyn Iterator<Item = CspHash<'_>> + '_> {
        Box::new(std::iter::empty())
    }
}

fn main() -> ExitCode {
    let built = tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .inner_size(1120.0, 760.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!(assets = OnePage));
    match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the empty window cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
