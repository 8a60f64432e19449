// Puts the styles that every visit needs into the page: one request less, and the page has its colours with its first
// bytes. A policy that forbids inline styles has to allow this one by its hash.
import type { Plugin } from "vite";

export function stylesInPage(): Plugin[] {
  let styles = "";
  return [
    {
      name: "styles-taken",
      apply: "build",
      // Before anything names the file.
      generateBundle: {
        order: "pre",
        handler(_, bundle) {
          const entry = Object.values(bundle).find((file) => file.type === "chunk" && file.isEntry);
          const names = entry?.type === "chunk" ? entry.viteMetadata?.importedCss : undefined;
          const name = [...(names ?? [])].join();
          const file = bundle[name];
          if (file?.type !== "asset") return this.error("the entry is expected to have one file of styles");
          styles = String(file.source).trim();
          if (/url\(|<\//.test(styles)) this.error("styles that stand in the page name no files");
          delete bundle[name];
          names?.clear();
        },
      },
    },
    {
      name: "styles-in-page",
      apply: "build",
      generateBundle: {
        order: "post",
        handler(_, bundle) {
          const page = bundle["index.html"];
          if (page?.type !== "asset") return this.error("there is no page");
          page.source = String(page.source).replace("</head>", () => `<style>${styles}</style>\n  </head>`);
        },
      },
    },
  ];
}
