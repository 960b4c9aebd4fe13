import { expect, test } from "vitest";
import { address, placeOf, router } from "$/lib/router.svelte";

test("an address is read and written", () => {
  const place = placeOf("#/payouts/PO%201?state=held");
  expect(place.screen).toBe("payouts");
  expect(place.path).toEqual(["PO 1"]);
  expect(place.search.get("state")).toBe("held");
  expect(address("payouts", "PO 1")).toBe("#/payouts/PO%201");
  expect(placeOf("").screen).toBe("overview");
  expect(placeOf("#/payouts/%E0%A4%A").path).toEqual(["%E0%A4%A"]);
});

test("a filter is kept in the address, beside what is there", () => {
  router.go("activity");
  router.filter("state", "held");
  router.filter("item", "payments");
  expect(window.location.hash).toBe("#/activity?state=held&item=payments");
  router.filter("state", null);
  expect(router.place.search.get("state")).toBeNull();
  expect(router.place.search.get("item")).toBe("payments");
});
