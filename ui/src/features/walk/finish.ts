import { router } from "$/lib/router.svelte";

/** Leaves the walk for the company's overview. */
export function finish(company: string): void {
  void company;
  router.replace("overview");
}
