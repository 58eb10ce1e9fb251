const longest = 40;

/** A value as it appears in a message: quoted, escaped, cut when long. */
export function quote(value: unknown): string {
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value.length <= longest ? value : `${value.slice(0, longest)}…`);
}

/** Names as they appear in a message; a long list is cut. */
export function quoteAll(names: readonly string[]): string {
  const shown = names.slice(0, longest).map(quote).join(", ");
  return names.length <= longest ? shown : `${shown} and ${names.length - longest} more`;
}
