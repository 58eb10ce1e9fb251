import type { Check, Diagnostics, Table } from "@ie/contracts";
import {
  breakdownRelativeMagnitudes,
  createMatrix,
  honestRelativeMagnitudes,
  preTestPower,
  studentT,
  waldTest,
  type Matrix,
} from "@ie/stats";
import { tInference } from "../../../inference.ts";
import type { EventStudy } from "../event-study.ts";
import type { Inferred } from "../inference/inferred.ts";
import { stepsShow } from "./steps-before.ts";

/** Beyond this the breakdown value tells nothing more. */
const largestBreakdown = 5;
/** Violations as large as those before are what must be expected where there were any: an effect that does not survive them is in doubt. */
const doubtful = 1;
const shownSizes = [0, 0.5, 1, 1.5, 2];

interface ParallelTrends {
  readonly checks: readonly Check[];
  readonly diagnostics: Diagnostics;
  readonly tables: Readonly<Record<string, Table>>;
}

function sub({ rows, data }: Matrix, places: readonly number[]): Matrix {
  const chosen = createMatrix(places.length, places.length);
  places.forEach((i, a) => places.forEach((j, b) => (chosen.data[b * places.length + a] = data[j * rows + i]!)));
  return chosen;
}

/** The covariance for normal methods, with the tails that the t distributions have at this level. */
function widened({ covariance, df }: EventStudy, level: number): Matrix {
  const m = covariance.rows;
  const tail = (1 - level) / 2;
  const factor = df.map((own) => studentT.upperTailQuantile(tail, own) / studentT.upperTailQuantile(tail, Infinity));
  return createMatrix(
    m,
    m,
    covariance.data.map((value, at) => value * factor[at % m]! * factor[Math.floor(at / m)]!),
  );
}

const digits = (value: number): string => value.toPrecision(3);

interface PreTest {
  readonly kind: "joint" | "slope";
  readonly pValue: number | null;
  readonly statistic: number | null;
  readonly power: ReturnType<typeof preTestPower>;
}

/**
 * Wald's test that all earlier effects are 0 where the degrees of freedom carry it (Hotelling), else Student's t of their slope: a covariance of
 * q estimates from hardly more than q clusters rejects everything.
 */
function preTest(study: EventStudy, pre: readonly number[], at: number, level: number): PreTest {
  const { eventTimes, values, covariance, reference } = study;
  const q = pre.length;
  const df = pre.reduce((least, j) => Math.min(least, study.df[j]!), Infinity);
  const joint = sub(covariance, pre);
  const wide = sub(widened(study, level), pre);
  if (df + 1 >= 2 * q) {
    const times = Float64Array.from(pre, (j) => eventTimes[j]!);
    const test = waldTest(
      Float64Array.from(pre, (j) => values[j]!),
      joint,
      Math.floor(df) + 1,
    );
    const power = preTestPower({ eventTimes: times, covariance: wide, reference, at });
    return { kind: "joint", pValue: test?.pValue ?? null, statistic: test?.statistic ?? null, power };
  }
  // Least squares of the effects, with the 0 of the reference, on time.
  const times = pre.map((j) => eventTimes[j]! - reference);
  const mean = times.reduce((sum, e) => sum + e, 0) / (q + 1);
  const squares = times.reduce((sum, e) => sum + (e - mean) ** 2, mean ** 2);
  const weights = times.map((e) => (e - mean) / squares);
  const slope = pre.reduce((sum, j, k) => sum + weights[k]! * values[j]!, 0);
  const variance = (matrix: Matrix): number =>
    weights.reduce((sum, a, i) => sum + weights.reduce((inner, b, j) => inner + a * b * matrix.data[j * q + i]!, 0), 0);
  const stderr = Math.sqrt(variance(joint));
  if (!(stderr > 0)) return { kind: "slope", pValue: null, statistic: null, power: null };
  const power = preTestPower({
    eventTimes: Float64Array.of(reference + 1),
    covariance: createMatrix(1, 1, Float64Array.of(variance(wide))),
    reference,
    at,
  });
  const { pValue } = tInference(slope, stderr, df, level);
  return { kind: "slope", pValue, statistic: slope / stderr, power };
}

/**
 * Whether trends were parallel before treatment, what drift that test would have found (Roth 2022), and how far trends may part afterwards,
 * as a multiple of the largest step before, until the effect is in doubt (Rambachan and Roth 2023). Nothing of it touches the estimate.
 */
