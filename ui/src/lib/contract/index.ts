// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

export * from "./activity";
export * from "./awaited";
export * from "./change";
export * from "./command";
export * from "./doctor";
export * from "./document";
export * from "./happened";
export * from "./hold";
export * from "./known";
export * from "./ledger";
export * from "./note";
export * from "./preview";
export * from "./problem";
export * from "./reason";
export * from "./rows";
export * from "./setup";
export * from "./side";
export * from "./status";
export * from "./summary";
export * from "./table";
export * from "./tag";
export * from "./transit";
export * from "./walk";
export * from "./window";
