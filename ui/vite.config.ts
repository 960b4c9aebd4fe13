import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

/** Where `companion-cli host` listens while the window is developed with `npm run dev`. */
const host = process.env.COMPANION_HOST ?? "http://127.0.0.1:4780";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  resolve: { alias: { $: fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // Both hosts answer with `script-src 'self'; style-src 'self'`: nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One file: the pages come from the program itself, where each further file costs more than its bytes.
    rolldownOptions: { output: { codeSplitting: false } },
    cssCodeSplit: false,
    // WebKitGTK 2.42 and Safari 16.4 do not know light-dark(); the build lowers it.
    target: ["chrome111", "safari16.4"],
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { "/rpc": host, "/events": host, "/session": host, "/files": host } },
  test: {
    environment: "happy-dom",
    include: ["tests/unit/**/*.test.ts", "src/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
