import type { Check } from "@ie/contracts";
import { densityDiscontinuity, type DensityDiscontinuity, type RegressionDiscontinuity } from "@ie/stats";
import type { Rows, Study } from "./study.ts";

/** Share of rows that repeat a value from which the score counts as discrete. */
const discrete = 0.2;
/** Fewest distinct values within the bandwidth on a side for an extrapolation to the cutoff. */
const fewValues = 10;

/** Whether the score has mass points, and so few that the approach to the cutoff is a guess. */
export function massPointsCheck({ x }: Rows, { h }: RegressionDiscontinuity): Check {
  const distinct = new Set(x);
  const share = 1 - distinct.size / x.length;
  const near = [-1, 1].map(
    (sign) => [...distinct].filter((value) => value >= 0 === (sign === 1) && Math.abs(value) < h).length,
  );
  const least = Math.min(...near);
  const many = share >= discrete;
  return {
    name: "mass_points",
    status: !many ? "pass" : least < fewValues ? "fail" : "warn",
    message: !many
      ? `${distinct.size} of ${x.length} scores are distinct`
      : `${x.length} rows share ${distinct.size} scores, ${near.join(" and ")} of them within the bandwidth; what happens between the last score and the cutoff is extrapolated: use a finer score, or compare the answer at several bandwidths`,
    value: share,
  };
}

/** Whether units moved themselves over the cutoff: a jump of the score's density (McCrary 2008). */
export function densityCheck(
  { x, units }: Study,
  masses: Check,
): { readonly check: Check; readonly density: DensityDiscontinuity | null } {
  const density = masses.status === "pass" ? densityDiscontinuity(x) : null;
  const p = density?.pValue ?? null;
  return {
    density,
    check: {
      name: "density",
      status: p === null ? "warn" : p < 0.01 ? "fail" : p < 0.05 ? "warn" : "pass",
      message:
        density === null
          ? "the density of the scores cannot be tested; look at a histogram around the cutoff for units that moved over it"
          : `the density of the scores where ${units.treatment} is ${Math.exp(density.value).toFixed(2)} times that on the other side of the cutoff, p ${density.pValue.toFixed(3)}${
              density.pValue < 0.05
                ? "; units may have chosen their side: find out how scores come about, and leave out those who could choose"
                : ""
            }`,
      value: p,
    },
  };
}
