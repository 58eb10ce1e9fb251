import { mostExact, rankSumTail, signedRanks, type SignedRanks } from "./signed-rank.ts";
import { walshAverage } from "./walsh-averages.ts";

export interface RosenbaumOptions {
  /** Whether treated outcomes are held to be greater or less; two-sided doubles the smaller p-value. Default "two-sided". */
  readonly alternative?: "greater" | "less" | "two-sided";
  /** Distribution of the signed-rank statistic; "auto" is exact up to 100 pairs. The normal one has no continuity correction. */
  readonly method?: "auto" | "exact" | "normal";
  /** Coverage of the intervals; default 0.95. */
  readonly level?: number;
}

/** What paired data say when two matched units may differ in their odds of treatment by a factor of at most `gamma`. */
export interface RosenbaumBound {
  readonly gamma: number;
  /** Greatest and least p-value of no effect. */
  readonly pUpper: number;
  readonly pLower: number;
  /** Least and greatest Hodges–Lehmann estimate of a constant effect, in units of the outcome. */
  readonly estimateLower: number;
  readonly estimateUpper: number;
  /** Interval that covers a constant effect whatever the hidden bias within `gamma`; null where it is unbounded. */
  readonly intervalLower: number | null;
  readonly intervalUpper: number | null;
}

const isExact = (method: "auto" | "exact" | "normal", pairs: number): boolean =>
  method === "exact" || (method === "auto" && pairs <= mostExact);

/** P(T ≥ t) at odds `odds` : 1 of a positive difference, for treated above and, mirrored, below. */
function tails(ranks: SignedRanks, odds: number, exact: boolean): { greater: number; less: number } {
  const share = odds / (1 + odds);
  const total = ranks.doubled.reduce((sum, weight) => sum + weight, 0) / 2;
  return {
    greater: rankSumTail(ranks.doubled, share, exact).upper(ranks.positive),
    less: rankSumTail(ranks.doubled, 1 - share, exact).upper(total - ranks.positive),
  };
}

function pValue(ranks: SignedRanks, gamma: number, upper: boolean, options: RosenbaumOptions): number {
  if (ranks.pairs === 0) return 1;
  const { alternative = "two-sided", method = "auto" } = options;
  const exact = isExact(method, ranks.pairs);
  // Bias works against the finding in the greatest p-value, and for it in the least.
  const { greater } = tails(ranks, upper ? gamma : 1 / gamma, exact);
  const { less } = tails(ranks, upper ? 1 / gamma : gamma, exact);
  if (alternative === "greater") return greater;
  return alternative === "less" ? less : Math.min(1, 2 * Math.min(greater, less));
}

function checkArguments(who: string, differences: Float64Array, level: number): void {
  if (differences.length === 0 || !differences.every(Number.isFinite)) {
    throw new RangeError(`${who}: differences must be finite, and at least one; got ${differences.length}`);
  }
  if (!(level > 0 && level < 1)) throw new RangeError(`${who}: level must be between 0 and 1; got ${level}`);
}

/** One of the two numbers that bound where the rank sum crosses `expectation`, or their mean where it stays there. */
function hodgesLehmann(sorted: Float64Array, expectation: number): number {
  const m = (sorted.length * (sorted.length + 1)) / 2;
  const place = (k: number): number => Math.min(m, Math.max(1, k));
  // Without this, 3 · (1/3) could fall on either side of a whole number.
  const near = Math.round(expectation);
  const at = Math.abs(expectation - near) < 1e-9 * m ? near : expectation;
  return (
    (walshAverage(sorted, place(Math.floor(at) + 1)) + walshAverage(sorted, place(Math.max(1, Math.ceil(at))))) / 2
  );
}

/**
 * Sensitivity bounds for paired data by Wilcoxon's signed rank statistic (Rosenbaum 2002, Observational Studies, section 4.3):
 * p-values, Hodges–Lehmann estimates and intervals of a constant effect at each `gamma`. `differences`: treated less control outcome
 * of each pair; those of 0 count for the estimates only. RangeError unless differences are finite, gammas at least 1, 0 < level < 1.
 */
export function rosenbaumBounds(
  differences: Float64Array,
  gammas: readonly number[],
  options: RosenbaumOptions = {},
): readonly RosenbaumBound[] {
  const { level = 0.95, method = "auto" } = options;
  checkArguments("rosenbaumBounds", differences, level);
  const wrong = gammas.find((gamma) => !(gamma >= 1 && gamma < Infinity));
  if (wrong !== undefined) throw new RangeError(`rosenbaumBounds: gammas must be 1 or more; got ${wrong}`);
  const ranks = signedRanks(differences);
  const sorted = differences.slice().sort();
  const n = sorted.length;
  const m = (n * (n + 1)) / 2;
  const untied = Int32Array.from({ length: n }, (_, i) => 2 * (i + 1));
  return gammas.map((gamma): RosenbaumBound => {
    const share = gamma / (1 + gamma);
    const critical = rankSumTail(untied, share, isExact(method, n)).critical((1 - level) / 2);
    const isBounded = critical >= 1 && critical <= m;
    return {
      gamma,
      pUpper: pValue(ranks, gamma, true, options),
      pLower: pValue(ranks, gamma, false, options),
      estimateLower: hodgesLehmann(sorted, share * m),
      estimateUpper: hodgesLehmann(sorted, (1 - share) * m),
      intervalLower: isBounded ? walshAverage(sorted, critical) : null,
      intervalUpper: isBounded ? walshAverage(sorted, m + 1 - critical) : null,
    };
  });
}

/** Factors beyond this are reported as this: no hidden bias of such size is in doubt. */
const LARGEST = 1e6;

/**
 * The greatest `gamma` at which the bounded p-value is at most `alpha`; null where it is not even without hidden bias.
 * Arguments as of {@link rosenbaumBounds}.
 */
export function rosenbaumLimit(
  differences: Float64Array,
  alpha: number,
  options: RosenbaumOptions = {},
): number | null {
  checkArguments("rosenbaumLimit", differences, options.level ?? 0.95);
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`rosenbaumLimit: alpha must be between 0 and 1; got ${alpha}`);
  const ranks = signedRanks(differences);
  const holds = (gamma: number): boolean => pValue(ranks, gamma, true, options) <= alpha;
  if (!holds(1)) return null;
  let lower = 1;
  let upper = 2;
  while (upper < LARGEST && holds(upper)) {
    lower = upper;
    upper *= 2;
  }
  if (upper >= LARGEST) return LARGEST;
  while (upper - lower > 1e-10 * lower) {
    const middle = (lower + upper) / 2;
    if (holds(middle)) lower = middle;
    else upper = middle;
  }
  return lower;
}
