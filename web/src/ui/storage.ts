// Local storage that never throws: private windows and full disks must not break the chat.

export function recall<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(`dcts-edge.${key}`);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

export function remember(key: string, value: unknown): void {
  try {
    if (value === null || value === undefined) localStorage.removeItem(`dcts-edge.${key}`);
    else localStorage.setItem(`dcts-edge.${key}`, JSON.stringify(value));
  } catch {
    // What cannot be remembered is lost at the next visit, no more.
  }
}
