import type { Limit } from "../portfolio/problem.ts";
import type { Constraints } from "./constraints.ts";
import { finder, invalid, type Find } from "./find-candidate.ts";
import { followPrerequisites } from "./prerequisites.ts";

/** The constraints with positions in place of ids. */
export interface ReadLimits {
  readonly mandatory: ReadonlySet<number>;
  readonly forbidden: ReadonlySet<number>;
  /** n least shares. */
  readonly least: Float64Array;
  readonly limits: readonly Limit[];
}

interface Range {
  readonly lower?: number | undefined;
  readonly upper?: number | undefined;
}

function limit(
  name: string,
  on: Limit["on"],
  columns: readonly number[],
  coefficients: readonly number[],
  range: Range,
): Limit {
  return {
    name,
    on,
    columns: Int32Array.from(columns),
    coefficients: Float64Array.from(coefficients),
    lower: range.lower ?? null,
    upper: range.upper ?? null,
  };
}

function categoryLimits(constraints: Constraints, find: Find, cost: Float64Array, budget: number): readonly Limit[] {
  return Object.entries(constraints.categories ?? {}).flatMap(([name, category]) => {
    const where = `categories.${name}`;
    const columns = [...new Set(category.members.map((id) => find(id, `${where}.members`)))];
    const costs = columns.map((i) => cost[i]!);
    const ones = columns.map(() => 1);
    const ranges: readonly (readonly [
      key: string,
      on: Limit["on"],
      values: readonly number[],
      lower: number | undefined,
      upper: number | undefined,
      unit: number,
    ])[] = [
      ["budget", "share", costs, category.min_budget, category.max_budget, 1],
      ["share", "share", costs, category.min_share, category.max_share, budget],
      ["count", "choice", ones, category.min_count, category.max_count, 1],
    ];
    return ranges.flatMap(([key, on, values, lower, upper, unit]) => {
      const part = (bound: number): { readonly ofBudget?: number } => (key === "share" ? { ofBudget: bound } : {});
      if (lower !== undefined && upper !== undefined && lower > upper) {
        throw invalid(`${where}.min_${key} ${lower} is above max_${key} ${upper}`, "exchange them, or leave one out");
      }
      return [
        ...(lower === undefined
          ? []
          : [
              {
                ...limit(`${where}.min_${key} ${lower}`, on, columns, values, { lower: lower * unit }),
                ...part(lower),
              },
            ]),
        ...(upper === undefined
          ? []
          : [
              {
                ...limit(`${where}.max_${key} ${upper}`, on, columns, values, { upper: upper * unit }),
                ...part(upper),
              },
            ]),
      ];
    });
  });
}

/** Throws `config/invalid`. `ids` are sorted; `cost` is theirs. */
export function readLimits(
  constraints: Constraints,
  ids: readonly string[],
  cost: Float64Array,
  budget: number,
): ReadLimits {
  const find = finder(ids);
  const mandatory = new Set((constraints.mandatory ?? []).map((id) => find(id, "mandatory")));
  const forbidden = new Set((constraints.forbidden ?? []).map((id) => find(id, "forbidden")));
  for (const i of mandatory) {
    if (forbidden.has(i))
      throw invalid(`"${ids[i]!}" is both mandatory and forbidden`, "take it out of one of the lists");
  }
  const { min_count: lower, max_count: upper } = constraints;
  if (lower !== undefined && upper !== undefined && lower > upper) {
    throw invalid(`min_count ${lower} is above max_count ${upper}`, "exchange them, or leave one out");
  }
  const needs = followPrerequisites(constraints.prerequisites ?? {}, ids, find);
  // A set that grows while it is walked, so that what prerequisites need is reached too.
  for (const i of mandatory) {
    for (const [k, j] of needs) {
      if (k !== i) continue;
      if (forbidden.has(j))
        throw invalid(`"${ids[i]!}" is mandatory and needs "${ids[j]!}", which is forbidden`, "allow it");
      mandatory.add(j);
    }
  }
  const everyone = ids.map((_, i) => i);
  const ones = ids.map(() => 1);
  const groups = (constraints.exclusive ?? []).map((group, g) => {
    const columns = [...new Set(group.map((id) => find(id, `exclusive[${g}]`)))];
    const name = `exclusive ${columns
      .map((i) => ids[i]!)
      .toSorted()
      .join(", ")}`;
    return limit(
      name,
      "choice",
      columns,
      columns.map(() => 1),
      { upper: 1 },
    );
  });
  const resources = Object.entries(constraints.resources ?? {}).map(([name, { limit: most, use }]) => {
    const columns = Object.keys(use).map((id) => find(id, `resources.${name}.use`));
    return limit(`resources.${name} ${most}`, "share", columns, Object.values(use), { upper: most });
  });
  const least = new Float64Array(ids.length).fill(1);
  for (const [id, share] of Object.entries(constraints.partial ?? {})) least[find(id, "partial")] = share;
  return {
    mandatory,
    forbidden,
    least,
    limits: [
      ...(lower === undefined ? [] : [limit(`min_count ${lower}`, "choice", everyone, ones, { lower })]),
      ...(upper === undefined ? [] : [limit(`max_count ${upper}`, "choice", everyone, ones, { upper })]),
      ...groups,
      ...needs.map(([i, j]) => limit(`prerequisite ${ids[j]!} of ${ids[i]!}`, "choice", [i, j], [1, -1], { upper: 0 })),
      ...categoryLimits(constraints, find, cost, budget),
      ...resources,
    ],
  };
}
