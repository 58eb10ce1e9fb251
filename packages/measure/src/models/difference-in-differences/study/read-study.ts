import { ImpactError, type Check, type Table } from "@ie/contracts";
import { requireUnits } from "../../../columns.ts";
import { withoutMissing } from "../../../missing-rows.ts";
import { readPanel, unitAttribute, type Panel } from "../../../panel/index.ts";
import { anyColumn } from "../../../columns.ts";
import type { DifferenceInDifferencesOptions } from "../options.ts";
import { who } from "../who.ts";
import { requireOutcomeVariation, withCovariates } from "./covariate-columns.ts";
import { firstTreatedPeriods } from "./first-treated-periods.ts";
import type { Study } from "./study.ts";

/** Names of at most five, and how many more there are. */
function listed(names: readonly string[]): string {
  return names.length <= 5 ? names.join(", ") : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more`;
}

function alwaysTreatedCheck(names: readonly string[]): Check {
  return {
    name: "always_treated",
    status: names.length === 0 ? "pass" : "warn",
    message:
      names.length === 0
        ? "every treated unit has a period before its treatment"
        : `${listed(names)} ${names.length === 1 ? "has" : "have"} no period before treatment and ${names.length === 1 ? "was" : "were"} left out; the effect is that on the others`,
    value: names.length,
  };
}

function refuse(what: string, hint: string, facts: Record<string, unknown> = {}): never {
  throw new ImpactError({ code: "data/no-variation", who, what, hint, facts });
}

/** Codes in the order of the units, so that equal clusters of a shuffled table have equal codes. */
function codeClusters(
  table: Table,
  panel: Panel,
  units: Int32Array,
  name: string | null,
): { clusters: Int32Array; count: number } {
  if (name === null) return { clusters: Int32Array.from(units.keys()), count: units.length };
  const cells = unitAttribute(table, panel, name, who);
  const codes = new Map<string | number, number>();
  const clusters = Int32Array.from(units, (u) => {
    const cell = cells[u]!;
    const code = codes.get(cell) ?? codes.size;
    codes.set(cell, code);
    return code;
  });
  return { clusters, count: codes.size };
}

/** The cohort of each cluster, or null where one has units of several. */
function cohortsOfClusters(first: Float64Array, clusters: Int32Array, count: number): Float64Array | null {
  const cohortOf = new Float64Array(count).fill(NaN);
  for (let i = 0; i < first.length; i++) {
    const own = cohortOf[clusters[i]!]!;
    if (Number.isNaN(own)) cohortOf[clusters[i]!] = first[i]!;
    else if (own !== first[i]) return null;
  }
  return cohortOf;
}

/** Rows as a study: complete rows only, always-treated units left out by name, clusters coded. Throws where nothing can be compared. */
export function readStudy(given: Table, options: DifferenceInDifferencesOptions): Study {
  const { unitColumn, timeColumn, treatmentColumn, postColumn, cluster, anticipation } = options;
  const names = [unitColumn!, timeColumn!, options.dependentVariable]; // the options have been checked
  const needed = [...names, treatmentColumn, postColumn, cluster, ...options.covariates].filter(
    (name) => name !== null,
  );
  if (options.firstTreatedColumn !== null) anyColumn(who, given, options.firstTreatedColumn);
  const { table: complete, check } = withoutMissing(who, given, needed, [options.dependentVariable], options.missing);
  requireUnits(who, complete[names[0]!]!.length, "rows");
  requireOutcomeVariation(options.dependentVariable, complete[options.dependentVariable]!);
  const { table, names: covariates } = withCovariates(complete, options.covariates);
  const columns = { unit: names[0]!, time: names[1]!, outcome: names[2]!, covariates };
  const panel = readPanel(table, columns, who);
  const all = firstTreatedPeriods(table, panel, options);
  const used: number[] = [];
  const always: string[] = [];
  for (const [u, start] of all.entries()) {
    if (start - anticipation <= 0) always.push(panel.units[u]!);
    else used.push(u);
  }
  const units = Int32Array.from(used);
  const first = Float64Array.from(used, (u) => all[u]!);
  const cohorts = [...new Set(first)].filter(Number.isFinite).sort((a, b) => a - b);
  if (cohorts.length === 0) {
    if (always.length > 0) {
      refuse(
        `${listed(always)}: no treated unit has a period before its treatment${anticipation > 0 ? ` and the anticipation of ${anticipation}` : ""}`,
        `give earlier periods${anticipation > 0 ? ", or lower anticipation" : ""}`,
        { units: always.slice(0, 50) },
      );
    }
    const { periods } = panel;
    const column = options.firstTreatedColumn ?? treatmentColumn;
    refuse(
      options.firstTreatedColumn === null
        ? `column "${column}" marks no unit as treated`
        : `column "${column}" has no date within the data, which run from ${periods[0]} to ${periods.at(-1)}`,
      options.firstTreatedColumn === null
        ? "it must be 1 for the treated units"
        : "give data from before and after the treatment, or mend the column",
      { column },
    );
  }
  if (cohorts.length === 1 && !first.includes(Infinity)) {
    refuse("every unit is treated from the same period on", "give units that were not treated, to compare with");
  }
  const { clusters, count } = codeClusters(table, panel, units, cluster);
  const T = panel.periods.length;
  let observed = 0;
  for (const u of used) for (let t = 0; t < T; t++) if (!Number.isNaN(panel.outcome.data[u * T + t])) observed += 1;
  return {
    panel,
    units,
    first,
    clusters,
    clusterCount: count,
    clusterColumn: cluster ?? names[0]!,
    cohortOf: cohortsOfClusters(first, clusters, count),
    cohorts,
    anticipation,
    observed,
    isBalanced: observed === units.length * T,
    covariates,
    checks: [check, alwaysTreatedCheck(always)],
  };
}
