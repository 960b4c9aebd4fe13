//! The contract in TypeScript: a file for each of its modules, one with every command, and an index that gives them all.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use ts_rs::{Config, TS, TypeVisitor};

use crate::command::{COMMANDS, Command, Visitor, visit};
use crate::problem::Problem;
use crate::tag::{Event, Tag};

const HEAD: &str = "// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.\n";

/// The file of what the contract takes from the ledger.
const LEDGER: &str = "ledger";
/// What stands in it; the contract names these by hand.
const LEDGER_TYPES: &[(&str, &str)] = &[
    ("Currency", "/** ISO 4217 code. */\nexport type Currency = string;\n"),
    (
        "Money",
        "/** Whole minor units (cents for USD) of a currency. */\nexport type Money = { minor: number; currency: Currency };\n",
    ),
    (
        "PayoutBank",
        "/** A bank account that payouts go to. */\nexport type PayoutBank = { name: string; last4: string };\n",
    ),
];
/// The file of the commands.
const COMMAND: &str = "command";

/// The files, their texts by their names.
pub fn files() -> BTreeMap<String, String> {
    let mut collector = Collector { config: config(), ..Collector::default() };
    visit(&mut collector);
    collector.take::<Event>();
    collector.take::<Problem>();
    collector.take::<Tag>();
    let mut files = collector.modules;
    let ledger = LEDGER_TYPES.iter().map(|(_, declaration)| (*declaration).to_owned());
    files.entry(LEDGER.to_owned()).or_default().further.extend(ledger);
    let commands = files.entry(COMMAND.to_owned()).or_default();
    commands.further.extend(command_types(&collector.commands));
    commands.needs.extend(collector.command_needs);
    commands.needs.insert(need::<Tag>());
    let exports: Vec<_> = files.keys().map(|name| format!("export * from \"./{name}\";\n")).collect();
    let index = ("index.ts".to_owned(), format!("{HEAD}\n{}", exports.concat()));
    let modules = files.iter().map(|(name, module)| (format!("{name}.ts"), module.text(name)));
    modules.chain([index]).collect()
}

fn config() -> Config {
    Config::new().with_large_int("number")
}

fn command_types(commands: &str) -> [String; 3] {
    let mut tagged = String::new();
    for (name, provides, invalidates) in COMMANDS {
        let (provides, invalidates) = (tags(provides), tags(invalidates));
        let written = writeln!(tagged, "  {name}: {{ provides: {provides}, invalidates: {invalidates} }},");
        debug_assert!(written.is_ok(), "writing into a string");
    }
    [
        format!("/** Every command: what it takes and gives. */\nexport type Commands = {{\n{commands}}};\n"),
        "export type CommandName = keyof Commands;\n".to_owned(),
        format!(
            "/** Tags that a command's answer is held under, and tags that it puts out of date. */\nexport const \
             COMMANDS: Record<CommandName, {{ provides: Tag[]; invalidates: Tag[] }}> = {{\n{tagged}}};\n"
        ),
    ]
}

fn tags(tags: &[Tag]) -> String {
    serde_json::to_string(tags).unwrap_or_default().replace(',', ", ")
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

/// A type and the module it stands in.
type Need = (String, String);

/// The same module as in Rust.
fn need<T: TS + ?Sized>() -> Need {
    let path = std::any::type_name::<T>();
    let module = path.split("::").nth(1).unwrap_or(path);
    (module.to_owned(), T::ident(&config()))
}

/// What one file holds.
#[derive(Default)]
struct Module {
    /// By name: the order in which they are found is not always the same.
    declarations: BTreeMap<String, String>,
    /// What comes after them.
    further: Vec<String>,
    /// The types that they name.
    needs: BTreeSet<Need>,
}

impl Module {
    fn text(&self, own: &str) -> String {
        let mut imports: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (module, name) in self.needs.iter().filter(|(module, _)| module != own) {
            imports.entry(module).or_default().insert(name);
        }
        if own != LEDGER {
            let named = LEDGER_TYPES.iter().map(|(name, _)| *name).filter(|name| self.names(name));
            for name in named {
                imports.entry(LEDGER).or_default().insert(name);
            }
        }
        let mut text = HEAD.to_owned();
        if !imports.is_empty() {
            text.push('\n');
        }
        for (module, names) in imports {
            let names = names.into_iter().collect::<Vec<_>>().join(", ");
            let written = writeln!(text, "import type {{ {names} }} from \"./{module}\";");
            debug_assert!(written.is_ok(), "writing into a string");
        }
        for declaration in self.declarations.values().chain(&self.further) {
            text.push('\n');
            text.push_str(declaration);
        }
        text
    }

    /// Whether a declaration names that type, outside of comments.
    fn names(&self, name: &str) -> bool {
        let lines = self.declarations.values().flat_map(|declaration| declaration.lines());
        let code = lines.filter(|line| !line.trim_start().starts_with(['/', '*']));
        code.flat_map(|line| line.split(|letter: char| !letter.is_alphanumeric())).any(|word| word == name)
    }
}

#[derive(Default)]
struct Collector {
    config: Config,
    seen: Vec<TypeId>,
    modules: BTreeMap<String, Module>,
    commands: String,
    command_needs: BTreeSet<Need>,
}

impl Collector {
    fn take<T: TS + 'static + ?Sized>(&mut self) {
        if self.seen.contains(&TypeId::of::<T>()) {
            return;
        }
        self.seen.push(TypeId::of::<T>());
        T::visit_dependencies(self);
        T::visit_generics(self);
        // Only types of ours have a file of their own; lists, numbers and texts have not.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            let declaration = tidy(&format!("{docs}export {}", T::decl(&self.config)));
            let mut needs = Needs::default();
            T::visit_dependencies(&mut needs);
            let (module, name) = need::<T>();
            let module = self.modules.entry(module).or_default();
            module.declarations.insert(name, declaration);
            module.needs.extend(needs.0);
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
        let mut needs = Needs::default();
        needs.visit::<C::Request>();
        needs.visit::<C::Response>();
        self.command_needs.extend(needs.0);
        let line = format!(
            "  {}: {{ request: {}; response: {} }};\n",
            C::NAME,
            <C::Request as TS>::name(&self.config),
            <C::Response as TS>::name(&self.config)
        );
        self.commands.push_str(&line);
    }
}

/// The types of ours that a declaration names: itself or what it is a list of.
#[derive(Default)]
struct Needs(BTreeSet<Need>);

impl TypeVisitor for Needs {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            self.0.insert(need::<T>());
        } else {
            T::visit_generics(self);
        }
    }
}
