import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Problem, Walk as Stand } from "$/lib/contract";
import { setHost } from "$/lib/host";
import { BOOKS, CONNECTED, FixtureHost, PAGE, VIEW } from "./host";
import Walk from "$/screens/walk/Walk.svelte";

const user = userEvent.setup();

function begin(walk: Partial<Stand> = {}, kind: "shell" | "loopback" = "shell"): FixtureHost {
  const host = new FixtureHost(walk, kind);
  setHost(host);
  render(Walk, { company: "main", path: [], search: new URLSearchParams() });
  return host;
}

const heading = (name: string | RegExp) => screen.findByRole("heading", { level: 1, name });
const button = (name: string) => screen.getByRole("button", { name });

function problem(code: Problem["code"], message: string, details: Record<string, string> = {}): Problem {
  return { code, message, hint: "What to do.", step: null, details };
}

beforeEach(() => {
  window.location.hash = "#/walk";
});

describe("the practice path", () => {
  it("takes one click a step, and the secret stays with the host", async () => {
    const host = begin();
    await heading("Which company do you want to connect?");
    await user.click(button("Try the practice company"));
    // The address names the practice company from here on; the frame gives it to the screen.
    expect(window.location.hash).toBe("#/walk/practice");
    expect(host.asked("begin_practice")).toHaveLength(1);
  });

  it("fills the key in and sends no secret", async () => {
    const host = begin({ step: "alternative", practice: true, practice_client_id: "practice-key" });
    await heading("What is your Alternative API key?");
    expect(screen.getByLabelText<HTMLInputElement>("Client ID").value).toBe("practice-key");
    const secret = screen.getByLabelText<HTMLInputElement>("Client secret");
    expect(secret.type).toBe("password");
    expect(secret.value).toBe("");
    await user.click(button("Continue"));
    await heading("Ready to sign in to QuickBooks?");
    expect(host.asked("connect_alternative")[0]).toMatchObject({
      client_id: "practice-key",
      client_secret: null,
    });
  });
});

describe("the key", () => {
  it("is taken out of the page with the call, and a wrong one is told in the field", async () => {
    const host = begin({ step: "alternative" });
    host.fails.connect_alternative = problem("key_refused", "Alternative does not know this key.");
    await heading("What is your Alternative API key?");
    expect(button("Continue")).toHaveProperty("disabled", true);
    await user.type(screen.getByLabelText("Client ID"), "key-9");
    await user.type(screen.getByLabelText("Client secret"), "s3cret{Enter}");
    const field = await screen.findByLabelText<HTMLInputElement>("Client secret");
    await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
    expect(screen.getByText(/Alternative does not know this key/)).toBeTruthy();
    expect(field.value).toBe("");
    expect(document.body.innerHTML).not.toContain("s3cret");
    expect(host.asked("connect_alternative")[0]).toMatchObject({
      client_id: "key-9",
      client_secret: "s3cret",
    });
  });

  it("of an account without the integration says why it is not enough", async () => {
    begin({ step: "alternative", alternative: { ...CONNECTED, mode: "documented" } });
    await heading("Alternative is connected");
    expect(screen.getByText(/this version does not sync with it/)).toBeTruthy();
  });

  it("that brings another link along stays for a look", async () => {
    begin({ step: "alternative", alternative: { ...CONNECTED, other_link: true } });
    await heading("Alternative is connected");
    expect(screen.getByText(/Two links would post everything twice/)).toBeTruthy();
    await user.click(button("Use another key"));
    expect(screen.getByLabelText("Client secret")).toBeTruthy();
  });
});

