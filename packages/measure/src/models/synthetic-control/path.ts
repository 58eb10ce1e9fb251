import type { Counterfactual, Interval } from "@ie/contracts";
import type { PeriodEffects, Task } from "./answer.ts";
import type { Study } from "./study.ts";

const unknown = (n: number): Float64Array => new Float64Array(n).fill(NaN);

/** Bounds of the outcome without treatment from bounds of the effect: observed less effect, so that the ends change places. */
function withoutTreatment(observed: Float64Array, effect: Float64Array, preperiods: number): Float64Array {
  const bound = unknown(observed.length);
  for (let h = 0; h < effect.length; h++) bound[preperiods + h] = observed[preperiods + h]! - effect[h]!;
  return bound;
}

/** The treated path and its synthetic control, with the sums of the gaps from treatment on; `sums` bounds as many as it can. */
export function pathOf(
  study: Study,
  { fit, synthetic, level }: Task,
  periods: PeriodEffects | null,
  sums: readonly (Interval | null)[],
): Counterfactual {
  const { treated, synthetic: expected, gaps } = fit;
  const n = treated.length;
  const { preperiods } = synthetic;
  const [cumulative, cumulativeLower, cumulativeUpper] = [unknown(n), unknown(n), unknown(n)];
  let sum = 0;
  for (let t = preperiods; t < n; t++) cumulative[t] = sum += gaps[t]!;
  for (let t = preperiods; t < n; t++) {
    cumulativeLower[t] = sums[t - preperiods]?.lower ?? NaN;
    cumulativeUpper[t] = sums[t - preperiods]?.upper ?? NaN;
  }
  return {
    dates: study.periods.map((t) => study.panel.periods[t]!),
    interventionDate: study.panel.periods[study.periods[preperiods]!]!,
    level,
    observed: treated,
    expected,
    lower: periods === null ? unknown(n) : withoutTreatment(treated, periods.upper, preperiods),
    upper: periods === null ? unknown(n) : withoutTreatment(treated, periods.lower, preperiods),
    ...(periods === null || periods.band === null
      ? {}
      : {
          simultaneous: {
            lower: withoutTreatment(treated, periods.band.upper, preperiods),
            upper: withoutTreatment(treated, periods.band.lower, preperiods),
          },
        }),
    cumulative,
    cumulativeLower,
    cumulativeUpper,
  };
}
