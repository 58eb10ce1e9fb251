import { estimateOf, relativeOf, type Design, type Measure, type Observation, type Rng, usual } from "../design.ts";
import { tableOf } from "./table-of.ts";

function design(
  id: string,
  group: string,
  what: string,
  options: Readonly<Record<string, unknown>>,
  effect: number,
  observe: (measure: Measure, rng: Rng) => Observation,
): Design {
  const targets = usual(effect);
  return { id, family: "experiment", group, what, model: "experiment", options, effect, targets, observe };
}

/** Pre-period data that correlates `rho` with the outcome; a share of it may be missing. */
function adjusted(rho: number, adjustment: "cuped" | "lin", missing: number, effect: number): Design {
  const gap = missing === 0 ? "" : `, ${100 * missing} % of the pre-period missing`;
  return design(
    `${adjustment}-rho-${rho}${missing === 0 ? "" : "-missing"}${effect === 0 ? "-null" : ""}`,
    "Adjustment for the pre-period",
    `60 + 60 units, adjustment: ${adjustment}, correlation ${rho}${gap}, ${effect === 0 ? "no effect" : `effect ${effect}`}`,
    { formula: "y ~ treatment", treatment: "treatment", adjustment, covariates: ["pre"] },
    effect,
    (measure, rng) => {
      const table = tableOf(120, (i) => {
        const treatment = i % 2;
        const pre = rng.normal();
        const y = 10 + effect * treatment + rho * pre + Math.sqrt(1 - rho * rho) * rng.normal();
        return { treatment, pre: rng.uniform() < missing ? NaN : 3 + 2 * pre, y };
      });
      return estimateOf(measure(table), effect);
    },
  );
}

/** Lift of the mean over a baseline, whose interval is Fieller's. */
function lift(id: string, what: string, n: number, baseline: number, spread: number, effect: number): Design {
  return design(id, "Relative lift", what, { formula: "y ~ treatment" }, effect / baseline, (measure, rng) => {
    const table = tableOf(n, (i) => ({ treatment: i % 2, y: baseline + effect * (i % 2) + spread * rng.normal() }));
    return relativeOf(measure(table));
  });
}

/** Revenue per session, of users who differ in sessions: rows are users, the metric is a ratio of sums. */
function perSession(effect: number): Design {
  return design(
    `ratio${effect === 0 ? "-null" : ""}`,
    "Ratio metrics and proportions",
    `revenue per session, 150 + 150 users, 1 to 12 sessions, ${effect === 0 ? "no effect" : `effect ${effect}`}`,
    { formula: "revenue ~ treatment", metric: "ratio", denominator: "sessions" },
    effect,
    (measure, rng) => {
      const table = tableOf(300, (i) => {
        const treatment = i % 2;
        const sessions = 1 + rng.integer(1 + rng.integer(12));
        const rate = 2 + effect * treatment + 0.5 * rng.normal();
        return { treatment, sessions, revenue: sessions * rate + Math.sqrt(sessions) * rng.normal() };
      });
      return estimateOf(measure(table), effect);
    },
  );
}

function proportion(n: number, base: number, effect: number): Design {
  return design(
    `proportion-${n}-${base}${effect === 0 ? "-null" : ""}`,
    "Ratio metrics and proportions",
    `${n} + ${n} units, ${100 * base} % convert, ${effect === 0 ? "no effect" : `effect ${effect}`}`,
    { formula: "converted ~ treatment", metric: "proportion" },
    effect,
    (measure, rng) => {
      const table = tableOf(2 * n, (i) => ({
        treatment: i % 2,
        converted: rng.uniform() < base + effect * (i % 2) ? 1 : 0,
      }));
      return estimateOf(measure(table), effect);
    },
  );
}

/** Adjustment, relative effects, ratios and proportions. */
export const metricDesigns: readonly Design[] = [
  ...[0, 0.5, 0.9].map((rho) => adjusted(rho, "cuped", 0, 0)),
  adjusted(0.9, "cuped", 0, 0.2),
  adjusted(0.5, "cuped", 0.2, 0),
  ...[0, 0.9].map((rho) => adjusted(rho, "lin", 0, 0)),
  lift("lift", "60 + 60 units, baseline 10, spread 5, lift 20 %", 120, 10, 5, 2),
  lift("lift-null", "60 + 60 units, baseline 10, spread 5, no effect", 120, 10, 5, 0),
  lift("lift-noisy-baseline", "30 + 30 units, baseline 3, spread 6, lift 50 %", 60, 3, 6, 1.5),
  perSession(0),
  perSession(0.2),
  proportion(200, 0.05, 0),
  proportion(200, 0.1, 0.05),
  proportion(30, 0.2, 0),
];
