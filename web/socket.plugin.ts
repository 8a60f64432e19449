// Leaves out of socket.io-client what this client never uses: WebTransport, which the server does not
// speak, and binary attachments, for files go another way.
import type { Plugin } from "vite";

const LEFT_OUT: [RegExp, RegExp, string][] = [
  [/engine\.io-client\/.*\/transports\/index\.js$/, /^\.\/webtransport\.js$/, "export const WT = undefined;"],
  [/socket\.io-parser\/.*\/index\.js$/, /^\.\/is-binary\.js$/, "export const isBinary = () => false; export const hasBinary = () => false;"],
  [/socket\.io-parser\/.*\/index\.js$/, /^\.\/binary\.js$/, "const refuse = () => { throw new Error('binary'); }; export { refuse as deconstructPacket, refuse as reconstructPacket };"],
];

export const leaner = (): Plugin => ({
  name: "leaner-socket",
  apply: "build",
  enforce: "pre",
  resolveId(id, importer = "") {
    const at = LEFT_OUT.findIndex(([of, what]) => of.test(importer) && what.test(id));
    return at < 0 ? undefined : `\0left-out:${at}`;
  },
  load: (id) => (id.startsWith("\0left-out:") ? LEFT_OUT[Number(id.slice(10))]?.[2] : undefined),
});
