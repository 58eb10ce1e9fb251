import type { Check, Effect } from "@ie/contracts";
import { regressionDiscontinuity, type RegressionDiscontinuity } from "@ie/stats";
import { tInference } from "../../inference.ts";
import { jumpOptions } from "./estimate-jump.ts";
import type { RegressionDiscontinuityOptions } from "./options.ts";
import { rowsAt } from "./rows-at.ts";
import type { Rows } from "./study.ts";

interface Stability {
  readonly checks: readonly Check[];
  readonly effects: readonly Effect[];
}

/** Share of the bandwidth next to the cutoff that the doughnut leaves out. */
const hole = 0.1;

/** An answer beside the estimate. */
export function otherEffect(
  name: string,
  value: number,
  stderr: number,
  df: number,
  { level, effectUnit, dependentVariable }: RegressionDiscontinuityOptions,
): readonly Effect[] {
  if (!(stderr > 0) || !Number.isFinite(stderr)) return [];
  const unit = effectUnit ?? dependentVariable;
  return [{ name, value, stderr, ...tInference(value, stderr, df, level), adjustedPValue: null, unit, relative: null }];
}

/**
 * Distance of two answers from partly the same rows, in standard errors of their difference: the variance of the less precise less that of
 * the other (Hausman 1978), and half a standard error at least, as the formula is exact only where one of them is efficient.
 */
function distance(one: RegressionDiscontinuity, other: RegressionDiscontinuity): number {
  const difference = Math.sqrt(Math.abs(one.stderr ** 2 - other.stderr ** 2));
  return Math.abs(one.value - other.value) / Math.max(difference, one.stderr / 2);
}

function check(name: string, what: string, advice: string, z: number | null): Check {
  return {
    name,
    status: z === null ? "pass" : z > 4 ? "fail" : z > 2.5 ? "warn" : "pass",
    message:
      z === null
        ? `${what} leaves too few rows for an answer`
        : `${what} moves the answer by ${z.toFixed(2)} standard errors of the difference${z > 2.5 ? `; ${advice}` : ""}`,
    value: z,
  };
}

/** Whether other bandwidths, and the rows nearest the cutoff, decide the answer. */
export function stability(
  study: Rows,
  options: RegressionDiscontinuityOptions,
  jump: RegressionDiscontinuity,
): Stability {
  const { h, b } = jump;
  const refit = (part: Rows, scale: number): RegressionDiscontinuity | null => {
    const bandwidths = { h: scale * h, b: scale * b };
    const answer = regressionDiscontinuity(part.x, part.y, { ...jumpOptions(part, options), bandwidths });
    return answer !== null && Math.min(answer.below, answer.above) >= 10 && answer.stderr > 0 ? answer : null;
  };
  const half = refit(study, 0.5);
  const double = refit(study, 2);
  const rows = Array.from(study.x.keys()).filter((i) => Math.abs(study.x[i]!) >= hole * h);
  const donut = rows.length < 2 ? null : refit(rowsAt(study, rows, 0), 1);
  const moves = [half, double].flatMap((other) => (other === null ? [] : [distance(jump, other)]));
  const effects = (
    [
      ["half_bandwidth", half],
      ["double_bandwidth", double],
      ["donut", donut],
    ] as const
  ).flatMap(([name, other]) => (other === null ? [] : otherEffect(name, other.value, other.stderr, other.df, options)));
  return {
    effects,
    checks: [
      check(
        "bandwidth_sensitivity",
        "half or double the bandwidth",
        "the outcome is not smooth enough for this polynomial: trust the narrower one, or try order: 2",
        moves.length === 0 ? null : Math.max(...moves),
      ),
      check(
        "donut",
        `leaving out rows within ${(hole * h).toPrecision(2)} of the cutoff`,
        "the nearest rows decide: look at how their scores came about",
        donut === null ? null : distance(jump, donut),
      ),
    ],
  };
}
