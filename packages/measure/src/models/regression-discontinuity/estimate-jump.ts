import { ImpactError, type Check } from "@ie/contracts";
import { regressionDiscontinuity, type DiscontinuityOptions, type RegressionDiscontinuity } from "@ie/stats";
import type { RegressionDiscontinuityOptions } from "./options.ts";
import type { Rows } from "./study.ts";
import { who } from "./who.ts";

/** Fewest rows within the bandwidth on each side, and on both (the documents' invariant). */
const fewestOnSide = 10;
const fewest = 30;
/** Rows on a side from which the interval can be trusted. */
const enough = 30;

/** The kernel's options for this study. */
export function jumpOptions(
  { covariates, clusters }: Rows,
  options: RegressionDiscontinuityOptions,
): DiscontinuityOptions {
  const { order, kernel, bandwidth } = options;
  return {
    order,
    kernel,
    // The bias is measured over the same rows (Calonico, Cattaneo and Farrell 2018).
    bandwidths: bandwidth === null ? null : { h: bandwidth, b: bandwidth },
    covariates,
    clusters,
  };
}

/** The jump, or a refusal that names what lacks. */
export function estimateJump(study: Rows, options: RegressionDiscontinuityOptions): RegressionDiscontinuity {
  const jump = regressionDiscontinuity(study.x, study.y, jumpOptions(study, options));
  const { bandwidth, runningColumn } = options;
  const wider = bandwidth === null ? "give more data near the cutoff" : "widen bandwidth, or leave it out";
  if (jump === null) {
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `"${runningColumn}" has too few distinct values beside the cutoff for a polynomial on each side${study.clusters === null ? "" : ", or one cluster only"}`,
      hint: wider,
      facts: { distinctBelow: distinctOn(study, -1), distinctAbove: distinctOn(study, 1) },
    });
  }
  if (!(jump.stderr > 1e-12 * Math.abs(jump.value)) || !Number.isFinite(jump.stderr)) {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: `the outcome "${options.dependentVariable}" does not vary around its polynomials near the cutoff`,
      hint: "its uncertainty cannot be known; look for a column that is computed from the running variable",
      facts: { outcome: options.dependentVariable },
    });
  }
  const { below, above, h } = jump;
  if (Math.min(below, above) < fewestOnSide || below + above < fewest) {
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `${below} untreated and ${above} treated rows lie within ${h.toPrecision(3)} of the cutoff, of which at least ${fewestOnSide} on each side and ${fewest} in all are needed`,
      hint: wider,
      facts: { untreated: below, treated: above, bandwidth: h },
    });
  }
  return jump;
}

function distinctOn({ x }: Rows, sign: -1 | 1): number {
  return new Set(x.filter((value) => value >= 0 === (sign === 1))).size;
}

/** Whether enough rows carry the answer. */
export function effectiveCheck({ below, above, h }: RegressionDiscontinuity): Check {
  const least = Math.min(below, above);
  return {
    name: "effective_observations",
    status: least < enough / 2 ? "fail" : least < enough ? "warn" : "pass",
    message: `${below} untreated and ${above} treated rows lie within ${h.toPrecision(3)} of the cutoff${
      least < enough ? "; so few make the interval depend on the polynomial: gather more rows near the cutoff" : ""
    }`,
    value: least,
  };
}

export function clusterCheck({ clusters, df }: RegressionDiscontinuity): readonly Check[] {
  if (clusters === null) return [];
  return [
    {
      name: "clusters",
      status: df < 5 ? "fail" : df < 10 ? "warn" : "pass",
      message: `${clusters} clusters within the bandwidth count for ${(df + 1).toFixed(1)}${
        df < 10
          ? "; so few make the interval unreliable: use finer clusters where rows do not depend on each other"
          : ""
      }`,
      value: clusters,
    },
  ];
}
