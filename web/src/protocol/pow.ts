// Proof of work in the background, with progress.
import PowWorker from "./pow.worker?worker";

export interface Proof {
  challenge: string;
  solution: number;
}

/** Nobody wants the proof any more. */
export class Stopped extends Error {}

/** Tries that a proof takes on average. */
export const expectedTries = (difficulty: number) => 16 ** difficulty;

export function solve(challenge: string, difficulty: number, progress: (tries: number) => void, stop: AbortSignal): Promise<Proof> {
  return new Promise((resolve, reject) => {
    const worker = new PowWorker();
    stop.addEventListener("abort", () => {
      worker.terminate();
      reject(new Stopped());
    });
    worker.onmessage = ({ data }: MessageEvent<{ tries?: number; solution?: number }>) => {
      if (data.tries !== undefined) return progress(data.tries);
      worker.terminate();
      resolve({ challenge, solution: data.solution ?? 0 });
    };
    worker.onerror = (event) => {
      worker.terminate();
      reject(new Error(event.message));
    };
    worker.postMessage({ challenge, difficulty });
  });
}
