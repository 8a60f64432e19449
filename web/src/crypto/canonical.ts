// The one way to write a value down, so that everybody signs the same text.

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = {};
  // Assigning it would change what the copy is, not what is in it.
  for (const key of Object.keys(value).sort()) if (key !== "__proto__") copy[key] = ordered(value[key]);
  return copy;
}

/** JSON without spaces and with sorted members: by UTF-16 unit, array indexes first, as JavaScript orders them. */
export const canonicalJson = (value: unknown): string => JSON.stringify(ordered(value));

/** SECURITY: members of this name are not part of the canonical text, so a signature would not cover them. */
export const hidesMembers = (value: unknown): boolean => isObject(value) && (Object.keys(value).includes("__proto__") || Object.values(value).some(hidesMembers));
