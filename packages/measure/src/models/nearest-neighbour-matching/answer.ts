import { type Check, type Diagnostics, type Fit, type Table } from "@ie/contracts";
import { requireUnits } from "../../columns.ts";
import { sensitivityOf } from "../../sensitivity/index.ts";
import {
  balanceCheck,
  balanceTable,
  companionOf,
  covariateBalance,
  covariateGroups,
  effectiveSizeCheck,
  estimateOf,
  overlapCheck,
  requireStderr,
  standardisers,
  type Units,
} from "../../units/index.ts";
import { correctionCheck, estimandCheck, ratioCheck, separatedCheck, wantedUnits } from "./checks.ts";
import type { Matched } from "./matched.ts";
import type { NearestNeighbourMatchingOptions } from "./options.ts";
import { regressionOnMatched } from "./regression-on-matched.ts";
import type { Study } from "./study.ts";
import { who } from "./who.ts";

/** Share of the outcome's variance in the matched sample that the arm explains. */
function explained({ y, treated }: Units, weights: Float64Array): number {
  const totals = [0, 0];
  const sums = [0, 0];
  for (let i = 0; i < y.length; i++) {
    totals[treated[i]!]! += weights[i]!;
    sums[treated[i]!]! += weights[i]! * y[i]!;
  }
  const means = [sums[0]! / totals[0]!, sums[1]! / totals[1]!];
  const mean = (sums[0]! + sums[1]!) / (totals[0]! + totals[1]!);
  let [within, total] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    if (weights[i] === 0) continue;
    within += weights[i]! * (y[i]! - means[treated[i]!]!) ** 2;
    total += weights[i]! * (y[i]! - mean) ** 2;
  }
  return total > 0 ? Math.max(0, 1 - within / total) : 0;
}

/** How many units are a match how often. */
function reuseTable(times: Float64Array): Table {
  const counts = new Map<number, number>();
  for (const each of times) if (each > 0) counts.set(each, (counts.get(each) ?? 0) + 1);
  const used = [...counts].sort(([a], [b]) => a - b);
  return {
    times_used: Float64Array.from(used, ([each]) => each),
    units: Float64Array.from(used, ([, count]) => count),
  };
}

function overlapOf(
  { units, scores }: Study,
  { estimand, caliper }: NearestNeighbourMatchingOptions,
): { check: Check; diagnostics: Diagnostics; tables: Readonly<Record<string, Table>> } {
  if (scores === null) return { check: separatedCheck(), diagnostics: {}, tables: {} };
  const { check, diagnostics, table } = overlapCheck(
    scores.fit.probabilities,
    units.treated,
    estimand,
    `${caliper === null ? "set a" : "narrow the"} caliper to leave them out`,
  );
  return { check, diagnostics, tables: { overlap: table } };
}

/** The result of one matching; `others`: answers beside it by their names, null where there is none. */
export function answerOf(
  study: Study,
  matched: Matched,
  names: readonly string[],
  others: readonly (readonly [string, Matched | null])[],
  options: NearestNeighbourMatchingOptions,
): Fit {
  const { units } = study;
  const { estimand, level } = options;
  const unit = options.effectUnit ?? options.dependentVariable;
  requireStderr(who, matched.stderr, units);
  const estimate = estimateOf(matched, estimand, level, unit);
  const focal = matched.focal.reduce((sum, each) => sum + each, 0);
  const wanted = wantedUnits(units, estimand);
  const used = matched.weights.reduce((sum, weight) => sum + (weight > 0 ? 1 : 0), 0);
  requireUnits(who, used, "units are matched or matches", "raise ratio, widen the caliper, or give more data");
  const balance = covariateBalance(units, {
    weights: matched.weights,
    standardiser: standardisers[estimand],
  });
  const overlap = overlapOf(study, options);
  const sizes = effectiveSizeCheck(
    matched.weights,
    units,
    `raise ratio, ${options.caliper === null ? "set a" : "widen the"} caliper, or find more units to compare with`,
  );
  const most = matched.times.reduce((largest, each) => Math.max(largest, each), 0);
  const hidden = sensitivityOf({
    estimate,
    outcome: units.y,
    treatment: units.treated,
    covariates: covariateGroups(units),
    ...(matched.differences === null || matched.differences.length < 2 ? {} : { differences: matched.differences }),
  });
  const beside = regressionOnMatched(units, matched, level, unit);
  return {
    estimate,
    sampleSize: used,
    diagnostics: {
      r_squared: explained(units, matched.weights),
      method: options.replace ? "matching with replacement" : "matching without replacement",
      distance: options.distance,
      ratio: options.ratio,
      inference: matched.inference,
      df: Number.isFinite(matched.df) ? matched.df : null,
      estimand_kept: focal === wanted ? estimand : `${estimand} of matched units`,
      treated_units: units.nTreated,
      control_units: units.nControl,
      matched_units: focal,
      dropped_units: wanted - focal,
      dropped_share: (wanted - focal) / wanted,
      units_with_fewer_matches: matched.short,
      distinct_matches: matched.times.reduce((sum, each) => sum + (each > 0 ? 1 : 0), 0),
      effective_treated: sizes.effectiveTreated,
      effective_control: sizes.effectiveControl,
      most_times_used: most,
      largest_distance: matched.largestDistance / study.scale,
      uncorrected_effect: matched.uncorrected,
      baseline: matched.controlMean,
      ...(matched.scoreAdjustment === null ? {} : { score_variance_adjustment: matched.scoreAdjustment }),
      ...overlap.diagnostics,
      ...hidden.diagnostics,
    },
    checks: [
      ...units.checks,
      overlap.check,
      estimandCheck(focal, wanted, options),
      balanceCheck(balance, {
        after: "matching",
        // A regression among few far matches mends little: its own check says how much rests on it.
        adjustment: "none",
        remedy: `${options.caliper === null ? "set a" : "narrow the"} caliper for it, or match on fewer covariates`,
      }),
      sizes.check,
      ...(options.ratio === 1 ? [] : [ratioCheck(matched.short, focal, options.ratio)]),
      ...(options.biasCorrection === "none" ? [] : [correctionCheck(matched, names, units)]),
      ...hidden.checks,
    ],
    effects: [
      ...others.flatMap(([name, other]) => {
        const effect = other === null ? null : companionOf(name, other, level, unit);
        return effect === null ? [] : [effect];
      }),
      ...(beside === null ? [] : [beside]),
    ],
    tables: { balance: balanceTable(balance), reuse: reuseTable(matched.times), ...overlap.tables, ...hidden.tables },
  };
}
