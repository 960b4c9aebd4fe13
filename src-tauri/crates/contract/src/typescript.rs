//! The contract in TypeScript: one module with every type, every command with its request and response, and the tags.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use ts_rs::{Config, TS, TypeVisitor};

use crate::command::{COMMANDS, Command, Visitor, visit};
use crate::hold;
use crate::problem::Problem;
use crate::tag::{Event, Tag};

const HEAD: &str = "// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

/** ISO 4217 code. */
export type Currency = string;

/** Whole minor units (cents for USD) of a currency. */
export type Money = { minor: number; currency: Currency };

/** A bank account that payouts go to. */
export type PayoutBank = { name: string; last4: string };
";

/// The text of the module.
pub fn module() -> String {
    let mut collector = Collector { config: Config::new().with_large_int("number"), ..Collector::default() };
    visit(&mut collector);
    collector.take::<Event>();
    collector.take::<Problem>();
    collector.take::<Tag>();
    let mut text = HEAD.to_owned();
    for declaration in collector.declarations.values() {
        text.push('\n');
        text.push_str(declaration);
    }
    text.push_str("\n/** Every command: what it takes and gives. */\nexport type Commands = {\n");
    text.push_str(&collector.commands);
    text.push_str("};\n\nexport type CommandName = keyof Commands;\n");
    text.push_str(
        "\n/** Tags that a command's answer is held under, and tags that it puts out of date. */\n",
    );
    text.push_str(
        "export const COMMANDS: Record<CommandName, { provides: Tag[]; invalidates: Tag[] }> = {\n",
    );
    for (name, provides, invalidates) in COMMANDS {
        let written = writeln!(
            text,
            "  {name}: {{ provides: {}, invalidates: {} }},",
            tags(provides),
            tags(invalidates)
        );
        debug_assert!(written.is_ok(), "writing into a string");
    }
    text.push_str("};\n");
    let lists = [
        ("HOLD_RULES", "HoldRule", "Rules that can stop for a question.", hold::RULES),
        ("HOLD_CHOICES", "HoldChoice", "Ways on that a question can offer.", hold::CHOICES),
        ("HOLD_DETAILS", "HoldDetail", "Names of what stands in a question's details.", hold::DETAILS),
    ];
    for (list, one, doc, values) in lists {
        let values = serde_json::to_string(values).unwrap_or_default().replace(',', ", ");
        let written = writeln!(
            text,
            "\n/** {doc} */\nexport const {list} = {values} as const;\nexport type {one} = (typeof {list})[number];"
        );
        debug_assert!(written.is_ok(), "writing into a string");
    }
    text
}

/// Comments of one line on one line, fields indented, nothing at the end of lines.
fn tidy(declaration: &str) -> String {
    let mut tidy = String::new();
    let mut inside = false;
    let mut lines = declaration.lines().map(str::trim_end).peekable();
    while let Some(line) = lines.next() {
        let indent = if inside { "  " } else { "" };
        inside |= line.starts_with("export ");
        let mut line = line.to_owned();
        if line == "/**" {
            let text = lines.next().unwrap_or_default().trim_start_matches(" *").trim().to_owned();
            if lines.next_if_eq(&" */").is_some() {
                line = format!("/** {text} */");
            } else {
                line = format!("/**\n{indent} * {text}");
            }
        }
        tidy.push_str(indent);
        tidy.push_str(&line);
        tidy.push('\n');
    }
    tidy
}

fn tags(tags: &[Tag]) -> String {
    serde_json::to_string(tags).unwrap_or_default().replace(',', ", ")
}

#[derive(Default)]
struct Collector {
    config: Config,
    seen: BTreeSet<String>,
    types: Vec<TypeId>,
    declarations: BTreeMap<String, String>,
    commands: String,
}

impl Collector {
    fn take<T: TS + 'static + ?Sized>(&mut self) {
        if self.types.contains(&TypeId::of::<T>()) {
            return;
        }
        self.types.push(TypeId::of::<T>());
        T::visit_dependencies(self);
        T::visit_generics(self);
        // Only types of ours have a file of their own; lists, numbers and texts have not.
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            if self.seen.insert(name.clone()) {
                let docs = T::docs().unwrap_or_default();
                let declaration = format!("{docs}export {}", T::decl(&self.config));
                self.declarations.insert(name, tidy(&declaration));
            }
        }
    }
}

impl TypeVisitor for Collector {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.take::<T>();
    }
}

impl Visitor for Collector {
    fn command<C: Command>(&mut self) {
        self.take::<C::Request>();
        self.take::<C::Response>();
        let line = format!(
            "  {}: {{ request: {}; response: {} }};\n",
            C::NAME,
            <C::Request as TS>::name(&self.config),
            <C::Response as TS>::name(&self.config)
        );
        self.commands.push_str(&line);
    }
}
