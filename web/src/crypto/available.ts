// Whether there is any cryptography in this browser.

/** Pages over plain HTTP have none. */
export const hasCrypto = () => globalThis.crypto?.subtle !== undefined;
