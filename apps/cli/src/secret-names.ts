/** Names of the secrets that a configuration refers to as `{ secret: NAME }`, sorted; never their values. */
export function secretNames(options: unknown): readonly string[] {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("secret" in value && typeof value.secret === "string") names.add(value.secret);
    for (const each of Object.values(value)) visit(each);
  };
  visit(options);
  return [...names].sort();
}
