import Check from "@lucide/svelte/icons/check";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import { toast } from "$/features/toasts/toasts.svelte";
import type { Place, Saving } from "$/lib/contract";
import { asProblem, host } from "$/lib/host";
import { openPlace } from "$/lib/host/open";
import { rows as words } from "$/lib/messages/rows";

/** Opens a record's page outside the window (for the practice company, its desk); says so when there is none. */
export async function openRecord(company: string, place: Place): Promise<void> {
  try {
    await openPlace(company, place);
  } catch (error) {
    toast(`${words.notOpened} ${asProblem(error).message}`, { icon: TriangleAlert });
  }
}

/** Saves QuickBooks' PDF of an invoice, and says where it is. */
export async function savePdf(company: string, invoice: string): Promise<void> {
  try {
    const { path } = await host().call("save_pdf", { company, invoice });
    toast(words.saved(path), { icon: Check });
  } catch (error) {
    toast(`${words.notSaved} ${asProblem(error).message}`, { icon: TriangleAlert });
  }
}

/** Saves a table as a file, and says where it is. */
export async function saveTable(company: string, what: Saving): Promise<void> {
  try {
    const { path } = await host().call("save", { company, what });
    toast(words.saved(path), { icon: Check });
  } catch (error) {
    toast(`${words.notSaved} ${asProblem(error).message}`, { icon: TriangleAlert });
  }
}
