/** All text that a thrown value carries: messages, stacks, causes, and every property, hidden ones too. */
export function everythingIn(value: unknown, seen: Set<unknown> = new Set()): string {
  if (typeof value !== "object" || value === null || seen.has(value)) return String(value);
  seen.add(value);
  const names = [...Object.getOwnPropertyNames(value), "message", "stack", "cause"];
  return names.map((name) => `${name}: ${everythingIn((value as Record<string, unknown>)[name], seen)}`).join("\n");
}
