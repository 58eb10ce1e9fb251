import { faultWhen, type Fault } from "./capabilities.ts";
import type { ExperimentOptions } from "./options.ts";

/** Faults of the core's options together. */
export function coreFaults(options: ExperimentOptions): readonly (Fault | null)[] {
  const { cluster, covType, metric, summary, denominator } = options;
  const clustered = cluster.length > 0;
  return [
    faultWhen("cluster", cluster.length > 2, "at most two columns"),
    faultWhen("cluster", cluster.length === 2 && cluster[0] === cluster[1], "names one column twice"),
    faultWhen("cov_type", covType.startsWith("CR") && !clustered, `${covType} needs cluster: <column>`),
    faultWhen(
      "cov_type",
      clustered && covType !== "auto" && !covType.startsWith("CR"),
      `${covType} takes rows as independent, but cluster is given; choose auto, CR0, CR1 or CR2`,
    ),
    faultWhen("denominator", metric === "ratio" && summary === null && denominator === null, "metric: ratio needs it"),
    faultWhen(
      "denominator",
      metric !== "ratio" && denominator !== null,
      `needs metric: ratio; the metric is ${metric}`,
    ),
    ...options.outcomes.map((outcome, i) =>
      faultWhen(
        ["outcomes", String(i)],
        outcome.metric === "ratio" && (outcome.denominator ?? denominator) === null,
        `metric: ratio needs a denominator for "${outcome.column}"`,
      ),
    ),
    faultWhen("formula", summary === null && options.formula === null, 'is missing; write it like "y ~ treatment"'),
  ];
}
