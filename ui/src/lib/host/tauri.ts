import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Event } from "../contract";
import type { Host } from "./host";
import { asProblem } from "./problem";

/** The desktop shell: one `rpc` command, one event. The only file that knows Tauri. */
export function tauriHost(): Host {
  return {
    kind: "shell",
    async call(name, request) {
      try {
        return await invoke("rpc", { name, request });
      } catch (error) {
        throw asProblem(error);
      }
    },
    listen(on, link) {
      let stop: (() => void) | undefined;
      let stopped = false;
      void listen<Event>("companion", (event) => on(event.payload)).then((unlisten) => {
        if (stopped) unlisten();
        else {
          stop = unlisten;
          link?.("up");
        }
      });
      return () => {
        stopped = true;
        stop?.();
      };
    },
    async openPage(url) {
      window.open(url, "_blank", "noopener,noreferrer");
    },
  };
}
