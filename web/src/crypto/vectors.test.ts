// @vitest-environment node
// What the protocol's own library made is made and understood here. tests/js/browser-crypto.test.mjs does the same in a
// real browser, with the envelopes and signatures, too.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { canonicalJson, fromBase64, gidOf, isSameKey, normalForm, readEnvelope, safetyNumber, signString, takeKey, toBase64, verifyJson, verifyString } from ".";

interface Vectors {
  keys: Record<"A" | "B", { privateKeyPkcs8Pem: string; publicKeySpkiPem: string }>;
  canonical: { name: string; inputJson: string; canonical: string }[];
  normalize: { name: string; input: string; normalized: string }[];
  gid: { name: string; input: string; signGid: string }[];
  signString: { text: string; key: "A" | "B"; signature: string }[];
}
const vectors = JSON.parse(readFileSync(new URL("../../../tests/fixtures/vectors/dsync-sign.json", import.meta.url), "utf8")) as Vectors;
const { A, B } = vectors.keys;

describe("canonical text", () => {
  test.each(vectors.canonical)("$name", ({ inputJson, canonical }) => expect(canonicalJson(JSON.parse(inputJson))).toBe(canonical));
  test("what is no JSON", () => {
    expect(canonicalJson({ a: 1, b: undefined, f() {}, n: NaN, d: new Date(0), list: [1, undefined] })).toBe('{"a":1,"d":{},"list":[1,null],"n":null}');
  });
});

describe("keys as text", () => {
  test.each(vectors.normalize)("$name", ({ input, normalized }) => expect(normalForm(input)).toBe(normalized));
  test.each(vectors.gid)("gid: $name", ({ input, signGid }) => expect(gidOf(input)).toBe(signGid));
  test("one key is one key, however it is written", () => {
    for (const { input } of vectors.normalize.slice(0, 7)) expect(isSameKey(input, A.publicKeySpkiPem)).toBe(true);
    for (const other of [B.publicKeySpkiPem, "", "somepassword", A.privateKeyPkcs8Pem]) expect(isSameKey(other, A.publicKeySpkiPem)).toBe(false);
  });
  test("the public part is written as it was", async () => {
    for (const { privateKeyPkcs8Pem, publicKeySpkiPem } of [A, B]) {
      const { own, privatePem } = await takeKey(privateKeyPkcs8Pem);
      expect([own.publicKey, privatePem]).toEqual([publicKeySpkiPem, privateKeyPkcs8Pem]);
      expect([own.sign.extractable, own.decrypt.extractable]).toEqual([false, false]);
    }
  });
  test("a safety number is eight groups of five digits, and another key has another one", async () => {
    const numbers = await Promise.all([A, B].map(({ publicKeySpkiPem }) => safetyNumber(publicKeySpkiPem)));
    for (const number of numbers) expect(number.join(" ")).toMatch(/^(\d{5} ){7}\d{5}$/);
    expect(numbers[0]).not.toEqual(numbers[1]);
    expect(await safetyNumber(normalForm(A.publicKeySpkiPem))).toEqual(numbers[0]);
    expect(await safetyNumber("no key")).toEqual([]);
  });
});

describe("signatures", () => {
  test.each(vectors.signString)("$text", async ({ text, signature }) => {
    const { own } = await takeKey(A.privateKeyPkcs8Pem);
    expect(await signString(text, own.sign)).toBe(signature);
    expect(await verifyString(text, signature, A.publicKeySpkiPem)).toBe(true);
    expect(await verifyString(`${text}.`, signature, A.publicKeySpkiPem)).toBe(false);
  });
  test("what is no signature, no key or no object is not verified, and nothing is thrown", async () => {
    const [signed] = vectors.signString;
    for (const key of ["", "no key", A.privateKeyPkcs8Pem, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", B.publicKeySpkiPem]) expect(await verifyString("hello", signed?.signature, key)).toBe(false);
    for (const signature of [undefined, null, 5, "", "%", "AAAA", {}]) expect(await verifyString("hello", signature, A.publicKeySpkiPem)).toBe(false);
    for (const value of [null, undefined, "text", 7, [], {}, { sig: 5 }, { sig: "" }]) expect(await verifyJson(value, A.publicKeySpkiPem)).toBe(false);
  });
});

test("base64 in both alphabets, with and without padding, and nothing else", () => {
  expect([...fromBase64("-_-_")]).toEqual([...fromBase64("+/+/")]);
  expect([...fromBase64("YQ")]).toEqual([97]);
  expect(toBase64(new Uint8Array(100_000).fill(255)).length).toBe(133_336);
  for (const bad of ["YQ==x", "Y Q==", "Y", "é"]) expect(() => fromBase64(bad), bad).toThrow();
});

test("only a whole envelope is one", () => {
  const text = "rsa|a+/=||b|c|d";
  expect(readEnvelope(text)).toEqual({ method: "rsa", encKey: "a+/=", iv: "c", tag: "d", ciphertext: "b" });
  for (const other of ["", "rsa|", `<p>${text}</p>`, ` ${text}`, `${text}\n`, "RSA|a||b|c|d", "rsa|a|s|b|c|d", "rsa|a||b|c", "rsa|a||b|c|d|e", "rsa|a||b b|c|d", "password|a|s|b|c|d"]) expect(readEnvelope(other), other).toBeUndefined();
});
