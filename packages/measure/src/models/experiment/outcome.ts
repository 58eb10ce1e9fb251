import { ImpactError, type Check, type Table } from "@ie/contracts";
import { finiteColumn } from "../../columns.ts";
import type { Arms } from "./arms.ts";
import { evaluateExpression, expressionColumn, expressionText, type Expression } from "./formula/expression.ts";
import { meanOf } from "./formula/mean-of.ts";
import type { ExperimentOptions } from "./options.ts";
import { who } from "./who.ts";

/** What is measured on each unit. */
export interface Outcome {
  readonly name: string;
  readonly expression: Expression;
  readonly metric: ExperimentOptions["metric"];
  /** Of a ratio; null otherwise. */
  readonly denominator: string | null;
}

/** The outcome of the formula, and the further ones. */
export function outcomesOf(expression: Expression, options: ExperimentOptions): readonly Outcome[] {
  const { metric, denominator } = options;
  const ratio = (name: string, over: string | null): string => (over === null ? name : `${name} / ${over}`);
  return [
    { name: ratio(expressionText(expression), denominator), expression, metric, denominator },
    ...options.outcomes.map((other): Outcome => {
      const own = other.metric ?? metric;
      const over = own === "ratio" ? (other.denominator ?? denominator) : null;
      return {
        name: ratio(other.column, over),
        expression: { kind: "column", column: other.column },
        metric: own,
        denominator: over,
      };
    }),
  ];
}

/** Every column that an outcome reads. */
export function outcomeColumns({ expression, denominator }: Outcome): readonly string[] {
  const column = expressionColumn(expression);
  return denominator === null ? [column] : [column, denominator];
}

/** Quantile of ascending numbers by linear interpolation (Hyndman and Fan 1996, definition 7). */
function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - low);
}

function winsorised(
  name: string,
  values: Float64Array,
  limits: { readonly lower: number; readonly upper: number },
): { readonly values: Float64Array; readonly check: Check } {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [quantile(sorted, limits.lower), quantile(sorted, limits.upper)];
  let cut = 0;
  const kept = values.map((value) => {
    if (value >= low && value <= high) return value;
    cut += 1;
    return Math.min(high, Math.max(low, value));
  });
  return {
    values: kept,
    check: {
      name: "winsorised",
      status: "pass",
      message: `${cut} of ${values.length} values of ${name} were cut to ${Number(low.toPrecision(6))} … ${Number(high.toPrecision(6))}; the effect is on the values so cut`,
      value: cut,
    },
  };
}

/**
 * The ratio of sums of each arm, R = Σy / Σd, as a mean: R + (y − R d) / mean(d) has the mean R in its arm, and the variance that the
 * delta method gives the ratio (Deng, Knoblich and Lu 2018, section 3).
 */
function linearised(y: Float64Array, d: Float64Array, arms: Arms, denominator: string): Float64Array {
  const k = arms.levels.length;
  const [sums, totals, counts] = [new Float64Array(k), new Float64Array(k), new Float64Array(k)];
  for (let i = 0; i < y.length; i++) {
    const arm = arms.codes[i]!;
    sums[arm]! += y[i]!;
    totals[arm]! += d[i]!;
    counts[arm]! += 1;
  }
  const empty = totals.findIndex((total) => total === 0);
  if (empty !== -1) {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: `the denominator "${denominator}" adds up to 0 in arm ${arms.levels[empty]}`,
      hint: "a ratio needs something to divide by",
      facts: { column: denominator, arm: arms.levels[empty] },
    });
  }
  return y.map((value, i) => {
    const arm = arms.codes[i]!;
    const ratio = sums[arm]! / totals[arm]!;
    return ratio + ((value - ratio * d[i]!) * counts[arm]!) / totals[arm]!;
  });
}

/** The numbers whose mean in an arm is the metric there, n; and what was done to them. */
export function outcomeValues(
  table: Table,
  outcome: Outcome,
  options: ExperimentOptions,
  arms: Arms,
): { readonly y: Float64Array; readonly check: Check | null } {
  const { name, metric, denominator } = outcome;
  const raw = evaluateExpression(who, table, outcome.expression);
  if (metric === "proportion") {
    const at = raw.findIndex((value) => value !== 0 && value !== 1);
    if (at === -1) return { y: raw, check: null };
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `"${name}" is ${raw[at]} in row ${at + 1}, but metric: proportion needs 0 and 1`,
      hint: "set metric: mean, or code the event as 1",
      facts: { column: name, row: at + 1, value: raw[at] },
    });
  }
  const cut = options.winsorise === null ? null : winsorised(name, raw, options.winsorise);
  const y = cut?.values ?? raw;
  if (denominator === null) return { y, check: cut?.check ?? null };
  const d = finiteColumn(who, table, denominator, "mend it, or set missing: drop");
  return { y: linearised(y, d, arms, denominator), check: cut?.check ?? null };
}

/** Share of the sum of squares below which residuals are rounding errors. */
const exact = 1e-24;

/** Sum of squares about the mean; `data/no-variation` where the outcome does not vary beyond its terms. */
export function requireVariation(name: string, y: Float64Array, rss: number): number {
  const mean = meanOf(y);
  const total = y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const constant = y.every((value) => value === y[0]);
  if (!constant && rss > exact * total) return total;
  throw new ImpactError({
    code: "data/no-variation",
    who,
    what: constant ? `the outcome "${name}" is constant` : `the terms fit "${name}" exactly`,
    hint: "an effect needs an outcome that varies beyond the terms; look for a column that repeats it",
    facts: { outcome: name },
  });
}
