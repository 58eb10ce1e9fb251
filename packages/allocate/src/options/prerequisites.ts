import { invalid, type Find } from "./find-candidate.ts";

/**
 * Pairs of an initiative and what it needs itself. Throws `config/invalid` where initiatives need
 * one another in a circle.
 */
export function followPrerequisites(
  prerequisites: Readonly<Record<string, readonly string[]>>,
  ids: readonly string[],
  find: Find,
): readonly (readonly [initiative: number, needed: number])[] {
  const needs = new Map<number, readonly number[]>();
  for (const [id, needed] of Object.entries(prerequisites)) {
    const where = `prerequisites.${id}`;
    needs.set(
      find(id, "prerequisites"),
      needed.map((other) => find(other, where)),
    );
  }
  const done = new Set<number>();
  const visit = (i: number, path: readonly number[]): void => {
    if (path.includes(i)) {
      const circle = [...path.slice(path.indexOf(i)), i].map((k) => `"${ids[k]!}"`).join(" needs ");
      throw invalid(`prerequisites go round in a circle: ${circle}`, "take one of them out");
    }
    if (done.has(i)) return;
    for (const j of needs.get(i) ?? []) visit(j, [...path, i]);
    done.add(i);
  };
  for (const i of needs.keys()) visit(i, []);

  return [...needs].flatMap(([i, needed]) => [...new Set(needed)].map((j) => [i, j] as const));
}
