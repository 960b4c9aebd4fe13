export * from "./count";
export * from "./money";
export * from "./time";
