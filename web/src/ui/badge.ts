// Numbers on badges stop where nobody counts any more.
export const badge = (count: number) => (count > 99 ? "99+" : String(count));
