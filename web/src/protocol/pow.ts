// Proof of work in the background, with progress.
import PowWorker from "./pow.worker?worker";

export interface Proof {
  challenge: string;
  solution: number;
}

/** Tries that a proof takes on average. */
export const expectedTries = (difficulty: number) => 16 ** difficulty;

export function solve(challenge: string, difficulty: number, progress: (tries: number) => void): Promise<Proof> {
  return new Promise((resolve, reject) => {
    const worker = new PowWorker();
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
