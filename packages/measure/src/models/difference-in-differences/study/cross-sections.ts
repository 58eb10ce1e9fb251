import { ImpactError, type Check, type Table } from "@ie/contracts";
import { anyColumn, canonicalDate, dateColumn, requireUnits } from "../../../columns.ts";
import { withoutMissing } from "../../../missing-rows.ts";
import { codesOf } from "../../experiment/formula/codes.ts";
import type { DifferenceInDifferencesOptions } from "../options.ts";
import { who } from "../who.ts";
import { requireOutcomeVariation, withCovariates } from "./covariate-columns.ts";
import { binaryColumn } from "./first-treated-periods.ts";

/** Rows of two groups before and after, n each. */
export interface CrossSections {
  readonly y: Float64Array;
  /** Of the treated group. */
  readonly treated: Uint8Array;
  readonly post: Uint8Array;
  readonly covariates: readonly Float64Array[];
  readonly names: readonly string[];
  /** Codes 0 …; null where rows stand for themselves. */
  readonly clusters: Int32Array | null;
  readonly clusterCount: number;
  readonly clusterColumn: string;
  /** Ranks of periods; null without a time column. */
  readonly periods: Int32Array | null;
  readonly checks: readonly Check[];
}

function outside(what: string, hint: string, facts: Record<string, unknown>): never {
  throw new ImpactError({ code: "data/out-of-range", who, what, hint, facts });
}

/** Rank of each row's period, and the first rank from `start` on. */
function periodsOf(
  table: Table,
  name: string,
  start: string | number | null,
): { ranks: Int32Array; count: number; at: number | null } {
  const column = anyColumn(who, table, name);
  const keys: ArrayLike<number | string> = column instanceof Float64Array ? column : dateColumn(who, table, name);
  const sorted = [...new Set(Array.from(keys))].sort((a, b) => (a < b ? -1 : 1));
  const place = new Map(sorted.map((key, rank) => [key, rank]));
  const ranks = Int32Array.from(keys, (key) => place.get(key)!);
  if (start === null) return { ranks, count: sorted.length, at: null };
  const isNumber = column instanceof Float64Array;
  const plain = isNumber ? Number(start) : canonicalDate(String(start));
  if (plain === null || Number.isNaN(plain)) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `intervention_date ${JSON.stringify(start)} is not a ${isNumber ? "number" : "date"}`,
      hint: `the periods are such as ${sorted[0]}`,
      facts: { option: "intervention_date", value: start },
    });
  }
  const key =
    typeof plain === "string" && plain.length === 10 && String(sorted[0]).length > 10 ? `${plain}T00:00` : plain;
  const at = sorted.findIndex((own) => own >= key);
  if (at > 0) return { ranks, count: sorted.length, at };
  return outside(
    `no period lies ${at === 0 ? "before" : "at or after"} intervention_date ${start}`,
    `the data run from ${sorted[0]} to ${sorted.at(-1)}`,
    { option: "intervention_date", value: start, first: sorted[0], last: sorted.at(-1) },
  );
}

/** Repeated cross-sections; rows of the anticipation window are left out. Throws where one of the four cells is empty. */
export function readCrossSections(given: Table, options: DifferenceInDifferencesOptions): CrossSections {
  const { treatmentColumn, postColumn, timeColumn, interventionDate, anticipation, dependentVariable } = options;
  const clusterColumn = options.cluster ?? options.unitColumn;
  const needed = [dependentVariable, treatmentColumn, postColumn, timeColumn, clusterColumn, ...options.covariates];
  const columns = needed.filter((name) => name !== null);
  const { table: complete, check } = withoutMissing(who, given, columns, [dependentVariable], options.missing);
  requireUnits(who, complete[dependentVariable]!.length, "rows");
  requireOutcomeVariation(dependentVariable, complete[dependentVariable]!);
  const { table, names } = withCovariates(complete, options.covariates);
  const outcome = table[dependentVariable] as Float64Array; // withoutMissing has looked
  const infinite = outcome.findIndex((value) => !Number.isFinite(value));
  if (infinite !== -1) {
    throw new ImpactError({
      code: "data/not-finite",
      who,
      what: `column "${dependentVariable}" has ${outcome[infinite]} in row ${infinite + 1}`,
      hint: "give a finite number, or leave the cell empty where the value is missing",
    });
  }
  const group = binaryColumn(table, treatmentColumn!); // the options have been checked
  const time = timeColumn === null ? null : periodsOf(table, timeColumn, interventionDate);
  const post =
    postColumn === null ? time!.ranks.map((rank) => (rank >= time!.at! ? 1 : 0)) : binaryColumn(table, postColumn);
  const start = time === null ? 0 : Math.min(...[...time.ranks].filter((_, i) => post[i] === 1));
  const kept = Int32Array.from(outcome.keys()).filter(
    (i) => time === null || post[i] === 1 || time.ranks[i]! < start - anticipation,
  );
  const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(kept, (i) => values[i]!);
  const [treated, after] = [Uint8Array.from(pick(group)), Uint8Array.from(pick(post))];
  for (const arm of [0, 1]) {
    for (const side of [0, 1]) {
      if (treated.some((own, i) => own === arm && after[i] === side)) continue;
      throw new ImpactError({
        code: treated.includes(arm) ? "data/out-of-range" : "data/no-variation",
        who,
        what: `no row of the ${arm === 1 ? "treated" : "untreated"} group ${side === 1 ? "after" : "before"} the intervention`,
        hint: "all four of treated and untreated, before and after are needed",
        facts: { treatment: treatmentColumn, post: postColumn ?? interventionDate },
      });
    }
  }
  const coded = clusterColumn === null ? null : codesOf(anyColumn(who, table, clusterColumn));
  return {
    y: pick(outcome),
    treated,
    post: after,
    covariates: names.map((name) => pick(table[name] as Float64Array)), // withCovariates has made numbers of all
    names,
    clusters: coded === null ? null : Int32Array.from(pick(coded.codes)),
    clusterCount: coded?.levels.length ?? kept.length,
    clusterColumn: clusterColumn ?? "row",
    periods: time === null ? null : Int32Array.from(pick(time.ranks)),
    checks: [check],
  };
}
