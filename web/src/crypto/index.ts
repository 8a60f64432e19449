// End-to-end encryption and signatures: everything that the rest of the client, and its tests, use of this folder.
// Fetched only by who has a key or looks after one.
export { hasCrypto } from "./available";
export { fromBase64, toBase64 } from "./base64";
export { bridgeDevice } from "./bridgeDevice";
export { canonicalJson } from "./canonical";
export { createKey, type FreshKey, takeKey } from "./create";
export { browserDevice, type KeyDevice, type OwnKey } from "./device";
export { type Envelope, envelopeText, open, openWithPassword, type PasswordEnvelope, readEnvelope, seal, sealWithPassword } from "./envelope";
export { isShowable, openFile, readSealed, type SealedFile, sealFile } from "./files";
export { safetyNumber } from "./fingerprint";
export { FILE_NAMES, isLocked, KeyFileError, lockedFile, plainFile, readKeyFile } from "./keyFile";
export { isUsable } from "./keys";
export { gidOf, isSameKey, normalForm } from "./pem";
export { type About, type Doubt, encryptRoomMessage, type KeyOf, type Participant, plainRoomMessage, type ReadMessage, readRoomMessage, type RoomData, type RoomMessage, withoutKey } from "./rooms";
export { signJson, signString, verifyJson, verifyString } from "./sign";
export { dropKey, keepKey, ownKey, type StoredKey } from "./store";
export { acceptKey, checkKey, knownKey, type KnownKey, type Trust } from "./trust";
