import type { Component } from "svelte";
import Activity from "$/screens/activity/Activity.svelte";
import Customers from "$/screens/customers/Customers.svelte";
import Help from "$/screens/help/Help.svelte";
import Integrations from "$/screens/integrations/Integrations.svelte";
import Invoices from "$/screens/invoices/Invoices.svelte";
import NeedsYou from "$/screens/needs-you/NeedsYou.svelte";
import Overview from "$/screens/overview/Overview.svelte";
import Payments from "$/screens/payments/Payments.svelte";
import Payouts from "$/screens/payouts/Payouts.svelte";
import Settings from "$/screens/settings/Settings.svelte";
import Walk from "$/screens/walk/Walk.svelte";
import type { ScreenName, ScreenProps } from "./routes";

/** What every screen shows. */
export const PAGES: Readonly<Record<ScreenName, Component<ScreenProps>>> = {
  overview: Overview,
  "needs-you": NeedsYou,
  activity: Activity,
  invoices: Invoices,
  customers: Customers,
  payments: Payments,
  payouts: Payouts,
  integrations: Integrations,
  walk: Walk,
  settings: Settings,
  help: Help,
};
