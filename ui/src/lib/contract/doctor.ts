// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Problem } from "./problem";
import type { Side } from "./side";

/** One thing that was checked. */
export type Check = {
  /** What. */
  name: CheckName,
  /** In order. */
  ok: boolean,
  /** What was found. */
  found: Finding,
  /** What the companion can do about it. */
  remedy: Remedy | null, };

/** What was checked. */
export type CheckName = "keychain" | "earlier" | "database" | "journal" | "quickbooks" | "alternative" | "rebuild";

/** What the keychain keeps of a company that is none here. */
export type EarlierSecrets = {
  /** The company's id in the installation that it belongs to. */
  company: string,
  /** Its secrets. */
  secrets: Array<SecretKind>, };

/** What was found. */
export type Finding = { "kind": "keychain_works" } | { "kind": "keychain_locked" } | { "kind": "keychain_missing", "facts": {
  /** What the system reports. */
  said: string, } } | { "kind": "earlier_left", "facts": {
  /** Which. */
  left: Array<EarlierSecrets>, } } | { "kind": "earlier_removed", "facts": {
  /** Which; none where there were none. */
  removed: Array<EarlierSecrets>, } } | { "kind": "database_sound", "facts": {
  /** Its size, in KiB. */
  kib: number, } } | { "kind": "database_trouble", "facts": {
  /** Why. */
  problem: Problem, } } | { "kind": "journal_complete", "facts": {
  /** Whose. */
  company: string, } } | { "kind": "journal_changed", "facts": {
  /** Whose. */
  company: string,
  /** At this entry. */
  entry: number, } } | { "kind": "journal_unreadable", "facts": {
  /** Whose. */
  company: string,
  /** Why. */
  problem: Problem, } } | { "kind": "responds", "facts": {
  /** Which. */
  side: Side, } } | { "kind": "address_invalid", "facts": {
  /** Which. */
  side: Side, } } | { "kind": "unreachable", "facts": {
  /** Which. */
  side: Side,
  /** Why, as the network says it. */
  said: string, } } | { "kind": "untrusted", "facts": {
  /** Which. */
  side: Side,
  /** Why, as the network says it. */
  said: string, } } | { "kind": "rebuilt", "facts": {
  /** Where the damaged one is kept. */
  kept: string,
  /** The connections could still be read. */
  connected: boolean, } };

/** What the companion can do about a finding, once the user says so. */
export type Remedy = "rebuild" | "forget_earlier";

/** Which remedy, and where. */
export type RemedyRequest = {
  /** The company's id. */
  company: string,
  /** What to do. */
  remedy: Remedy, };

/** What `doctor` found. */
export type Report = {
  /** Version of the companion. */
  version: string,
  /** Operating system and processor. */
  system: string,
  /** Where everything but secrets is kept. */
  data: string,
  /** Everything is in order. */
  ok: boolean,
  /** What was checked. */
  checks: Array<Check>,
  /** The support bundle, where one was written. */
  bundle: string | null, };

/** A kind of secret that the keychain keeps. */
export type SecretKind = "quickbooks_sign_in" | "alternative_key" | "development_keys";
