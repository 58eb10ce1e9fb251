import { optionsSchema, type Schema } from "@ie/contracts";
import * as z from "zod/mini";
import {
  settledOptions,
  settleUnitOptions,
  unitOptions,
  type OptionFault,
  type UnitOptions,
} from "../../units/index.ts";
import { who } from "./who.ts";

/** What makes two units alike. */
type Distance = "inverse_variance" | "mahalanobis" | "propensity" | "linear_propensity";

export interface NearestNeighbourMatchingOptions extends UnitOptions {
  readonly estimand: "ate" | "att" | "atc";
  readonly distance: Distance;
  /** Whether a unit may be a match more than once. */
  readonly replace: boolean;
  /** Matches wanted for each unit. */
  readonly ratio: number;
  /**
   * Greatest difference of a match: of a score, of covariates in the root mean square, or by covariate; null is none.
   */
  readonly caliper: number | Readonly<Record<string, number>> | null;
  /** Whether calipers of scores and covariates are in standard deviations or in their own units. */
  readonly caliperScale: "sd" | "raw";
  /** Columns whose values must be the same. */
  readonly exact: readonly string[];
  /** With replacement: all units that tie at the last place are matches. */
  readonly ties: boolean;
  /** Without replacement: who chooses first, by propensity. */
  readonly order: "largest" | "smallest";
  /** Covariates' part in what is left of the differences within matches. */
  readonly biasCorrection: "none" | "linear" | "quadratic";
  readonly standardError: "residual" | "abadie_imbens" | "homoskedastic";
  /** Neighbours in the own arm that a unit's variance is told from. */
  readonly varianceNeighbours: number;
  readonly target: "population" | "sample";
}

const column = z.string().check(z.minLength(1));
const width = z.number().check(
  z.refine((value) => value >= 0 && value < Infinity, {
    error: "must not be negative",
  }),
);

const base = optionsSchema({
  ...unitOptions,
  estimand: z._default(z.enum(["ate", "att", "atc"]), "att"),
  distance: z._default(
    z.enum(["inverse_variance", "mahalanobis", "propensity", "linear_propensity"]),
    "inverse_variance",
  ),
  replace: z._default(z.boolean(), true),
  ratio: z._default(z.int().check(z.minimum(1), z.maximum(1000)), 1),
  caliper: z._default(
    z.nullable(
      z.union([width, z.record(z.string(), width)], {
        error: "expected a number that is not negative, or one for each covariate, such as {age: 2}",
      }),
    ),
    null,
  ),
  caliper_scale: z._default(z.enum(["sd", "raw"]), "sd"),
  exact: z._default(z.array(column), []),
  ties: z._default(z.boolean(), true),
  order: z._default(z.enum(["largest", "smallest"]), "largest"),
  bias_correction: z._default(z.union([z.boolean(), z.enum(["none", "linear", "quadratic"])]), true),
  standard_error: z._default(z.nullable(z.enum(["residual", "abadie_imbens", "homoskedastic"])), null),
  variance_neighbours: z._default(z.int().check(z.minimum(1), z.maximum(100)), 2),
  target: z._default(z.enum(["population", "sample"]), "population"),
  // The order of rows decides nothing here, so there is nothing to shuffle and no seed to give.
  shuffle: z.optional(z.boolean()),
  random_state: z.optional(z.nullable(z.number())),
});

type Given = typeof base extends Schema<infer O> ? O : never;

function faultsOf(given: Given): readonly OptionFault[] {
  const { estimand, replace, caliper, caliperScale, distance, ties, target, standardError } = given;
  const found: [boolean, string, string][] = [
    [
      estimand === "ate" && !replace,
      "estimand",
      "ate needs replace: true, since no unit is left to match when every unit of both arms is to have its own; choose att or atc",
    ],
    [
      typeof caliper === "number" && caliperScale === "raw" && !distance.endsWith("propensity"),
      "caliper_scale",
      `raw has no meaning for distance: ${distance}, which is in standard deviations; give caliper by covariate, such as {age: 2}`,
    ],
    [!replace && !ties, "ties", "belongs to replace: true; without replacement each match is one unit"],
    [!replace && target === "sample", "target", "sample belongs to replace: true"],
    [
      !replace && standardError !== null,
      "standard_error",
      "belongs to replace: true; without replacement it is clustered by matched set",
    ],
  ];
  return found.flatMap(([wrong, key, message]) => (wrong ? [{ path: [key], message }] : []));
}

function correction(given: Given["biasCorrection"]): NearestNeighbourMatchingOptions["biasCorrection"] {
  if (typeof given === "string") return given;
  return given ? "linear" : "none";
}

/** Defaults stand here; `shuffle` and `random_state` of other tools are read and change nothing. */
export const nearestNeighbourMatchingOptions: Schema<NearestNeighbourMatchingOptions> = settledOptions(
  who,
  base,
  (all) => {
    const { shuffle: _, randomState: __, outcomeColumn: ___, covariates: ____, ...given } = all;
    const { options: common, faults } = settleUnitOptions(all);
    const biasCorrection = correction(given.biasCorrection);
    return {
      options: {
        ...given,
        ...common,
        biasCorrection,
        standardError: given.standardError ?? (biasCorrection === "none" ? "abadie_imbens" : "residual"),
      },
      faults: [...faults, ...faultsOf(all)],
    };
  },
);
