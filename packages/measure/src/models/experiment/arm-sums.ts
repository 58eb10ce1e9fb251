import { ImpactError, type Table } from "@ie/contracts";
import { cuped, deltaRatio, moments, type Moments } from "@ie/stats";
import { anyColumn, finiteColumn } from "../../columns.ts";
import { armsOf, type Arms } from "./arms.ts";
import type { ExperimentOptions } from "./options.ts";
import { who } from "./who.ts";

export interface SummedArms {
  readonly arms: Arms;
  /** Of each arm, adjusted where asked. */
  readonly moments: readonly Moments[];
  /** Means before adjustment. */
  readonly rawMeans: readonly number[];
  /** CUPED's slope and the share of the variance left; null where not adjusted. */
  readonly adjusted: { readonly theta: number; readonly varianceFactor: number } | null;
}

/** Relative room for rounding in sums that were rounded on their way. */
const rounding = 1e-6;

type Sums = Readonly<Record<string, Float64Array>>;

function addUp(table: Table, names: readonly string[], { codes, levels, column }: Arms): Sums {
  const missing = codes.indexOf(-1);
  if (missing !== -1) {
    throw new ImpactError({
      code: "data/not-finite",
      who,
      what: `column "${column}" is empty in row ${missing + 1}`,
      hint: "name the arm of each row",
      facts: { column, row: missing + 1 },
    });
  }
  return Object.fromEntries(
    names.map((name) => {
      const cells = finiteColumn(who, table, name, "give the sum over the units of the arm");
      const sums = new Float64Array(levels.length);
      for (let i = 0; i < cells.length; i++) sums[codes[i]!]! += cells[i]!;
      return [name, sums];
    }),
  );
}

function requireCounts(name: string, counts: Float64Array, levels: readonly string[]): void {
  const wrong = counts.findIndex((n) => !Number.isInteger(n) || n < 2);
  if (wrong === -1) return;
  throw new ImpactError({
    code: "data/out-of-range",
    who,
    what: `arm ${levels[wrong]} has ${counts[wrong]} units by "${name}"`,
    hint: "give whole numbers of units, at least 2 an arm",
    facts: { column: name, arm: levels[wrong], value: counts[wrong] },
  });
}

/** Moments from sums, whose squares must be those of units: less than the square of the mean cannot be. */
function momentsOf(n: number, sum: number, squares: number, name: string, arm: string): Moments {
  if (squares < ((sum * sum) / n) * (1 - rounding)) {
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `"${name}" is ${squares} in arm ${arm}, less than the squared sum over the units, ${(sum * sum) / n}`,
      hint: "give the sum of the squares of the units' values, not the square of their sum",
      facts: { column: name, arm, value: squares },
    });
  }
  return moments(n, sum, squares);
}

/** Means and variances of the arms from a table of sums, whose rows of an arm are added up. */
export function sumArms(table: Table, options: ExperimentOptions): SummedArms {
  const columns = options.summary!; // the caller has a summary
  const arms = armsOf(who, columns.arm, anyColumn(who, table, columns.arm), options.control, options.arm);
  const { arm: _, ...names } = columns;
  const sums = addUp(table, [...new Set(Object.values(names).filter((name) => name !== null))], arms);
  const at = (name: string | null, arm: number): number => (name === null ? NaN : sums[name]![arm]!);
  requireCounts(columns.n, sums[columns.n]!, arms.levels);
  const covariance = (arm: number, first: string | null, second: string | null, cross: string | null): number => {
    const n = at(columns.n, arm);
    return (at(cross, arm) - (at(first, arm) * at(second, arm)) / n) / (n - 1);
  };
  const plain = arms.levels.map((level, arm): Moments => {
    const n = at(columns.n, arm);
    const sum = at(columns.sum, arm);
    if (options.metric === "proportion") {
      if (sum >= 0 && sum <= n) return moments(n, sum, sum);
      throw new ImpactError({
        code: "data/out-of-range",
        who,
        what: `arm ${level} has ${sum} events of ${n} units`,
        hint: `"${columns.sum}" counts units with the event; for other sums set metric: mean`,
        facts: { arm: level, events: sum, units: n },
      });
    }
    const own = momentsOf(n, sum, at(columns.sumSquares, arm), columns.sumSquares ?? "", level);
    if (options.metric === "mean") return own;
    const per = momentsOf(
      n,
      at(columns.denominatorSum, arm),
      at(columns.denominatorSumSquares, arm),
      columns.denominatorSumSquares ?? "",
      level,
    );
    const both = covariance(arm, columns.sum, columns.denominatorSum, columns.denominatorCross);
    const { value, variance } = deltaRatio(own.mean, per.mean, own.variance, per.variance, both, n);
    if (Number.isFinite(value)) return { n, mean: value, variance: variance * n };
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: `the denominator "${columns.denominatorSum}" adds up to 0 in arm ${level}`,
      hint: "a ratio needs something to divide by",
      facts: { arm: level },
    });
  });
  const rawMeans = plain.map(({ mean }) => mean);
  if (options.adjustment !== "cuped") return { arms, moments: plain, rawMeans, adjusted: null };
  const {
    arms: left,
    theta,
    varianceFactor,
  } = cuped(
    plain.map((own, arm) => {
      const name = columns.preSumSquares ?? "";
      const pre = momentsOf(own.n, at(columns.preSum, arm), at(columns.preSumSquares, arm), name, arms.levels[arm]!);
      return {
        ...own,
        covariateMean: pre.mean,
        covariateVariance: pre.variance,
        covariance: covariance(arm, columns.sum, columns.preSum, columns.cross),
      };
    }),
  );
  return { arms, moments: left, rawMeans, adjusted: { theta, varianceFactor } };
}
