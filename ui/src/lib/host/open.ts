import type { Place } from "../contract";
import { host } from "./index";

/**
 * Opens a page outside the window: a record in QuickBooks or Alternative, the sign-in, the practice desk. The shell
 * opens it in the system's browser; over loopback this window is in a browser already and opens it itself.
 */
export async function openPlace(company: string, place: Place): Promise<void> {
  const { address, opened } = await host().call("open", { company, place });
  if (!opened) await host().openPage(address);
}
