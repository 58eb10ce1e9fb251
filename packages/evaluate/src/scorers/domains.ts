import type { Check, MeasureResult, Reason } from "@ie/contracts";
import { normal } from "@ie/stats";

/** A domain's score before it is weighed. */
export type Judgement = Pick<Reason, "score" | "reason">;

/** Score of evidence that is not there. */
const unknown = 0.5;

/** No domain scores below this, so that none alone makes the product 0. */
const least = 0.01;

const bounded = (score: number): number => Math.min(1, Math.max(least, score));

const digits = (value: number): string => String(Number(value.toPrecision(3)));

/** Units at which half of what more units could add is reached. */
const halfUnits = 100;

/** n ÷ (n + 100): 30 units score 0.23, 300 score 0.75, 2,000 score 0.95. More units guard against what no interval shows. */
export function judgeSampleSize({ sampleSize }: MeasureResult): Judgement {
  return { score: bounded(sampleSize / (sampleSize + halfUnits)), reason: `${sampleSize} independent units` };
}

/** The standard error, or what the interval implies under normality where the method gives none. */
function stderrOf({ estimate: { stderr, interval } }: MeasureResult): { value: number; implied: boolean } {
  if (stderr !== null) return { value: stderr, implied: false };
  const z = normal.upperTailQuantile((1 - interval.level) / 2);
  return { value: (interval.upper - interval.lower) / (2 * z), implied: true };
}

/** Two-sided 5 % test with 80 % power: the smallest visible effect is this many standard errors (Bloom 1995). */
const visible = normal.quantile(0.975) + normal.quantile(0.8);

/**
 * With a smallest effect worth acting on: min(1, (that ÷ smallest visible effect)²), the share of the information needed.
 * Without one: 1 ÷ (1 + (SE ÷ (|estimate| + SE))²).
 */
export function judgePrecision(result: MeasureResult, smallestEffect: number | null): Judgement {
  const { value: stderr, implied } = stderrOf(result);
  if (!(stderr > 0))
    return { score: unknown, reason: "neither a standard error nor an interval with a width is given" };
  const source = implied ? " (implied by the interval)" : "";
  if (smallestEffect === null) {
    const share = stderr / (Math.abs(result.estimate.value) + stderr);
    return {
      score: bounded(1 / (1 + share ** 2)),
      reason: `standard error ${digits(stderr)}${source} beside an estimate of ${digits(result.estimate.value)}`,
    };
  }
  const mde = visible * stderr;
  return {
    score: bounded((smallestEffect / mde) ** 2),
    reason: `the smallest visible effect is ${digits(mde)}${source}, and ${digits(smallestEffect)} is worth acting on`,
  };
}

/**
 * Posterior probability of an effect at even prior odds under the largest Bayes factor that the p-value allows:
 * 1 ÷ (1 − e·p·ln p) for p < 1/e (Sellke, Bayarri and Berger 2001); 0.5 at least. An interval that lies wholly within the
 * smallest effect worth acting on shows that there is none: it scores by its precision instead.
 */
export function judgeSignificance(result: MeasureResult, smallestEffect: number | null, precision: number): Judgement {
  const { pValue, interval } = result.estimate;
  const isNull = smallestEffect !== null && interval.lower > -smallestEffect && interval.upper < smallestEffect;
  if (pValue === null) {
    return isNull
      ? { score: bounded(Math.max(unknown, precision)), reason: "the interval excludes every effect worth acting on" }
      : { score: unknown, reason: "no p-value is given" };
  }
  const nullOdds = pValue === 0 ? 0 : pValue < 1 / Math.E ? -Math.E * pValue * Math.log(pValue) : 1;
  const posterior = 1 / (1 + nullOdds);
  if (isNull && precision > posterior) {
    return { score: bounded(precision), reason: "the interval excludes every effect worth acting on" };
  }
  return {
    score: bounded(posterior),
    reason: `p-value ${digits(pValue)}: at best ${digits(posterior)} that there is an effect`,
  };
}

const factors: Readonly<Record<Check["status"], number>> = { pass: 1, warn: 0.85, fail: 0.4 };

/** Product over the checks: 1 passed, 0.85 warned, 0.4 failed. A result without checks scores as unknown. */
export function judgeChecks({ checks }: MeasureResult): Judgement {
  if (checks.length === 0) return { score: unknown, reason: "no assumption was checked" };
  const names = (status: Check["status"]): string =>
    checks
      .filter((check) => check.status === status)
      .map(({ name }) => name)
      .join(", ");
  const [failed, warned] = [names("fail"), names("warn")];
  const parts = [...(failed === "" ? [] : [`failed: ${failed}`]), ...(warned === "" ? [] : [`warned: ${warned}`])];
  return {
    score: bounded(checks.reduce((product, { status }) => product * factors[status], 1)),
    reason: parts.length === 0 ? `all ${checks.length} checks passed` : parts.join("; "),
  };
}
