import { type Design, nothing } from "../design.ts";
import { type Shape, seriesDesign } from "./series.ts";

const errors = [
  ["static", "independent errors", 0],
  ["ar-0.7", "AR 0.7 errors", 0.7],
  ["random-walk", "random-walk errors", 1],
] as const;

const priors = [
  ["default", {}],
  ["causal-impact", { priors: "causal_impact" }],
] as const;

/** A structural model with a control series, with the default prior and with that of CausalImpact. */
export const bstsDesigns: readonly Design[] = priors.flatMap(([prior, options]) =>
  errors.map(([name, what, ar]) => {
    const shape: Shape = { level: 100, effect: 0, before: 70, after: 30, ar, sd: 3, control: true };
    return seriesDesign(
      `bsts-${name}-${prior}-null`,
      "method: bsts",
      `70 + 30 days, a control series, ${what}, priors: ${prior.replace("-", "_")}, no effect`,
      shape,
      {
        family: "bsts",
        options: { method: "bsts", covariates: ["x"], ...options },
        share: 0.15,
        targets: prior === "default" && ar < 1 ? { coverage: [90, 100], falseAlarms: [0, 10] } : nothing,
      },
    );
  }),
);
