// Leaves out of libraries what this client never uses. Of socket.io-client: WebTransport, which the server does not
// speak, and binary attachments, for files go another way. Of DOMPurify: the lists of what it lets through when nobody
// says what (clean.ts does), and those of SVG and MathML, of which nothing is let through either way.
import type { Plugin } from "vite";

const LEFT_OUT: [RegExp, RegExp, string][] = [
  [/engine\.io-client\/.*\/transports\/index\.js$/, /^\.\/webtransport\.js$/, "export const WT = undefined;"],
  [/socket\.io-parser\/.*\/index\.js$/, /^\.\/is-binary\.js$/, "export const isBinary = () => false; export const hasBinary = () => false;"],
  [/socket\.io-parser\/.*\/index\.js$/, /^\.\/binary\.js$/, "const refuse = () => { throw new Error('binary'); }; export { refuse as deconstructPacket, refuse as reconstructPacket };"],
];

const LISTS = ["html$1", "svg$1", "svgFilters", "svgDisallowed", "mathMl$1", "mathMlDisallowed", "html", "svg", "mathMl", "xml"];

/** Empties the lists; another version, in which they are called otherwise, stops the build. */
function withoutLists(code: string): string {
  return LISTS.reduce((left, name) => {
    const start = left.indexOf(`\nconst ${name} = freeze([`);
    const end = left.indexOf("]);", start);
    if (start < 0 || end < 0) throw new Error(`DOMPurify has no list ${name}`);
    return `${left.slice(0, start)}\nconst ${name} = freeze([${left.slice(end)}`;
  }, code);
}

export const leaner = (): Plugin => ({
  name: "leaner",
  apply: "build",
  enforce: "pre",
  resolveId(id, importer = "") {
    const at = LEFT_OUT.findIndex(([of, what]) => of.test(importer) && what.test(id));
    return at < 0 ? undefined : `\0left-out:${at}`;
  },
  transform: (code, id) => (/dompurify\/.*\/purify\.es\.mjs$/.test(id) ? { code: withoutLists(code), map: null } : undefined),
  load: (id) => (id.startsWith("\0left-out:") ? LEFT_OUT[Number(id.slice(10))]?.[2] : undefined),
});