export function parallelTrends(study: EventStudy | null, { interval }: Inferred, periodsMoved: number): ParallelTrends {
  const { level } = interval;
  if (study === null) {
    const check: Check = {
      name: "pre_trend",
      status: "warn",
      message:
        "too few clusters or periods for an event study; parallel trends before the treatment were not looked at",
      value: null,
    };
    return { checks: [check], diagnostics: { breakdown_m_bar: null }, tables: {} };
  }
  const { eventTimes, values, reference } = study;
  const pre = [...eventTimes.keys()].filter((j) => eventTimes[j]! < reference);
  const post = [...eventTimes.keys()].filter((j) => eventTimes[j]! >= 0);
  if (pre.length === 0) {
    const check: Check = {
      name: "pre_trend",
      status: "warn",
      message:
        "there is one period before the treatment, so that parallel trends cannot be looked at; give earlier periods",
      value: null,
    };
    return { checks: [check], diagnostics: { breakdown_m_bar: null }, tables: {} };
  }
  const at = reference + periodsMoved;
  const { pValue: p, statistic, power, kind } = preTest(study, pre, at, level);
  const strong = power?.find((each) => each.power === 0.8) ?? null;
  const isClaimed = interval.lower > 0 || interval.upper < 0;
  // An effect that a drift too small to be found would leave no longer apart from 0.
  const nearest = Math.min(Math.abs(interval.lower), Math.abs(interval.upper));
  const isWeak = strong !== null && isClaimed && Math.abs(strong.bias) >= nearest;
  const drift =
    strong === null
      ? ""
      : `; a drift of ${digits(strong.slope)} per period would be found with 80 % probability, and would move the effect by ${digits(strong.bias)}`;
  const preTrend: Check = {
    name: "pre_trend",
    status: p !== null && p < 0.01 ? "fail" : p === null || p < 0.05 ? "warn" : "pass",
    message: `${
      p === null
        ? "parallel trends before the treatment could not be tested"
        : `test that the treated ${kind === "joint" ? `and the others moved alike over the ${pre.length + 1} periods` : "did not drift away from the others"} before treatment: p ${p.toPrecision(2)}`
    }${drift}; the estimate does not depend on this test`,
    value: p,
  };
  const diagnostics = {
    pre_trend_test: kind,
    pre_trend_p_value: p,
    pre_trend_statistic: statistic,
    detectable_slope: strong?.slope ?? null,
    detectable_bias: strong?.bias ?? null,
  };
  // The estimates must be consecutive; those of the anticipation window are on the way, with no weight.
  const after = [...eventTimes.keys()].filter((j) => eventTimes[j]! > reference);
  const path = [...pre, ...after].map((j) => eventTimes[j]!);
  const isPath = path.every((e, k) => {
    const before = path[k - 1] ?? e - 1;
    return e === before + (before < reference && e > reference ? 2 : 1);
  });
  const weak = isWeak
    ? "; a steady drift that would hardly be found before treatment could have made the effect: give earlier periods or more clusters"
    : "";
  if (post.length === 0 || !isPath) {
    const unknown: Check = {
      name: "parallel_trends_sensitivity",
      status: isWeak ? "warn" : "pass",
      message: `the event study has gaps, so that nothing says how far trends may part${weak}`,
      value: null,
    };
    return { checks: [preTrend, unknown], diagnostics: { ...diagnostics, breakdown_m_bar: null }, tables: {} };
  }
  const estimates = {
    pre: Float64Array.from(pre, (j) => values[j]!),
    post: Float64Array.from(after, (j) => values[j]!),
    covariance: sub(widened(study, level), [...pre, ...after]),
    contrast: Float64Array.from(after, (j) => (eventTimes[j]! >= 0 ? 1 / post.length : 0)),
  };
  const breakdown = breakdownRelativeMagnitudes(estimates, { level, atMost: largestBreakdown });
  const intervals = shownSizes.map((size) => honestRelativeMagnitudes(estimates, size, { level }));
  const isStep = stepsShow(study, pre);
  const isDoubtful = isClaimed && isStep && breakdown < doubtful;
  const reach = breakdown >= largestBreakdown ? `${largestBreakdown} times or more` : `${breakdown.toFixed(2)} times`;
  const survives =
    breakdown > 0
      ? `the mean effect of the event study stays apart from 0 as long as trends part from period to period by at most ${reach} their largest step before treatment`
      : "the mean effect of the event study, which compares with the last period before treatment alone, is not apart from 0 even if trends are parallel";
  const step = isStep
    ? `the largest step is more than chance explains${isDoubtful ? ", and steps like it after treatment put the effect in doubt" : ""}`
    : "the largest step is no larger than chance makes it";
  const honest: Check = {
    name: "parallel_trends_sensitivity",
    status: isDoubtful || isWeak ? "warn" : "pass",
    message: `${survives}; ${step}${weak}`,
    value: breakdown,
  };
  return {
    checks: [preTrend, honest],
    diagnostics: { ...diagnostics, breakdown_m_bar: breakdown },
    tables: {
      sensitivity: {
        m_bar: Float64Array.from(shownSizes),
        lower: Float64Array.from(intervals, ({ lower }) => lower),
        upper: Float64Array.from(intervals, ({ upper }) => upper),
      },
    },
  };
}
