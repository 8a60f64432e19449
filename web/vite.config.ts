// Builds the client into ../web-dist, which is committed and embedded into the binary: names carry
// the hash of their content, and the same source always gives the same bytes.
import { defineConfig } from "vitest/config";
import { emojiData } from "./emoji.plugin";
import { offline } from "./offline.plugin";
import { leaner } from "./leaner.plugin";
import { stylesInPage } from "./styles.plugin";

export default defineConfig({
  // The client may live below a path.
  base: "./",
  plugins: [emojiData(), stylesInPage(), offline(), leaner()],
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    outDir: "../web-dist",
    emptyOutDir: true,
    // Browsers of three years ago: their syntax, and their styles.
    target: ["es2020", "chrome100", "firefox110", "safari15.4"],
    cssTarget: ["chrome100", "firefox110", "safari15.4"],
    modulePreload: false,
    reportCompressedSize: true,
    assetsInlineLimit: 0,
    rollupOptions: {
      output: {
        // Texts are called by their language and part.
        chunkFileNames: ({ facadeModuleId }) => `assets/${/i18n\/(\w+)\/(\w+)\.json$/.exec(facadeModuleId ?? "")?.slice(1).join("-") ?? "[name]"}-[hash].js`,
        // Those of the first visit and of the chat are one request. LiveKit's library stays as it is when the client changes.
        manualChunks: (id) => /i18n\/(?!en\/)(\w+)\/(?:start|chat)\.json$/.exec(id)?.[1] ?? /node_modules\/(livekit)-client\//.exec(id)?.[1],
      },
    },
  },
  worker: { format: "es" },
  server: { proxy: { "/socket.io": { target: "http://127.0.0.1:2052", ws: true }, "/discover": "http://127.0.0.1:2052" } },
  test: { environment: "jsdom", include: ["src/**/*.test.ts"] },
});
