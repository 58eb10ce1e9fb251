import type { Check } from "@ie/contracts";
import type { SyntheticFit } from "@ie/stats";
import type { Study } from "../study.ts";
import { round } from "./round.ts";

/** Pieces of the donor pool's judgement. */
export function donorChecks(study: Study): Check[] {
  const { donors, droppedDonors, gaps, anticipating } = study;
  const few = donors.length < 5 ? "fail" : donors.length < 10 ? "warn" : "pass";
  const left = droppedDonors.length;
  const share = left / (left + donors.length);
  return [
    {
      name: "donors",
      status: few,
      message: `${donors.length} donors${few === "pass" ? "" : "; with fewer than 10 neither a good fit nor a sharp placebo test can be had"}`,
      value: donors.length,
    },
    {
      name: "donor_gaps",
      status: left === 0 ? "pass" : share > 0.2 ? "fail" : "warn",
      message:
        left === 0
          ? "every donor has an outcome in every period"
          : `${left} of ${left + donors.length} donors ${left === 1 ? "lacks" : "lack"} an outcome and ${left === 1 ? "was" : "were"} left out: ${namesOf(droppedDonors)}`,
      value: left,
    },
    {
      name: "period_gaps",
      status: gaps.length === 0 ? "pass" : gaps.length > 0.1 * study.periods.length ? "fail" : "warn",
      message:
        gaps.length === 0
          ? `the treated have an outcome in every period${anticipating > 0 ? `; ${anticipating} were left out as anticipating` : ""}`
          : `${gaps.length === 1 ? "1 period without an outcome of the treated was" : `${gaps.length} periods without an outcome of the treated were`} left out: ${namesOf(gaps)}`,
      value: gaps.length,
    },
  ];
}

function namesOf(names: readonly string[]): string {
  return names.length <= 8 ? names.join(", ") : `${names.slice(0, 8).join(", ")} and ${names.length - 8} more`;
}

/** One donor that carries nearly all makes a comparison of two units. */
export function concentrationCheck({ donors }: Study, { weights }: SyntheticFit): Check {
  const largest = weights.reduce((best, weight, j) => (Math.abs(weight) > Math.abs(weights[best]!) ? j : best), 0);
  const weight = Math.abs(weights[largest]!);
  return {
    name: "donor_concentration",
    status: weight > 0.9 ? "warn" : "pass",
    message: `the largest weight is ${round(weight)}, of "${donors[largest]}"${
      weight > 0.9 ? "; whatever happens to that unit alone is taken for an effect" : ""
    }`,
    value: weight,
  };
}
