import type { Check, Diagnostics, Estimate, Table } from "@ie/contracts";
import { robustnessValue } from "@ie/stats";
import type { CovariateColumns } from "../units/index.ts";
import { benchmarksOf, type Benchmark } from "./benchmarks.ts";
import { eValueOf } from "./e-value-of.ts";
import { pairsOf } from "./pairs.ts";

export interface SensitivityInput {
  /** The model's answer. */
  readonly estimate: Pick<Estimate, "value" | "interval" | "relative">;
  /** n outcomes. */
  readonly outcome: Float64Array;
  /** n times 0 or 1. */
  readonly treatment: ArrayLike<number>;
  /** What was adjusted for. */
  readonly covariates: readonly CovariateColumns[];
  /** Treated less control outcome of each matched pair or set, where the model makes such. */
  readonly differences?: Float64Array;
}

/** What a hidden confounder could do to an estimate: to be added to a Fit's checks, diagnostics and tables. */
export interface SensitivityReport {
  readonly checks: readonly Check[];
  /** `e_value`, `e_value_limit`, `robustness_value`, `robustness_value_significance`, `strongest_covariate`, with pairs `rosenbaum_gamma`. */
  readonly diagnostics: Diagnostics;
  /** `hidden_confounder`, and with pairs `rosenbaum_bounds`. */
  readonly tables: Readonly<Record<string, Table>>;
}

const share = (value: number): string => `${(100 * value).toFixed(value < 0.1 ? 1 : 0)} %`;

function checkOf(isSignificant: boolean, value: number | null, sign: number, strongest: Benchmark | null): Check {
  const name = "hidden_confounding";
  if (value === null) {
    const message = "the regression on treatment and covariates leaves nothing to judge hidden confounding by";
    return { name, status: "warn", message: `${message}; give more rows or fewer covariates`, value };
  }
  const explains = `a hidden confounder must explain ${share(value)} of what is left of both treatment and outcome to take the effect away`;
  if (!isSignificant) {
    return { name, status: "pass", message: "the interval holds 0, with or without a hidden confounder", value };
  }
  if (strongest === null) {
    const message = `${explains}; no covariate shows whether that is much, so name those that decided who was treated`;
    return { name, status: "warn", message, value };
  }
  const { covariate, bound } = strongest;
  // As strong as what was measured and adjusted for is much: it is a doubt where it would leave nothing, not where an interval would hold 0.
  const left =
    bound === null ? "nothing" : sign * bound.limit > 0 ? "significance" : sign * bound.value > 0 ? "some" : "nothing";
  const does = {
    significance: "would not, and leaves it significant",
    some: "would not, but would leave it insignificant",
    nothing: "would, so look for what is not in the data",
  };
  return {
    name,
    status: left === "nothing" ? "warn" : "pass",
    message: `${explains}; one as strong as "${covariate}", the strongest covariate, ${does[left]}`,
    value,
  };
}

/**
 * How strong a hidden confounder must be to explain an estimate away: E-values of the model's own answer (VanderWeele and Ding 2017),
 * robustness values of the regression of the outcome on treatment and covariates with bounds by each covariate (Cinelli and Hazlett 2020),
 * and for pairs Rosenbaum's bounds (2002). The treatment's values must be 0 and 1.
 */
export function sensitivityOf(input: SensitivityInput): SensitivityReport {
  const { estimate, differences } = input;
  const { level, lower, upper } = estimate.interval;
  const e = eValueOf(estimate, input.outcome, input.treatment);
  const found = benchmarksOf(input.outcome, input.treatment, input.covariates, level);
  const robust =
    found === null ? null : robustnessValue(found.treatment.value / found.treatment.stderr, found.df, 1, 1 - level);
  const strongest = found?.benchmarks[0] ?? null;
  const pairs = differences === undefined ? null : pairsOf(differences, level);
  return {
    checks: [checkOf(lower > 0 || upper < 0, robust?.value ?? null, Math.sign(found?.treatment.value ?? 0), strongest)],
    diagnostics: {
      e_value: e?.estimate ?? null,
      e_value_limit: e?.limit ?? null,
      robustness_value: robust?.value ?? null,
      robustness_value_significance: robust?.significance ?? null,
      strongest_covariate: strongest?.covariate ?? null,
      ...pairs?.diagnostics,
    },
    tables: { ...(found === null ? {} : { hidden_confounder: found.table }), ...pairs?.tables },
  };
}
