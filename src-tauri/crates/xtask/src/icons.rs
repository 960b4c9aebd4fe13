//! Draws the icons that are committed in `icons/` from the SVG files there.

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::ExitCode;

use ico::{IconDir, IconDirEntry, IconImage, ResourceType};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// One plain line for the person at the terminal.
type Outcome<T> = Result<T, String>;

/// PNG files of the app's icon and their sizes, by the names that packaging asks for.
const PNGS: &[(&str, u32)] =
    &[("32x32.png", 32), ("64x64.png", 64), ("128x128.png", 128), ("128x128@2x.png", 256), ("icon.png", 512)];
/// Sizes in `icon.ico`; Windows shows 24 and 48 as well as the powers of two.
const ICO_SIZES: &[u32] = &[16, 24, 32, 48, 64, 256];
/// Types and sizes in `icon.icns`, as listed in Apple's `IconServices` documentation.
const ICNS_TYPES: &[(&[u8; 4], u32)] = &[
    (b"icp4", 16),
    (b"ic11", 32),
    (b"icp5", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
    (b"ic10", 1024),
];
/// macOS draws its icons 824 wide on a canvas of 1024.
const MACOS_SHARE: f32 = 824.0 / 1024.0;
/// Shapes of the tray, twice 22 px for dense screens.
const TRAY: &[&str] = &["done", "working", "waiting", "needs-you", "paused"];
const TRAY_PX: u32 = 44;

fn main() -> ExitCode {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let icons = here.ancestors().nth(3).unwrap_or(here).join("icons");
    match draw_all(&icons) {
        Ok(count) => {
            println!("{count} icons drawn");
            ExitCode::SUCCESS
        }
        Err(line) => {
            eprintln!("{line}");
            ExitCode::FAILURE
        }
    }
}

fn draw_all(icons: &Path) -> Outcome<usize> {
    let mark = read(&icons.join("mark.svg"))?;
    for (name, px) in PNGS {
        write(&icons.join(name), &png(&draw(&mark, *px, 1.0)?)?)?;
    }
    write(&icons.join("icon.ico"), &ico(&mark)?)?;
    write(&icons.join("icon.icns"), &icns(&mark)?)?;
    for name in TRAY {
        let shape = read(&icons.join("tray").join(format!("{name}.svg")))?;
        write(&icons.join("tray").join(format!("{name}.png")), &png(&draw(&shape, TRAY_PX, 1.0)?)?)?;
    }
    Ok(PNGS.len() + 2 + TRAY.len())
}

fn read(file: &Path) -> Outcome<Tree> {
    let text = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Tree::from_data(&text, &Options::default()).map_err(|error| format!("{}: {error}", file.display()))
}

fn write(file: &Path, content: &[u8]) -> Outcome<()> {
    fs::write(file, content).map_err(|error| format!("{}: {error}", file.display()))
}

/// A square picture of this many pixels a side, of which the drawing takes this share.
#[expect(clippy::cast_precision_loss, reason = "pictures are far smaller than what f32 counts exactly")]
fn draw(tree: &Tree, px: u32, share: f32) -> Outcome<Pixmap> {
    let mut pixels = Pixmap::new(px, px).ok_or("a picture has no pixels")?;
    let scale = px as f32 * share / tree.size().width();
    let margin = px as f32 * (1.0 - share) / 2.0;
    resvg::render(tree, Transform::from_row(scale, 0.0, 0.0, scale, margin, margin), &mut pixels.as_mut());
    Ok(pixels)
}

fn png(pixels: &Pixmap) -> Outcome<Vec<u8>> {
    pixels.encode_png().map_err(|error| error.to_string())
}

fn ico(mark: &Tree) -> Outcome<Vec<u8>> {
    let mut icon = IconDir::new(ResourceType::Icon);
    for px in ICO_SIZES {
        let image = IconImage::read_png(Cursor::new(png(&draw(mark, *px, 1.0)?)?));
        let entry = image.and_then(|image| IconDirEntry::encode(&image));
        icon.add_entry(entry.map_err(|error| error.to_string())?);
    }
    let mut content = Vec::new();
    icon.write(&mut content).map_err(|error| error.to_string())?;
    Ok(content)
}

/// A header and a list, each entry with its type, its length with this header (big-endian) and a PNG.
fn icns(mark: &Tree) -> Outcome<Vec<u8>> {
    let mut entries = Vec::new();
    for (kind, px) in ICNS_TYPES {
        entries.extend(chunk(**kind, &png(&draw(mark, *px, MACOS_SHARE)?)?)?);
    }
    chunk(*b"icns", &entries)
}

fn chunk(kind: [u8; 4], content: &[u8]) -> Outcome<Vec<u8>> {
    let length = u32::try_from(content.len() + 8).map_err(|_| "an icon is too large")?;
    Ok([&kind[..], &length.to_be_bytes(), content].concat())
}
