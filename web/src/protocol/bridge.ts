// The desktop client of DCTS around the page, which lends it notifications, its list of servers, and the person's
// key. What it offers appears some time after the page has started, differs between versions, and may fail at any
// time: every function is looked for when it is used.

type Bridge = Record<string, unknown>;

const POLL_MS = 50;
const PATIENCE_MS = 3000;
/** A function that has not answered by then will not. */
const ANSWER_MS = 5000;

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

/** Whether the desktop client has a function. */
export const can = (name: string) => typeof present()?.[name] === "function";

/** Calls a function of the desktop client. Fails if there is none, if it fails, or if it does not answer. */
export async function call(name: string, ...given: unknown[]): Promise<unknown> {
  const bridge = present();
  const act = bridge?.[name];
  if (typeof act !== "function") throw new TypeError(`the desktop client has no ${name}`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`the desktop client does not answer: ${name}`)), ANSWER_MS)));
  try {
    return await Promise.race([(act as (...given: unknown[]) => unknown).apply(bridge, given), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The same where nothing depends on it; tells whether there is such a function. */
export async function tell(name: string, ...given: unknown[]): Promise<boolean> {
  if (!can(name)) return false;
  // It has its reasons; there is nobody to tell.
  await call(name, ...given).catch(() => undefined);
  return true;
}

/** Shows a notification of the desktop client; tells whether there is one that can. */
export async function notifyByBridge(title: string, text: string, icon: string): Promise<boolean> {
  await findBridge();
  return tell("ShowNotification", { title, text, icon });
}

/** Goes to the list of servers of a launcher that has one. */
export const navigateHome = () => tell("NavigateHome");
/** Opens another server in a launcher that can; tells whether there is one. */
export const navigateTo = (url: string) => tell("NavigateToUrl", url);
