/** Every word of the window. One file a screen; each screen imports its own, and `common`. */
export { common } from "./common";
export { frame } from "./frame";
