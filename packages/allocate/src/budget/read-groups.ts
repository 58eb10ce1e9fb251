import { formatValue } from "@ie/contracts";
import { invalid } from "./fault.ts";
import type { BudgetGroup } from "./options.ts";
import type { Group } from "./problem.ts";

interface Members {
  readonly name: string;
  readonly members: ReadonlySet<number>;
  readonly min: number;
  readonly max: number;
}

function readMembers(input: BudgetGroup, names: readonly string[]): Members {
  if (typeof input !== "object" || input === null || typeof input.group !== "string")
    throw invalid(`a group is ${formatValue(input)}`, "give { group: a name, channels: names, min, max }");
  const { group, channels, min = 0, max = Infinity } = input;
  const who = `group ${formatValue(group)}`;
  if (!Array.isArray(channels) || channels.length === 0) throw invalid(`${who} has no channels`, "name one at least");
  const members = new Set(
    (channels as readonly string[]).map((name) => {
      const i = names.indexOf(name);
      if (i < 0) throw invalid(`${who} has the channel ${formatValue(name)}`, `there is ${names.join(", ")}`);
      return i;
    }),
  );
  for (const [key, value] of [
    ["min", min],
    ["max", max],
  ] as const)
    if (!(typeof value === "number" && value >= 0 && (key === "max" || value < Infinity)))
      throw invalid(`${who}: ${key} is ${formatValue(value)}`, "give an amount of 0 or more");
  return { name: group, members, min, max };
}

/**
 * The tree of groups, the whole first, its limits left open. Throws `config/invalid` where two groups share channels and neither
 * lies within the other: their multipliers could not be found one by one.
 */
export function readGroups(inputs: readonly BudgetGroup[], names: readonly string[]): readonly Group[] {
  if (!Array.isArray(inputs)) throw invalid(`groups is ${formatValue(inputs)}`, "give a list of groups");
  const all: Members = { name: "", members: new Set(names.keys()), min: 0, max: Infinity };
  const read = inputs.map((input) => readMembers(input, names));
  read.forEach(({ name }, i) => {
    if (read.findIndex((other) => other.name === name) !== i)
      throw invalid(`two groups are named ${formatValue(name)}`, "give each one name");
  });
  // Larger groups first: the parent of a group is then the last one before it that holds it.
  const sorted = [all, ...read.toSorted((a, b) => b.members.size - a.members.size)];
  const parents = sorted.map(({ name, members }, g) => {
    let parent = -1;
    for (let other = 0; other < g; other++) {
      const shared = [...members].filter((i) => sorted[other]!.members.has(i)).length;
      if (shared === members.size) parent = other;
      else if (shared > 0)
        throw invalid(
          `the groups ${formatValue(sorted[other]!.name)} and ${formatValue(name)} share channels, and neither lies within the other`,
          "nest groups or keep them apart",
        );
    }
    return parent;
  });
  return sorted.map(({ name, members, min, max }, g) => {
    const children = parents.flatMap((parent, child) => (parent === g ? [child] : []));
    const own = [...members]
      .filter((i) => !children.some((child) => sorted[child]!.members.has(i)))
      .toSorted((a, b) => a - b);
    return {
      name: g === 0 ? null : name,
      channels: Int32Array.from(own),
      children: Int32Array.from(children),
      min,
      max,
    };
  });
}
