import "@fontsource-variable/inter/opsz.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/float.css";
import { mount } from "svelte";
import App from "./app/App.svelte";
import NoHost from "./app/NoHost.svelte";
import { findHost, setHost } from "./lib/host";

const target = document.getElementById("window");
if (!target) throw new Error("index.html has no #window");

const host = await findHost().catch(() => null);
if (host) setHost(host);
mount(host ? App : NoHost, { target });
