import {
  attempt,
  checkedOption,
  choiceOption,
  eitherOption,
  flagOption,
  groupOption,
  listOption,
  mappedOption,
  numberOption,
  option,
  optionSet,
  orNull,
  recordOption,
  textOption,
  withDefault,
  type Option,
  type OptionShape,
  type Schema,
} from "@ie/contracts";
import { levelOption } from "../level-option.ts";
import type { Capabilities, Fault } from "./capabilities.ts";
import { columnOption, columnsOption } from "./column-options.ts";
import { coreFaults } from "./option-faults.ts";
import type { CovarianceKind, ExperimentOptions, OutcomeOption } from "./options.ts";

const cell = mappedOption(
  eitherOption(textOption(0), eitherOption(numberOption(), flagOption()), "expected a level of the treatment"),
  String,
);
const probability = numberOption({ minimum: 0, maximum: 1 });
const metric = choiceOption("mean", "ratio", "proportion");
const outcome: Option<OutcomeOption> = eitherOption(
  mappedOption(columnOption, (column) => ({ column, metric: null, denominator: null })),
  groupOption({ column: columnOption, metric: orNull(metric), denominator: orNull(columnOption) }),
  "expected the name of a column, or {column, metric, denominator}",
);

/** Options of the core alone. */
const core = {
  formula: orNull(textOption()),
  treatment: orNull(columnOption),
  control: orNull(cell),
  arm: orNull(cell),
  comparisons: withDefault(choiceOption("control", "all_pairs"), "control"),
  metric: withDefault(metric, "mean"),
  denominator: orNull(columnOption),
  outcomes: withDefault(listOption(outcome), []),
  family: withDefault(choiceOption("holm", "bh", "by", "bonferroni", "none"), "holm"),
  winsorise: orNull(
    checkedOption(
      groupOption({ lower: withDefault(probability, 0), upper: withDefault(probability, 1) }),
      ({ lower, upper }) => lower < upper,
      "lower must be below upper; both are quantiles, such as 0 and 0.99",
    ),
  ),
  cov_type: withDefault(
    mappedOption(
      choiceOption("auto", "nonrobust", "classical", "HC0", "HC1", "HC2", "HC3", "HC4", "CR0", "CR1", "CR2"),
      (kind): CovarianceKind => (kind === "nonrobust" ? "classical" : kind),
    ),
    "auto",
  ),
  cluster: orNull(columnsOption),
  inference: withDefault(choiceOption("auto", "t", "wild_bootstrap", "randomisation"), "auto"),
  expected_shares: orNull(recordOption(numberOption({ exclusiveMinimum: 0 }))),
  level: levelOption,
  missing: withDefault(choiceOption("error", "drop"), "error"),
  effect_unit: orNull(textOption(0)),
};

/** Options of capabilities as they are where those are left out. */
const absent = {
  covariates: [],
  adjustment: null,
  missingCovariates: "indicator",
  strata: [],
  draws: 0,
  looks: null,
  interim: false,
  summary: null,
} satisfies { readonly [K in keyof ExperimentOptions]?: ExperimentOptions[K] | null };

/** The capability that each of those options comes with. */
const capabilityOf: ReadonlyMap<string, keyof Capabilities> = new Map([
  ["covariates", "adjustment"],
  ["adjustment", "adjustment"],
  ["missing_covariates", "adjustment"],
  ["strata", "resampling"],
  ["draws", "resampling"],
  ["looks", "sequential"],
  ["interim", "sequential"],
  ["summary", "summaries"],
]);

function lacking(name: keyof Capabilities): string {
  return `needs the capability ${name}, which this experiment was made without; pass ${name} to createExperiment`;
}

type Given = Omit<ExperimentOptions, "cluster" | "adjustment"> & {
  readonly cluster: readonly string[] | null;
  readonly adjustment: ExperimentOptions["adjustment"] | null;
};

function defaultAdjustment({ covariates, summary }: Given): ExperimentOptions["adjustment"] {
  if (summary !== null && summary.preSum !== null) return "cuped";
  return covariates.length > 0 ? "lin" : "none";
}

/** Values of the core's options that need a capability. */
function lackingFaults({ inference, metric: first, outcomes }: ExperimentOptions, has: Capabilities): (Fault | null)[] {
  const resampled = inference === "wild_bootstrap" || inference === "randomisation";
  const metrics = [first, ...outcomes.map((each) => each.metric)];
  const at = (key: string, name: keyof Capabilities, wanted: string): Fault | null =>
    has[name] === undefined ? { path: [key], message: `${wanted} ${lacking(name)}` } : null;
  return [
    resampled ? at("inference", "resampling", inference) : null,
    metrics.includes("proportion") ? at("metric", "proportions", "proportion") : null,
  ];
}

/** The schema of an experiment with these capabilities. */
export function experimentOptions(capabilities: Capabilities): Schema<ExperimentOptions> {
  const all: readonly (Capabilities[keyof Capabilities] & object)[] = Object.values(capabilities);
  const shape: OptionShape = Object.assign({}, core, ...all.map((each) => each.options));
  const set = optionSet(shape, (key) => {
    const name = capabilityOf.get(key);
    return name === undefined ? null : `option "${key}" ${lacking(name)}`;
  });
  return option(set.json, (value, fault) => {
    const read = attempt(set, value, fault);
    const given = { ...absent, ...read.value } as unknown as Given; // the shapes of core and capabilities together
    if (!read.sound) return given as ExperimentOptions; // a fault was told
    const options: ExperimentOptions = {
      ...given,
      cluster: given.cluster ?? [],
      adjustment: given.adjustment ?? defaultAdjustment(given),
    };
    const faults = [
      ...lackingFaults(options, capabilities),
      ...coreFaults(options),
      ...all.flatMap((each) => each.faults(options)),
    ];
    for (const each of faults) if (each !== null) fault(each.message, each.path);
    return options;
  });
}
