import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { forgetInvoices } from "$/features/table/invoices.svelte";
import { dismiss, toasts } from "$/features/toasts/toasts.svelte";
import { take } from "$/lib/query.svelte";
import Invoices from "$/screens/invoices/Invoices.svelte";
import { listsOf, PROBLEM, tableOf } from "./host";

const user = userEvent.setup();
const props = { company: "main", path: [], search: new URLSearchParams() };
const row = (number: string) => {
  const found = screen.getByText(number).closest<HTMLElement>("[role=row]");
  if (!found) throw new Error(`there is no row ${number}`);
  return found;
};

beforeEach(() => {
  forgetInvoices();
  for (const { id } of toasts.list) dismiss(id);
});

it("shows both sides with their mark, what is apart, and what it comes to", async () => {
  listsOf({
    invoice_table: () =>
      tableOf(
        { number: "1047", quickbooks: 0, state: "held" },
        { number: "1046", quickbooks: 1000 },
        { number: "1040", state: "differs", note: { kind: "totals_differ" } },
      ),
  });
  render(Invoices, props);
  await screen.findByText("1047");
  expect(screen.getByText("3 open. 1 agree, 2 differ.")).toBeTruthy();
  expect(within(row("1047")).getByText("−10.00")).toBeTruthy();
  expect(within(row("1047")).getByText("Needs you")).toBeTruthy();
  expect(within(row("1046")).getByText("agrees with")).toBeTruthy();
  expect(within(row("1040")).getByText("total")).toBeTruthy();
  expect(screen.getByText("3 invoices").closest("p")?.textContent).toMatch(/Balance, Alternative: 30\.00/);
});

it("fetches only the invoice that changed, and keeps focus where it is", async () => {
  let owed = 1000;
  const host = listsOf({
    invoice_table: ({ records }) =>
      records.length === 0
        ? tableOf({ number: "1047" }, { number: "1046" })
        : tableOf({ number: "1046", quickbooks: owed, state: "working" }),
  });
  render(Invoices, props);
  await screen.findByText("1046");
  row("1046").focus();
  owed = 400;
  take({
    invalidated: { company: "main", tags: ["invoices", "status"], records: ["invoice:1046", "payment:9"] },
  });
  await within(row("1046")).findByText("4.00");
  expect(host.of("invoice_table")).toEqual([
    { company: "main", records: [] },
    { company: "main", records: ["invoice:1046"] },
  ]);
  expect(document.activeElement).toBe(row("1046"));
});

it("is walked by keys; Enter opens the record's story", async () => {
  listsOf({ invoice_table: () => tableOf({ number: "3" }, { number: "2" }, { number: "1" }) });
  render(Invoices, props);
  await screen.findByText("3");
  row("3").focus();
  await user.keyboard("{End}");
  await waitFor(() => expect(document.activeElement).toBe(row("1")));
  await user.keyboard("{ArrowUp}");
  await waitFor(() => expect(document.activeElement).toBe(row("2")));
  await user.keyboard("{Enter}");
  expect(window.location.hash).toBe("#/activity?record=invoice%3A2");
});

it("says what was searched when nothing is found, and leads back", async () => {
  listsOf({ invoice_table: () => tableOf({ number: "1047" }, { number: "1046" }) });
  render(Invoices, props);
  await user.type(await screen.findByRole("searchbox"), "1420");
  expect(await screen.findByText("No invoice matches “1420”")).toBeTruthy();
  expect(screen.getByText("2 invoices were searched.")).toBeTruthy();
  await user.click(screen.getByText("Clear search", { selector: "button:not([aria-label])" }));
  expect(await screen.findByText("1047")).toBeTruthy();
});

it("opens records outside, on the side that has them", async () => {
  const host = listsOf({
    invoice_table: () => tableOf({ number: "7", alternative: null, state: "not_sent" }),
    open: () => ({ address: "https://example.test", opened: true }),
  });
  render(Invoices, props);
  await user.click(await screen.findByLabelText("Open invoice 7 in QuickBooks"));
  expect(host.of("open")).toEqual([{ company: "main", place: { quickbooks_record: "invoice:7" } }]);
  expect(screen.queryByLabelText("Open invoice 7 in Alternative")).toBeNull();
});

it("saves a file and says where it is", async () => {
  listsOf({
    invoice_table: () => tableOf({ number: "7" }),
    save: () => ({ path: "/home/reader/Downloads/invoices.csv" }),
  });
  render(Invoices, props);
  await user.click(await screen.findByRole("button", { name: "Export CSV" }));
  await waitFor(() => expect(toasts.list.at(-1)?.text).toBe("Saved to /home/reader/Downloads/invoices.csv"));
});

it("says what went wrong, and tries again", async () => {
  const host = listsOf({ invoice_table: () => tableOf({ number: "7" }) });
  host.fails = PROBLEM;
  render(Invoices, props);
  expect(await screen.findByText(PROBLEM.message)).toBeTruthy();
  host.fails = undefined;
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("7")).toBeTruthy();
});

it("saves the PDF that QuickBooks has, and says where it is", async () => {
  const asked: unknown[] = [];
  listsOf({
    invoice_table: () => tableOf({ number: "1047" }),
    save_pdf: (request) => {
      asked.push(request);
      return { path: "Downloads/Invoice 1047.pdf" };
    },
  });
  render(Invoices, props);
  await screen.findByText("1047");
  await user.click(
    within(row("1047")).getByRole("button", { name: "Save the PDF of invoice 1047", hidden: true }),
  );
  await waitFor(() => expect(asked).toHaveLength(1));
  expect(asked[0]).toMatchObject({ company: "main" });
  expect(toasts.list.at(-1)?.text).toContain("Invoice 1047.pdf");
});
