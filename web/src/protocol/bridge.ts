// The desktop client of DCTS, which lends pages its notifications. What it offers appears some time
// after the page has started.

interface Bridge {
  ShowNotification?: (notice: { title: string; text: string; icon: string }) => unknown;
}

const POLL_MS = 50;
const PATIENCE_MS = 3000;

const present = (): Bridge | undefined => {
  const { dcts } = window as { dcts?: unknown };
  return typeof dcts === "object" && dcts !== null ? (dcts as Bridge) : undefined;
};

function look(): Promise<Bridge | undefined> {
  const end = performance.now() + PATIENCE_MS;
  return new Promise((done) => {
    const poll = () => {
      const bridge = present();
      if (bridge || performance.now() >= end) done(bridge);
      else setTimeout(poll, POLL_MS);
    };
    poll();
  });
}

let found: Promise<Bridge | undefined> | undefined;
/** The bridge, if the page runs in the desktop client. */
export const findBridge = () => (found ??= look());

/** Shows a notification of the desktop client; tells whether there is one that can. */
export async function notifyByBridge(title: string, text: string, icon: string): Promise<boolean> {
  const bridge = await findBridge();
  if (typeof bridge?.ShowNotification !== "function") return false;
  try {
    await bridge.ShowNotification({ title, text, icon });
  } catch {
    // It has its reasons; there is nobody to tell.
  }
  return true;
}
