import CreditCard from "@lucide/svelte/icons/credit-card";
import FileText from "@lucide/svelte/icons/file-text";
import Inbox from "@lucide/svelte/icons/inbox";
import Landmark from "@lucide/svelte/icons/landmark";
import LifeBuoy from "@lucide/svelte/icons/life-buoy";
import Plug from "@lucide/svelte/icons/plug";
import Settings from "@lucide/svelte/icons/settings-2";
import Users from "@lucide/svelte/icons/users";
import { address } from "$/lib/router.svelte";
import type { IconOf } from "$/components/Icon.svelte";
import Board from "$/components/icons/Board.svelte";
import History from "$/components/icons/History.svelte";

/** What every screen is given. */
export interface ScreenProps {
  /** The company that is looked at, as the contract names it. */
  company: string;
  /** What stands behind the screen's name in the address: `["PO1"]` for `#/payouts/PO1`. */
  path: readonly string[];
  /** Search values of the address. */
  search: URLSearchParams;
}

/** What a screen is called in an address: `#/payouts`. */
export type ScreenName =
  | "overview"
  | "needs-you"
  | "activity"
  | "invoices"
  | "customers"
  | "payments"
  | "payouts"
  | "integrations"
  | "walk"
  | "settings"
  | "help";

/** A screen. */
export interface Screen {
  name: ScreenName;
  /** In the navigation: its icon, and the group it stands in. */
  icon?: IconOf;
  group?: 1 | 2 | 3;
  /** Fills the window, without the navigation. */
  bare?: boolean;
}

/** Every screen there is, in the order of the navigation; `pages.ts` has what each shows. */
export const SCREENS: readonly Screen[] = [
  { name: "overview", icon: Board, group: 1 },
  { name: "needs-you", icon: Inbox, group: 1 },
  { name: "activity", icon: History, group: 1 },
  { name: "invoices", icon: FileText, group: 2 },
  { name: "customers", icon: Users, group: 2 },
  { name: "payments", icon: CreditCard, group: 2 },
  { name: "payouts", icon: Landmark, group: 2 },
  { name: "integrations", icon: Plug, group: 3 },
  { name: "walk", bare: true },
  { name: "settings", icon: Settings, group: 3 },
  { name: "help", icon: LifeBuoy, group: 3 },
];

/** Icons of the record pages, for the navigation and for search. */
export const ICONS = {
  needsYou: Inbox,
  activity: History,
  invoices: FileText,
  customers: Users,
  payments: CreditCard,
  payouts: Landmark,
};

/** Lists whose records open as their story; a payout has a page of its own. */
const STORIES: Readonly<Record<string, string>> = {
  invoices: "invoice",
  customers: "customer",
  payments: "payment",
};

/** Where a record opens, by `kind:id`: `payout:PO1`, `invoice:145`. */
export function recordAddress(record: string): string {
  if (record.startsWith("payout:")) return address("payouts", record.slice("payout:".length));
  return `${address("activity")}?record=${encodeURIComponent(record)}`;
}

/** The record that an address such as `#/invoices/145` names, where its list has no page for one. */
export function recordNamed(screen: string, path: readonly string[]): string | null {
  const kind = STORIES[screen];
  const [id] = path;
  if (screen === "activity" && id?.includes(":")) return id;
  return kind === undefined || id === undefined ? null : `${kind}:${id}`;
}
