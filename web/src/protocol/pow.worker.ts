// Counts up until SHA-256(challenge + number) starts with enough zeros. Off the main thread, and
// without crypto.subtle, which pages without TLS do not have.
import { sha256 } from "@noble/hashes/sha2";

interface Task {
  challenge: string;
  difficulty: number;
}

const REPORT_EVERY = 5000;

/** Hexadecimal zeros at the start. */
function level(digest: Uint8Array): number {
  let zeros = 0;
  for (const byte of digest) {
    if (byte === 0) zeros += 2;
    else return zeros + (byte < 16 ? 1 : 0);
  }
  return zeros;
}

self.onmessage = ({ data }: MessageEvent<Task>) => {
  const encoder = new TextEncoder();
  const prefix = sha256.create().update(encoder.encode(data.challenge));
  for (let solution = 0; ; solution++) {
    const digest = prefix.clone().update(encoder.encode(String(solution))).digest();
    if (level(digest) >= data.difficulty) {
      self.postMessage({ solution });
      return;
    }
    if (solution % REPORT_EVERY === 0) self.postMessage({ tries: solution });
  }
};
