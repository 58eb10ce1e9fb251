/** `dateStart`, `DATE_START` and `date_start` are one key. */
export function snakeCase(key: string): string {
  return /^[A-Z0-9_]+$/.test(key) ? key.toLowerCase() : key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function camelCase(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export type Entries = Readonly<Record<string, unknown>>;

export function isEntries(value: unknown): value is Entries {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value with all keys in one spelling, below maps and lists too. */
export function respell(value: unknown, spell: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => respell(each, spell));
  if (!isEntries(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [spell(key), respell(each, spell)]));
}
