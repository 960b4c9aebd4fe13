import { render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, expect, test } from "vitest";
import { setHost } from "$/lib/host";
import { change, invalidate, take } from "$/lib/query.svelte";
import { problem, ScriptedHost, status } from "./host";
import UseApp from "./UseApp.svelte";
import UseStatus from "./UseStatus.svelte";

let host: ScriptedHost;
const text = (id: string) => screen.getByTestId(id).textContent;
/** A status that is told from others by who signed in. */
const named = (email: string, company = "main") =>
  status({ company, quickbooks: { ...status().quickbooks, email } });
const says = (email: string) => waitFor(() => expect(text("said")).toBe(email));

beforeEach(() => {
  host = new ScriptedHost({ status: named("First") });
  setHost(host);
});

test("an answer is fetched once and again when its tag goes out of date", async () => {
  render(UseStatus, { company: "main" });
  expect(text("loading")).toBe("true");
  await says("First");
  expect(host.count("status")).toBe(1);

  host.answers.status = named("Second");
  invalidate(["holds"], "main");
  invalidate(["status"], "another");
  await tick();
  expect(host.count("status")).toBe(1);

  invalidate(["status"], "main");
  expect(text("said")).toBe("First");
  expect(text("loading")).toBe("false");
  await says("Second");
});

test("many stale tags at once are one more fetch, not many", async () => {
  render(UseStatus, { company: "main" });
  await says("First");
  for (let index = 0; index < 10; index += 1) invalidate(["status"], "main");
  await waitFor(() => expect(host.count("status")).toBe(3));
  await tick();
  expect(host.count("status")).toBe(3);
});

test("a status that the host tells is shown without asking", async () => {
  render(UseStatus, { company: "main" });
  await says("First");
  take({ status: named("Not ours", "another") });
  take({ status: named("Told") });
  await says("Told");
  expect(host.count("status")).toBe(1);
});

test("a problem keeps the old answer, and trying again takes it away", async () => {
  render(UseStatus, { company: "main" });
  await says("First");
  host.fails.status = problem("QuickBooks does not answer.");
  invalidate(["status"]);
  await waitFor(() => expect(text("problem")).toBe("QuickBooks does not answer."));
  expect(text("said")).toBe("First");
  host.fails = {};
  screen.getByRole("button").click();
  await waitFor(() => expect(text("problem")).toBe("none"));
});

test("another company never shows the one before, and nothing is asked without one", async () => {
  host.answers.status = ({ company }) => named(`Of ${company}`, company);
  const { rerender } = render(UseStatus, { company: null as string | null });
  expect(host.count("status")).toBe(0);
  await rerender({ company: "main" });
  await says("Of main");
  await rerender({ company: "practice" });
  expect(text("said")).not.toBe("Of main");
  await says("Of practice");
  await rerender({ company: "main" });
  expect(text("said")).toBe("Of main");
});

test("a change puts out of date what it says it changes", async () => {
  host.answers.resume = named("Resumed");
  render(UseStatus, { company: "main" });
  await says("First");
  host.answers.status = named("After");
  await change("resume", { company: "main" });
  await says("After");
});

test("a command that takes nothing is asked for with nothing", async () => {
  host.answers.app = {
    version: "1.2.3",
    system: "",
    data: "",
    companies: [],
    can_practise: false,
    has_desktop: false,
  };
  render(UseApp);
  await waitFor(() => expect(text("version")).toBe("1.2.3"));
});
