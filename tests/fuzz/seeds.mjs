// Writes the seeds of the fuzz targets: the examples of the protocol's test vectors, and what people write as addresses.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { header, Identity, seal } from "../js/dsync-peer.mjs";

const here = import.meta.dirname;
const read = (name) => JSON.parse(readFileSync(path.join(here, "../fixtures/vectors", name), "utf8"));
const trust = read("dsync-trust.json");
const sign = read("dsync-sign.json");
const seeds = { profile: new Set(), canonical: new Set(), envelope: new Set(), host: new Set() };

/** All texts and objects in a value. */
function* within(value) {
  if (typeof value === "string") yield value;
  else if (value && typeof value === "object") {
    if (!Array.isArray(value)) yield JSON.stringify(value);
    for (const part of Object.values(value)) yield* within(part);
  }
}
for (const text of within(trust.profile)) seeds.profile.add(text);
for (const text of within(sign)) if (/^[[{"\d-]/.test(text) && text.length <= 1024 && seeds.canonical.size < 80) seeds.canonical.add(text);
for (const list of [trust.envelopes, trust.refused, trust.evidence.proven, trust.evidence.notProven]) {
  for (const { envelope } of list) seeds.envelope.add(JSON.stringify(envelope));
}
for (const object of [trust.nodeObject.object, ...trust.nodeObject.invalid.map(({ object }) => object)]) if (object) seeds.envelope.add(JSON.stringify(object));
const [a, b] = ["A", "B"].map((name) => new Identity(Buffer.from(trust.keys[name].seed, "base64url")));
const fixed = (n) => ({ eventId: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`, ts: 1795349807181 + n });
const to = b.id;
seeds.envelope.add(JSON.stringify(seal(a, "ban.recommend", { id: fixed(1).eventId, member: "A".repeat(43), reason: "spam", note: "", until: null }, to, "https://a.example", fixed(20))));
seeds.envelope.add(JSON.stringify(seal(a, "ban.revoke", { id: fixed(1).eventId }, to, "https://a.example", fixed(21))));
seeds.envelope.add(JSON.stringify(header(seal(a, "node.list", {}, to, "https://a.example", fixed(22)))));
const flood = Array.from({ length: 13 }, (_, n) => header(seal(a, "node.list", {}, to, "https://a.example", fixed(30 + n))));
seeds.envelope.add(JSON.stringify(seal(b, "abuse.report", { offender: { key: a.key }, kind: "rate", evidence: flood, count: 13 }, a.id, "https://b.example", fixed(99))));
seeds.envelope.add('{"payload":{"error":"stale","now":1},"ratelimit":{"ok":true}}');
for (const text of ["chat.example", "https://Chat.Example/", "http://chat.example:2052/x?y", "chat.example:443", "http://chat.example:80", "user:pw@chat.example:99", "bücher.example", "127.1", "0x7f.1", "::1", "2001:db8::1", "[::1]:8080", "localhost:2052", "ftp://x.y:21/", "https://", "x:y", "10.0.0.5:99999", "chat example", "[::ffff:10.0.0.1]", "0177.0.0.1", "https://a@b@c/", "a..b", ".", "https:///x", "x.local", "xn--a.example", "https://ex%61mple.org", "１２７.0.0.1", "a\\b", "https://h:0/"]) seeds.host.add(text);

for (const [target, texts] of Object.entries(seeds)) {
  const folder = path.join(here, "seeds", target);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  [...texts].forEach((text, n) => writeFileSync(path.join(folder, String(n).padStart(3, "0")), text));
}
