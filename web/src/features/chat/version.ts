// Earlier versions come as JSON, or as Base64 of percent-encoded JSON.

export interface Version {
  html: string;
  /** When it was replaced. */
  until: number;
}

export function readVersion(stored: string): Version | undefined {
  const texts = [stored];
  try {
    texts.unshift(decodeURIComponent(atob(stored)));
  } catch {
    // Plain JSON, then.
  }
  for (const text of texts) {
    try {
      const found = JSON.parse(text) as { message?: unknown; editedTimestamp?: unknown };
      if (typeof found.message === "string") return { html: found.message, until: Number(found.editedTimestamp) || 0 };
    } catch {
      // The other way.
    }
  }
  return undefined;
}