describe("the sign-in", () => {
  const at: Partial<Stand> = {
    step: "connect_quickbooks",
    reached: "connect_quickbooks",
    has_quickbooks_keys: true,
    alternative: CONNECTED,
  };

  it("opens the page in the window's own browser, marks what is known, and goes on by itself", async () => {
    const host = begin(at, "loopback");
    await heading("Ready to sign in to QuickBooks?");
    expect(screen.queryByText("Page opened")).toBeNull();
    await user.click(button("Open the page"));
    await heading("Continue in your browser");
    expect(host.opened).toEqual([PAGE.address]);
    expect(screen.getByText("Page opened")).toBeTruthy();
    expect(button("Continue")).toHaveProperty("disabled", true);
    expect(screen.getByText("Continues automatically when QuickBooks answers")).toBeTruthy();
    host.tell({ sign_in: "connected", quickbooks: BOOKS });
    await heading("Is Northwind MSP the right company?");
    expect(screen.getByText(/Skipped\. That’s fine/)).toBeTruthy();
  });

  it("leaves opening to a shell", async () => {
    const host = begin(at, "shell");
    await heading("Ready to sign in to QuickBooks?");
    await user.click(button("Open the page"));
    await heading("Continue in your browser");
    expect(host.opened).toEqual([]);
    await user.click(button("Open the page again"));
    expect(host.asked("open")).toEqual([{ company: "main", place: "sign_in" }]);
  });

  it("copies the link and can be given up", async () => {
    const host = begin({ ...at, sign_in: { page_opened: PAGE } });
    await heading("Continue in your browser");
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await user.click(button("Copy the link"));
    expect(copied).toHaveBeenCalledWith(PAGE.address);
    await user.click(button("Cancel"));
    await heading("Ready to sign in to QuickBooks?");
    expect(host.asked("cancel_sign_in")).toHaveLength(1);
  });

  it("gives the link in a field where it cannot be copied", async () => {
    begin({ ...at, sign_in: { page_opened: PAGE } });
    await heading("Continue in your browser");
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not allowed"));
    await user.click(button("Copy the link"));
    expect((await screen.findByLabelText<HTMLInputElement>("Link")).value).toBe(PAGE.address);
  });

  it.each([
    ["cancelled", "The connection was not allowed in the browser."],
    ["timed_out", "The browser did not respond within 10 minutes."],
    ["refused", "QuickBooks ended the sign-in with an error."],
    ["unreachable", "The practice services have stopped."],
  ] as const)("that ended (%s) has its words and a way on", async (code, message) => {
    begin({ ...at, sign_in: { ended: problem(code, message) } });
    await heading("QuickBooks is not connected");
    expect(screen.getByText(message)).toBeTruthy();
    expect(screen.getByText("What to do.")).toBeTruthy();
    await user.click(button("Open the page again"));
    await heading("Continue in your browser");
  });

  it("to another company offers to go back or to set it up separately", async () => {
    const wrong = problem("wrong_company", "You signed in to B Ltd.", { signed_in: "B Ltd", bound: "A Ltd" });
    const host = begin({ ...at, sign_in: { ended: wrong } });
    host.app.companies = [
      { company: "main", name: "A Ltd", practice: false, walk: "connect_quickbooks", connected_at: null },
    ];
    await heading("QuickBooks is not connected");
    expect(screen.queryByRole("button", { name: "Open the page again" })).toBeNull();
    await waitFor(() => button("Set up B Ltd separately"));
    await user.click(button("Go back"));
    await heading("Ready to sign in to QuickBooks?");
  });

  it("takes development keys where none are known", async () => {
    const host = begin({ ...at, has_quickbooks_keys: false });
    await heading("Ready to sign in to QuickBooks?");
    expect(button("Open the page")).toHaveProperty("disabled", true);
    await user.type(screen.getByLabelText("QuickBooks client ID"), "dev");
    await user.type(screen.getByLabelText("QuickBooks client secret"), "hush");
    await user.click(button("Open the page"));
    await heading("Continue in your browser");
    expect(host.asked("begin_sign_in")[0]?.keys).toMatchObject({ client_id: "dev", client_secret: "hush" });
    expect(document.body.innerHTML).not.toContain("hush");
  });
});

describe("payouts", () => {
  const at: Partial<Stand> = { step: "bank_account", reached: "bank_account", quickbooks: BOOKS };

  it("need no account for manual reconciliation", async () => {
    const host = begin(at);
    await heading("Is your bank account connected to QuickBooks?");
    await waitFor(() => expect(button("Continue")).toHaveProperty("disabled", false));
    await user.click(button("Continue"));
    await heading("How should payouts reach your books?");
    expect(host.asked("set_preferences")).toEqual([]);
    const toggle = screen.getByRole("switch", { name: "Create Deposits" });
    expect(toggle.getAttribute("aria-disabled")).toBe("true");
    expect(screen.getByText(/Choose a bank account first/)).toBeTruthy();
  });

  it("wait for an account to be chosen, and none is chosen for the reader", async () => {
    const host = begin({ ...at, step: "create_deposits", reached: "create_deposits" });
    await heading("How should payouts reach your books?");
    await user.click(screen.getByRole("radio", { name: /It is not/ }));
    await screen.findByRole("radio", { name: /Business Checking ··4821/ });
    expect(screen.getByText("Looks like your payout bank")).toBeTruthy();
    expect(button("Continue")).toHaveProperty("disabled", true);
    await user.click(screen.getByRole("radio", { name: /Business Checking/ }));
    await user.click(screen.getByRole("switch", { name: "Create Deposits" }));
    expect(screen.getByText("Applies to payouts paid from today")).toBeTruthy();
    await user.click(button("Continue"));
    await heading("What will the first sync do?");
    expect(host.asked("set_preferences")[0]?.set).toEqual([
      { key: "create_deposits", value: "on" },
      { key: "deposit_account", value: "35" },
    ]);
  });

  it("are planned anew when they are chosen otherwise", async () => {
    const host = begin({ ...at, reached: "preview", preview: { ready: VIEW } });
    await heading("Is your bank account connected to QuickBooks?");
    await user.click(screen.getByRole("radio", { name: /It is not/ }));
    await user.click(await screen.findByRole("radio", { name: /Payroll/ }));
    await user.click(button("Continue"));
    await heading("How should payouts reach your books?");
    expect(host.asked("cancel_preview")).toHaveLength(1);
  });

  it("are not deposited when payments go straight to a bank account", async () => {
    const host = new FixtureHost({ ...at, step: "create_deposits", reached: "create_deposits" });
    host.preferences.deposit_account = { id: "35", name: "Business Checking" };
    host.preferences.payment_account = { id: "36", name: "Payroll" };
    setHost(host);
    render(Walk, { company: "main", path: [], search: new URLSearchParams() });
    await heading("How should payouts reach your books?");
    expect(await screen.findByText(/count the same money twice/)).toBeTruthy();
  });
});

