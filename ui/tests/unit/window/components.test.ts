import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect, test, vi } from "vitest";
import ErrorLine from "$/components/ErrorLine.svelte";
import Progress from "$/components/Progress.svelte";
import StateMark from "$/components/StateMark.svelte";
import Toggle from "$/components/Toggle.svelte";
import { problem } from "./host";
import WithDialog from "./WithDialog.svelte";

test.each([
  ["done", "Done", "done"],
  ["working", "Working", "working"],
  ["waiting", "Waiting", "waiting"],
  ["needs_you", "Needs you", "needs"],
] as const)("the state %s is an icon, a word and a color", (state, word, tone) => {
  const { container } = render(StateMark, { state });
  const mark = container.querySelector(".state");
  expect(mark?.textContent.trim()).toBe(word);
  expect(mark?.classList.contains(tone)).toBe(true);
  expect(mark?.querySelector("svg")?.getAttribute("aria-hidden")).toBe("true");
});

test("a toggle says On and Off, and switches by keyboard", async () => {
  const onchange = vi.fn<(checked: boolean) => void>();
  const { rerender } = render(Toggle, { label: "Create Deposits", checked: false, onchange });
  const toggle = screen.getByRole("switch", { name: "Create Deposits" });
  expect(toggle.textContent.trim()).toBe("Off");
  toggle.focus();
  await userEvent.keyboard(" ");
  expect(onchange).toHaveBeenCalledWith(true);
  await rerender({ checked: true });
  expect(toggle.getAttribute("aria-checked")).toBe("true");
  expect(toggle.textContent.trim()).toBe("On");
});

test("a toggle that cannot be switched can be reached, and says why", async () => {
  const onchange = vi.fn<(checked: boolean) => void>();
  render(Toggle, {
    label: "Create Deposits",
    checked: false,
    reason: "Choose a bank account first.",
    onchange,
  });
  const toggle = screen.getByRole("switch");
  await userEvent.tab();
  expect(document.activeElement).toBe(toggle);
  await userEvent.click(toggle);
  expect(onchange).not.toHaveBeenCalled();
  const described = document.getElementById(toggle.getAttribute("aria-describedby") ?? "");
  expect(described?.textContent).toContain("Choose a bank account first.");
});

test("a dialog is named, holds the keyboard, closes by Escape and gives the focus back", async () => {
  const user = userEvent.setup();
  render(WithDialog);
  await user.click(screen.getByRole("button", { name: "Open" }));
  const dialog = await screen.findByRole("dialog", { name: "Disconnect?" });
  expect(dialog.contains(document.activeElement)).toBe(true);
  expect((await axe.run(dialog, { rules: { region: { enabled: false } } })).violations).toEqual([]);
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("a fault says what happened first, and its codes only when asked for", async () => {
  const again = vi.fn<() => void>();
  render(ErrorLine, { problem: problem("QuickBooks does not answer."), again });
  expect(screen.getByRole("alert").querySelector("h2")?.textContent).toBe("QuickBooks does not answer.");
  expect(document.querySelector(".codes")?.hasAttribute("hidden")).toBe(true);
  await userEvent.click(screen.getByRole("button", { name: "Details" }));
  expect(document.querySelector(".codes")?.hasAttribute("hidden")).toBe(false);
  expect(document.querySelector(".codes")?.textContent).toContain("r-1");
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(again).toHaveBeenCalledOnce();
});

test("progress counts, and claims no share while nobody knows the total", async () => {
  const { rerender } = render(Progress, {
    label: "Reading invoices",
    done: 1120,
    total: 1560 as number | null,
  });
  const bar = screen.getByRole("progressbar");
  expect(bar.getAttribute("aria-valuenow")).toBe("1120");
  expect(bar.querySelector("i")?.getAttribute("style")).toContain("71.79");
  await rerender({ total: null });
  expect(bar.hasAttribute("aria-valuenow")).toBe(false);
});
