// @vitest-environment node
import { expect, test, vi } from "vitest";
import { createKey, isLocked, isShowable, KeyFileError, lockedFile, openFile, plainFile, readKeyFile, readSealed, sealFile, takeKey } from ".";

// Making keys and stretching passwords takes a while on small machines.
vi.setConfig({ testTimeout: 60_000 });

const troubleOf = async (act: () => unknown) => {
  try {
    await act();
  } catch (error) {
    return error instanceof KeyFileError ? error.trouble : error;
  }
  return "none";
};

test("a key goes through both kinds of files and stays the same", async () => {
  const key = await createKey();
  const plain = plainFile(key);
  expect(Object.keys(JSON.parse(plain) as object)).toEqual(["privateKey"]);
  expect(key.privatePem).toMatch(/^-----BEGIN PRIVATE KEY-----\n([A-Za-z0-9+/=]{1,64}\n)+-----END PRIVATE KEY-----\n$/);
  const locked = await lockedFile(key, "four random words");
  expect([isLocked(plain), isLocked(locked)]).toEqual([false, true]);
  expect(Object.keys(JSON.parse(locked) as object).sort()).toEqual(["ciphertext", "iv", "method", "salt", "tag"]);
  for (const back of [await readKeyFile(plain), await readKeyFile(locked, " four random words "), await readKeyFile(key.privatePem)]) expect(back.own.publicKey).toBe(key.own.publicKey);
  expect(await troubleOf(() => readKeyFile(locked, "four random word"))).toBe("wrongPassword");
});

test("what holds no key says so", async () => {
  for (const text of ["", "no", "[]", "7", "null", "{}", '{"method":"password"}', '{"privateKey":7}']) expect(await troubleOf(() => readKeyFile(text)), text).toBe("notAKey");
  for (const key of ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"]) expect(await troubleOf(() => readKeyFile(JSON.stringify({ privateKey: key }))), key).toBe("badKey");
});

test("keys of another size or kind are not taken", async () => {
  const pem = async (algorithm: RsaHashedKeyGenParams | EcKeyGenParams, uses: KeyUsage[]) => {
    const { privateKey } = (await crypto.subtle.generateKey(algorithm, true, uses)) as CryptoKeyPair;
    return `-----BEGIN PRIVATE KEY-----\n${Buffer.from(await crypto.subtle.exportKey("pkcs8", privateKey)).toString("base64")}\n-----END PRIVATE KEY-----\n`;
  };
  const small = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]) };
  for (const key of [await pem(small, ["sign"]), await pem({ name: "ECDSA", namedCurve: "P-256" }, ["sign"])]) await expect(takeKey(key)).rejects.toThrow();
});

test("a file is opened with what the message says of it, and shows nothing of it without", async () => {
  const content = crypto.getRandomValues(new Uint8Array(70_000 - 4464));
  const { file, addressOf } = await sealFile(new File([content], "Grüße & mehr.v2.png", { type: "image/png" }));
  expect([file.type, file.name]).toEqual(["application/octet-stream", expect.stringMatching(/^[\w-]{12}\.bin$/)]);
  const bytes = await file.arrayBuffer();
  expect(Buffer.from(bytes).subarray(0, 9).toString()).toBe("DCTS-E2EE");
  expect(Buffer.from(bytes).includes(Buffer.from(content.subarray(0, 32)))).toBe(false);
  const address = addressOf("https://chat.example/uploads/abc_x.bin");
  // Nothing that editors, cleaners or addresses would change.
  expect(address.slice(address.indexOf("#"))).toMatch(/^#dcts-e2ee=v1\.[\w.-]+$/);
  expect(new URL(address).href).toBe(address);
  const about = readSealed(address);
  expect(about).toMatchObject({ href: "https://chat.example/uploads/abc_x.bin", size: content.length, type: "image/png", name: "Grüße & mehr.v2.png" });
  if (!about) throw new Error("not read");
  const opened = await openFile(about, bytes);
  expect([opened.name, opened.type, isShowable(about)]).toEqual(["Grüße & mehr.v2.png", "image/png", true]);
  expect(Buffer.from(await opened.arrayBuffer()).equals(Buffer.from(content))).toBe(true);
  const changed = new Uint8Array(bytes.slice(0));
  changed[40] = (changed[40] ?? 0) ^ 1;
  await expect(openFile(about, changed.buffer)).rejects.toThrow();
  await expect(openFile({ ...about, size: about.size - 1 }, bytes)).rejects.toThrow();
  await expect(openFile(about, new ArrayBuffer(3))).rejects.toThrow();
});

test("what could run is only saved, whatever it is called", async () => {
  for (const type of ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/pdf", ""]) {
    const { file, addressOf } = await sealFile(new File(["x"], "../../a\0b/c.html", { type }));
    const about = readSealed(addressOf("u"));
    if (!about) throw new Error("not read");
    const opened = await openFile(about, await file.arrayBuffer());
    expect([isShowable(about), opened.type, opened.name]).toEqual([false, "application/octet-stream", ".._.._a_b_c.html"]);
  }
});

test("other addresses are other addresses", () => {
  const good = "x#dcts-e2ee=v1.".concat(["A".repeat(43), "A".repeat(16), "1", "YQ", "YQ"].join("."));
  expect(readSealed(good)).toBeDefined();
  for (const bad of ["", "x", "x#dcts-e2ee=v2.a.b.1.YQ.YQ", good.replace(".1.", ".-1."), good.replace(".1.", ".1e9."), `${good}.YQ`, good.replace("A".repeat(43), "AA"), good.replace("YQ.YQ", "_w.YQ"), good.replace(".YQ.YQ", "")]) expect(readSealed(bad), bad).toBeUndefined();
});
