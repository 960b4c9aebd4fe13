import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { LeftConnected, PreferencesView } from "$/lib/contract";
import { setHost } from "$/lib/host";
import DisconnectDialog from "$/screens/integrations/DisconnectDialog.svelte";
import { accountName } from "$/screens/integrations/facts";
import PreferencesDialog from "$/screens/integrations/PreferencesDialog.svelte";
import { problem, ScriptedHost } from "./host";

const CHECKING = {
  id: "35",
  name: "Checking",
  last4: "4821",
  kind: "Checking",
  currency: "USD",
  balance_minor: 100,
  suggested: true,
  chosen: true,
};

function preferences(part: Partial<PreferencesView> = {}): PreferencesView {
  return {
    company: "main",
    create_deposits: false,
    deposits_since: null,
    deposit_account: null,
    payment_account: null,
    fee_account: null,
    record_when: "processing",
    start_date: null,
    ...part,
  };
}

const NOTHING = { minor: 0, count: 0, fees_minor: 0, arrival: null, payout: null, deposit: null };
let host: ScriptedHost;

beforeEach(() => {
  host = new ScriptedHost({
    preferences: preferences({ deposit_account: { id: "35", name: "Checking" } }),
    accounts: [CHECKING],
    set_preferences: preferences(),
    transit: {
      currency: "USD",
      clearing: NOTHING,
      cleared: NOTHING,
      payout: {
        ...NOTHING,
        minor: 1276000,
        fees_minor: -14817,
        count: 1,
        arrival: "2026-08-05",
        payout: "PO2",
      },
      bank: null,
      total_minor: 0,
      undeposited_minor: 0,
      apart_minor: 0,
      explained: [],
    },
  });
  setHost(host);
});

const open = () =>
  render(PreferencesDialog, {
    company: "main",
    bank: { name: "First Prairie Bank", last4: "4821" },
    open: true,
  });
const set = () => host.calls.filter((call) => call.name === "set_preferences").map((call) => call.request);

test("Create Deposits says what it will do before it is confirmed, and is sent only then", async () => {
  open();
  const toggle = await screen.findByRole("switch", { name: "Create Deposits" });
  await userEvent.click(toggle);
  await waitFor(() => expect(document.body.textContent).toContain("$12,611.83."));
  expect(set()).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Confirm" }));
  expect(set()).toEqual([{ company: "main", set: [{ key: "create_deposits", value: "on" }] }]);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("straight to the bank account and Create Deposits shut each other out, with the reason", async () => {
  open();
  await userEvent.click(await screen.findByRole("switch", { name: /straight to the bank/ }));
  expect(document.body.textContent).toContain("Not available while payments are recorded straight");
  await userEvent.click(screen.getByRole("switch", { name: "Create Deposits" }));
  expect(screen.getByRole("switch", { name: "Create Deposits" }).getAttribute("aria-checked")).toBe("false");
  await userEvent.click(screen.getByRole("button", { name: "Confirm" }));
  expect(set()).toEqual([{ company: "main", set: [{ key: "payment_account", value: "35" }] }]);
});

test("without an account nothing can be switched on, and Cancel changes nothing", async () => {
  host.answers.preferences = preferences();
  open();
  const toggle = await screen.findByRole("switch", { name: "Create Deposits" });
  await userEvent.click(toggle);
  expect(toggle.getAttribute("aria-checked")).toBe("false");
  expect(document.body.textContent).toContain("Choose a bank account first.");
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(set()).toEqual([]);
});

test("a refused change is told in the dialog, and what was chosen stays", async () => {
  host.fails.set_preferences = problem("The account was made inactive in QuickBooks.");
  open();
  await userEvent.click(await screen.findByRole("switch", { name: "Create Deposits" }));
  await userEvent.click(screen.getByRole("button", { name: "Confirm" }));
  expect((await screen.findByRole("alert")).textContent).toContain("made inactive in QuickBooks");
  expect(screen.getByRole("switch", { name: "Create Deposits" }).getAttribute("aria-checked")).toBe("true");
});

test("disconnecting asks where, keeps the history unless told, and shows what could not be ended", async () => {
  const left: LeftConnected[] = ["key_refused", "sign_in_ended"];
  host.answers.disconnect = { company: "main", everywhere: true, forgotten: false, left };
  render(DisconnectDialog, { company: "main", name: "Northwind MSP", open: true });
  await userEvent.click(await screen.findByRole("radio", { name: /^Everywhere/ }));
  await userEvent.click(screen.getByRole("button", { name: "Disconnect" }));
  expect(host.calls.at(-1)?.request).toEqual({ company: "main", everywhere: true, forget: false });
  await waitFor(() => expect(screen.getByRole("dialog").textContent).toContain("Partner Dashboard"));
  expect(screen.getByText("The QuickBooks sign-in had already ended.")).toBeTruthy();
});

test("an account is called by its name and last four digits", () => {
  expect(accountName({ id: "35", name: "Checking" }, [CHECKING])).toBe("Checking ··4821");
  expect(accountName({ id: "9", name: null }, [CHECKING])).toBe("9");
  expect(accountName(null, [])).toBeNull();
});
