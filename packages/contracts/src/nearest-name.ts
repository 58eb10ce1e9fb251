import { distance } from "fastest-levenshtein";

/** The member of `names` that `name` was probably meant to be, or null: at most one edit in three letters away, case aside. */
export function nearestName(name: string, names: Iterable<string>): string | null {
  const wanted = name.slice(0, 64).toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of names) {
    const d = distance(wanted, candidate.toLowerCase());
    if (d < bestDistance) [best, bestDistance] = [candidate, d];
  }
  return best;
}

/** `did you mean "x"?`, or the list of what is there when nothing is near. */
export function suggestName(name: string, names: Iterable<string>): string {
  const known = [...names];
  const near = nearestName(name, known);
  if (near !== null) return `did you mean "${near}"?`;
  return known.length === 0
    ? "there is none"
    : `there is ${known.slice(0, 20).join(", ")}${known.length > 20 ? ", …" : ""}`;
}
