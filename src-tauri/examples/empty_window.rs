//! An empty window of the same framework: start and memory of ours are measured beside it (`cargo xtask bench ui`).

use std::process::ExitCode;

use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() -> ExitCode {
    let built = tauri::Builder::default()
        .setup(|app| {
            let nothing = WebviewUrl::CustomProtocol("about:blank".parse()?);
            WebviewWindowBuilder::new(app, "main", nothing).inner_size(1120.0, 760.0).build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the empty window cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
