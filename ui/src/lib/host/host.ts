import type { CommandName, Commands, Event } from "../contract";

/** Whether events arrive: `down` while the host does not answer, `up` (again) when it does. */
export type Link = "up" | "down";

/** What runs the companion: the desktop shell, or a companion on this computer over loopback. */
export interface Host {
  /** Which of both; some settings (tray, start at login) exist in the shell only. */
  readonly kind: "shell" | "loopback";
  /** Runs a command. Rejects with a `Problem`. */
  call<N extends CommandName>(name: N, request: Commands[N]["request"]): Promise<Commands[N]["response"]>;
  /** Hears what the host tells by itself; after `up` anything may have been missed. Gives the way to stop. */
  listen(on: (event: Event) => void, link?: (link: Link) => void): () => void;
  /** Opens an address beside this window, where the host has not opened it itself (see the command `open`). */
  openPage(url: string): Promise<void>;
}
