import type { Place } from "$/lib/contract";
import { host } from "$/lib/host";

/** Opens a page outside the window: the host does where it can, else the window does. Rejects with a `Problem`. */
export async function openPlace(company: string, place: Place): Promise<void> {
  const page = await host().call("open", { company, place });
  if (!page.opened) await host().openPage(page.address);
}
