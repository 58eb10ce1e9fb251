import type { Estimate, MeasureResult, Refutation } from "@ie/contracts";
import { normal, regularisedBeta } from "@ie/stats";
import { mean, rootMeanSquare, sampleStandardDeviation } from "simple-statistics";
import type { Refuter } from "./refuter.ts";

/** P(X ≥ count) of a binomial with `n` trials. */
function binomialUpperTail(count: number, n: number, probability: number): number {
  return count === 0 ? 1 : regularisedBeta(probability, count, n - count + 1).lower;
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const short = (value: number): string => String(Number(value.toPrecision(3)));

/** The standard error, or for methods that give none that of a normal interval of the same width. */
export function spreadOf({ stderr, interval: { lower, upper, level } }: MeasureResult["estimate"]): number {
  return stderr ?? (upper - lower) / (2 * normal.quantile((1 + level) / 2));
}

interface Verdict {
  readonly status: Refutation["status"];
  readonly message: string;
}

function judgeNoEffect(count: number, n: number, alpha: number, shareData: boolean): Verdict {
  const chance = binomialUpperTail(count, n, alpha);
  const found = `${count} of ${n} intervals leave out 0 (${percent(count / n)}; ${percent(alpha)} are expected)`;
  if (chance >= 0.05) return { status: "pass", message: found };
  const doubt = "the interval promises too much on these data: widen it or use another method";
  // Answers that share their data come in clumps, which the binomial test takes for evidence.
  if (shareData)
    return { status: "warn", message: `${found}; these share their data, so look at the dates; perhaps ${doubt}` };
  return { status: chance < 0.01 ? "fail" : "warn", message: `${found}; ${doubt}` };
}

/** Shifts, in standard errors, beyond which an effect that should stay has moved. */
const room = { warn: 0.25, fail: 1 };

function judgeSameEffect(shift: number, expected: number): Verdict {
  const found = `the effect moves by ${short(shift)} standard errors, where ${short(expected)} are expected by chance`;
  const excess = shift - 2 * expected;
  if (excess <= room.warn) return { status: "pass", message: found };
  const doubt = "the answer hangs on chance or on a few units: look for outliers and for weak models";
  return { status: excess <= room.fail ? "warn" : "fail", message: `${found}; ${doubt}` };
}

export interface Answers {
  readonly draws: number;
  readonly estimates: readonly Estimate[];
  readonly refusal: string | null;
  /** Standard errors by which an effect that should stay moves by chance alone. */
  readonly expectedShift: number;
  /** Whether that is at least what the answers differ by among themselves. */
  readonly drawsAreChance: boolean;
  /** Whether the draws are parts of one data set. */
  readonly shareData: boolean;
}

/** What the answers to changed data say of a model whose own answer is `estimate`. */
export function judge(
  name: string,
  refuter: Refuter,
  estimate: MeasureResult["estimate"],
  { draws, estimates, refusal, expectedShift, drawsAreChance, shareData }: Answers,
): Refutation {
  const n = estimates.length;
  const base = { refuter: name, expects: refuter.expects, draws, answers: n, refusal };
  if (n === 0) {
    const message = `no draw was answered${refusal === null ? "" : `: ${refusal}`}`;
    return { ...base, status: "warn", message, falseAlarms: null, meanEffect: null, meanEffectError: null };
  }
  const values = estimates.map(({ value }) => value);
  const effects = {
    meanEffect: mean(values),
    meanEffectError: n < 2 ? null : sampleStandardDeviation(values) / Math.sqrt(n),
  };
  if (refuter.expects === "same_effect") {
    const moved = rootMeanSquare(values.map((value) => value - estimate.value));
    const among = drawsAreChance && n > 1 ? sampleStandardDeviation(values) / spreadOf(estimate) : 0;
    const verdict = judgeSameEffect(moved / spreadOf(estimate), Math.max(expectedShift, among));
    return { ...base, ...verdict, ...effects, falseAlarms: null };
  }
  const alpha = 1 - estimate.interval.level;
  const count = estimates.filter(({ interval: { lower, upper } }) => lower > 0 || upper < 0).length;
  return { ...base, ...judgeNoEffect(count, n, alpha, shareData), ...effects, falseAlarms: count / n };
}
