//! Bakes the window's configuration, its capabilities and `ui/dist` into the program.

use std::path::Path;
use std::process::ExitCode;

use tauri_build::{AppManifest, Attributes};

const INTERFACE: &str = "../ui/dist/index.html";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=../ui/dist");
    let embeds = std::env::var_os("CARGO_FEATURE_CUSTOM_PROTOCOL").is_some();
    if embeds && !Path::new(INTERFACE).exists() {
        println!(
            "cargo::error=the window's pages are not built yet; run: npm --prefix ui ci && npm --prefix ui run build"
        );
        return ExitCode::FAILURE;
    }
    // Named here, a command needs a permission; the window has that for this one alone.
    let attributes = Attributes::new().app_manifest(AppManifest::new().commands(&["rpc"]));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
