import "@fontsource-variable/inter/opsz.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/float.css";
import { mount } from "svelte";
import App from "./app/App.svelte";
import NoHost from "./app/NoHost.svelte";
import { findHost, setHost } from "./lib/host";
import { fetchAhead } from "./lib/query.svelte";

/** How long the first picture waits for its facts, in milliseconds; then it shows that they are on their way. */
const PATIENCE_MS = 300;

const target = document.getElementById("window");
if (!target) throw new Error("index.html has no #window");

const host = await findHost().catch(() => null);
if (host) {
  setHost(host);
  // Drawn at once in the chosen theme, with the company and its sentence: nothing flashes or moves.
  const facts = fetchAhead("window_settings", "app", "status_all");
  await Promise.race([facts, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}
mount(host ? App : NoHost, { target });
