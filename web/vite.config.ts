// Builds the client into ../web-dist, which is committed and embedded into the binary: names carry
// the hash of their content, and the same source always gives the same bytes.
import { defineConfig } from "vitest/config";
import { emojiData } from "./emoji.plugin";
import { offline } from "./offline.plugin";
import { leaner } from "./socket.plugin";

export default defineConfig({
  // The client may live below a path.
  base: "./",
  plugins: [emojiData(), offline(), leaner()],
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    outDir: "../web-dist",
    emptyOutDir: true,
    target: ["chrome100", "firefox110", "safari15.4"],
    modulePreload: false,
    reportCompressedSize: true,
    assetsInlineLimit: 0,
    // Texts are called by their language and part.
    rollupOptions: { output: { chunkFileNames: ({ facadeModuleId }) => `assets/${/i18n\/(\w+)\/(\w+)\.json$/.exec(facadeModuleId ?? "")?.slice(1).join("-") ?? "[name]"}-[hash].js` } },
  },
  worker: { format: "es" },
  server: { proxy: { "/socket.io": { target: "http://127.0.0.1:2052", ws: true }, "/discover": "http://127.0.0.1:2052" } },
  test: { environment: "jsdom", include: ["src/**/*.test.ts"] },
});
