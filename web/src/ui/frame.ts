// Work that is worth doing once a frame, however often there is a reason for it.

/** Without frames, as in a hidden window, it is done after this time. */
const LATEST_MS = 100;

/** Something that runs before the next frame is drawn. `ask` has it run then, `now` runs it at once if it was asked for. */
export function beforeFrame(act: () => void): { ask: () => void; now: () => void } {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = 0;
    act();
  };
  return {
    ask() {
      if (frame) return;
      frame = requestAnimationFrame(run);
      timer = setTimeout(run, LATEST_MS);
    },
    now() {
      if (frame) run();
    },
  };
}
