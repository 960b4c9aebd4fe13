/** Every word of the window. One file a screen; each screen imports its own, and `general`. */
export { general } from "./general";
export { frame } from "./frame";
