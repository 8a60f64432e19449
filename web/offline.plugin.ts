// Builds the service worker, a file beside the page whose name never changes, with the list of the files
// that do: another build is another list, and so another worker.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Plugin, transformWithEsbuild } from "vite";

const SOURCE = "offline/worker.ts";
/** The chat cannot be shown without it, and the page itself. */
const CHAT = /\/src\/chat\.tsx$/;

export const offline = (): Plugin => ({
  name: "offline",
  apply: "build",
  generateBundle: {
    order: "post",
    async handler(_, bundle) {
      const files = Object.values(bundle);
      const assets = files.map(({ fileName }) => fileName).filter((name) => name.startsWith("assets/")).sort();
      const shell = new Set<string>();
      for (const file of files) {
        if (file.type !== "chunk" || !(file.isEntry || file.moduleIds.some((id) => CHAT.test(id)))) continue;
        for (const name of [file.fileName, ...file.imports, ...(file.viteMetadata?.importedCss ?? [])]) shell.add(name);
      }
      const page = bundle["index.html"];
      if (page?.type !== "asset" || shell.size < 2) this.error("the page or a part of its shell is missing");
      const version = createHash("sha256").update(page.source).update(assets.join("\n")).digest("hex").slice(0, 12);
      const define = { ASSETS: JSON.stringify(assets), SHELL: JSON.stringify([...shell].sort()), VERSION: JSON.stringify(version) };
      const { code } = await transformWithEsbuild(readFileSync(SOURCE, "utf8"), SOURCE, { define, minify: true, target: "es2020", sourcemap: false });
      this.emitFile({ type: "asset", fileName: "sw.js", source: code });
    },
  },
});