describe("the preview", () => {
  const at: Partial<Stand> = { step: "preview", reached: "preview", quickbooks: BOOKS };

  it("reads by itself, can be stopped, and is read again when asked to", async () => {
    const host = begin(at);
    await heading("What will the first sync do?");
    await waitFor(() => expect(host.asked("begin_preview")).toHaveLength(1));
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    await heading("Reading was stopped");
    expect(button("Start syncing")).toHaveProperty("disabled", true);
    await user.click(button("Read again"));
    await waitFor(() => expect(host.asked("begin_preview")).toHaveLength(2));
  });

  it("tells what would be written, and starts with what was ticked", async () => {
    const host = begin({ ...at, preview: { ready: VIEW } });
    // 118 customers, 648 invoices, 9 payments: lines are a part of their invoices.
    await heading("The first sync will write 775 records");
    expect(host.asked("begin_preview")).toEqual([]);
    expect(screen.getAllByText("11,240.75").length).toBeGreaterThan(0);
    expect(
      screen.getByText(
        /Invoice 1017 for Juniper Dental adds up to \$640\.00, but its total is \$640\.01\. It needs your decision/,
      ),
    ).toBeTruthy();
    const look = screen.getByRole("button", { name: /^Details: Invoice 1017/ });
    expect(look.getAttribute("aria-expanded")).toBe("false");
    await user.click(look);
    expect(look.getAttribute("aria-expanded")).toBe("true");
    expect(screen.getByText("The lines and tax in QuickBooks do not equal the invoice total.")).toBeTruthy();
    expect(screen.getByText(/Open in QuickBooks · Check again/)).toBeTruthy();
    await user.click(button("Examples"));
    expect(screen.getByText("Send invoice 1042 to Alternative")).toBeTruthy();
    expect(screen.getByText("None selected")).toBeTruthy();
    await user.click(screen.getByRole("checkbox", { name: /P1/ }));
    expect(screen.getByText("1 selected, $450.00")).toBeTruthy();
    await user.click(button("Start syncing"));
    await waitFor(() => expect(window.location.hash).toBe("#/overview"));
    expect(host.asked("start_syncing")).toEqual([{ company: "main", earlier: ["payment:P1"] }]);
  });

  it("that failed says why and is tried again", async () => {
    const host = begin({ ...at, preview: { ended: problem("unreachable", "QuickBooks did not answer.") } });
    await heading("Reading didn’t finish");
    await user.click(button("Try again"));
    await waitFor(() => expect(host.asked("begin_preview")).toHaveLength(1));
  });
});

describe("every step", () => {
  it("begins at its question, shows where the walk stands, and Enter goes on", async () => {
    const host = begin({ step: "confirm", reached: "confirm", quickbooks: BOOKS, alternative: CONNECTED });
    const title = await heading("Is Northwind MSP the right company?");
    expect(document.activeElement).toBe(title);
    expect(document.querySelector('[aria-current="step"]')?.textContent).toContain("Confirm");
    expect(screen.getAllByText(", done")).toHaveLength(3);
    await user.keyboard("{Enter}");
    await heading("Is your bank account connected to QuickBooks?");
    expect(host.asked("walk_to")).toEqual([{ company: "main", step: "bank_account" }]);
  });

  it("goes back", async () => {
    const host = begin({ step: "confirm", reached: "confirm", quickbooks: BOOKS });
    await heading(/right company/);
    await user.click(button("Back"));
    await waitFor(() =>
      expect(host.asked("walk_to")).toEqual([{ company: "main", step: "connect_quickbooks" }]),
    );
  });

  it("says why it cannot go on", async () => {
    const host = begin({ step: "confirm", reached: "confirm", quickbooks: BOOKS });
    host.fails.walk_to = problem("disk_full", "The app cannot save its records (disk full).");
    await heading(/right company/);
    await user.click(button("Continue"));
    expect(await screen.findByText(/disk full/)).toBeTruthy();
  });
});

describe("a keychain that is locked", () => {
  it("is told, and what is entered can be kept until the companion is quit", async () => {
    const keychain: Problem = {
      ...problem("keychain", "The system keychain is locked, so the sign-in cannot be saved."),
      step: "keep_until_quit",
    };
    const sign_in = { ended: keychain };
    const host = begin({ step: "connect_quickbooks", has_quickbooks_keys: true, sign_in });
    await heading("QuickBooks is not connected");
    await user.click(await screen.findByRole("button", { name: "Keep until I quit" }));
    await waitFor(() => expect(host.asked("begin_sign_in")).toHaveLength(1));
    expect(host.asked("keep_until_quit")).toEqual([null]);
  });
});
