// What the node writes about a deed, in parts: "Maren (123) banned Lev (456) permanently: insults".

export interface Part {
  text: string;
  /** Of whom or what it speaks; its id. */
  id?: string;
}

export interface Deed {
  parts: Part[];
  /** The reason, or what was changed. */
  detail: string;
}

const WITH_ID = / \((\d{1,20})\)/;

/** Splits a text at the names with an id. Only the first name begins where the text does; of others the node says
 * no more than where they end, so they are found among `names`. */
export function readDeed(text: string, names: (id: string) => string | undefined): Deed {
  const parts: Part[] = [];
  let rest = text;
  for (let found = WITH_ID.exec(rest); found; found = WITH_ID.exec(rest)) {
    const id = found[1] ?? "";
    const before = rest.slice(0, found.index);
    const name = names(id);
    const length = name && before.endsWith(name) ? name.length : parts.length ? (/\S+$/.exec(before)?.[0].length ?? 0) : before.length;
    if (before.length > length) parts.push({ text: before.slice(0, -length || undefined) });
    parts.push({ text: before.slice(before.length - length), id });
    rest = rest.slice(found.index + found[0].length);
  }
  const colon = rest.indexOf(": ");
  const detail = colon < 0 ? "" : rest.slice(colon + 2);
  if (colon < 0 ? rest : rest.slice(0, colon)) parts.push({ text: colon < 0 ? rest : rest.slice(0, colon) });
  return { parts, detail };
}
