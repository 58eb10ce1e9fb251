import { studentT } from "@ie/stats";
import type { EventStudy } from "../event-study.ts";

/** Level at which the steps before treatment count as violations rather than noise. */
const noise = 0.05;

/**
 * Whether some step between neighbouring periods before treatment is larger than chance makes the largest of so many (Bonferroni). The largest of
 * several steps is large by noise alone, so that by itself it says nothing about trends.
 */
export function stepsShow(
  { eventTimes, values, covariance, df, reference }: EventStudy,
  pre: readonly number[],
): boolean {
  const path = [...pre].sort((a, b) => eventTimes[a]! - eventTimes[b]!);
  const m = covariance.rows;
  return path.some((j, k) => {
    const next = path[k + 1];
    if (next === undefined && eventTimes[j]! + 1 !== reference) return false;
    const [value, variance] =
      next === undefined
        ? [values[j]!, covariance.data[j * m + j]!]
        : [
            values[next]! - values[j]!,
            covariance.data[j * m + j]! + covariance.data[next * m + next]! - 2 * covariance.data[next * m + j]!,
          ];
    const own = Math.min(df[j]!, next === undefined ? Infinity : df[next]!);
    return (
      Math.abs(value) > studentT.upperTailQuantile(noise / 2 / path.length, own) * Math.sqrt(Math.max(0, variance))
    );
  });
}
