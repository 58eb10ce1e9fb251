import {
  attempt,
  choiceOption,
  groupOption,
  listOption,
  option,
  optionSet,
  orNull,
  suggestName,
  textOption,
  withDefault,
  type CamelKeys,
  type OptionShape,
  type Schema,
  type ShapeOutput,
} from "@ie/contracts";
import { canonicalDate } from "../../columns.ts";
import { levelOption } from "../level-option.ts";
import type { Fault, Features, Part } from "./features.ts";
import type { Method } from "./method.ts";
import { countOption, dateOption } from "./option-kinds.ts";
import type { InterruptedTimeSeriesOptions, InterventionOptions } from "./options.ts";

const shape = choiceOption("step", "slope", "step_slope", "pulse", "decay");

/** Options whatever the method. */
const core = {
  method: orNull(textOption(0)),
  intervention_date: orNull(dateOption),
  interventions: withDefault(
    listOption(
      groupOption({ date: dateOption, end: orNull(dateOption), effect: orNull(shape), name: orNull(textOption()) }),
    ),
    [],
  ),
  effect: withDefault(shape, "step"),
  anticipation: withDefault(countOption(1000), 0),
  washout: withDefault(countOption(1000), 0),
  dependent_variable: withDefault(textOption(), "revenue"),
  date_column: withDefault(textOption(), "date"),
  trend: orNull(choiceOption("n", "c", "t", "ct")),
  covariates: withDefault(listOption(textOption(0)), []),
  covariate_lags: withDefault(countOption(60), 0),
  missing: withDefault(choiceOption("error", "model"), "error"),
  level: levelOption,
  effect_unit: orNull(textOption(0)),
};

/** Options of methods and features as they are where those are left out. */
const absent = {
  seasons: "auto",
  harmonics: "auto",
  holidays: null,
  ar: "auto",
  family: "gaussian",
  offset: null,
  order: null,
  seasonalOrder: [0, 0, 0, 0],
  priors: "calibrated",
  draws: 0,
  placeboDates: 0,
} satisfies { readonly [K in keyof InterruptedTimeSeriesOptions]?: InterruptedTimeSeriesOptions[K] | null };

/** The method or feature that each of those options comes with. */
const partOf: ReadonlyMap<string, string> = new Map([
  ["seasons", "regression"],
  ["harmonics", "regression"],
  ["ar", "regression"],
  ["order", "sarimax"],
  ["seasonal_order", "sarimax"],
  ["priors", "bsts"],
  ["draws", "bsts"],
  ["family", "counts"],
  ["offset", "counts"],
  ["holidays", "holidays"],
  ["placebo_dates", "placebos"],
]);

function lacking(part: string): string {
  return `needs ${part}, which this model was made without; pass ${part} to createInterruptedTimeSeries`;
}

type Given = CamelKeys<ShapeOutput<typeof core>> &
  Omit<InterruptedTimeSeriesOptions, "interventions" | "method" | "order" | "trend"> & {
    readonly order: InterruptedTimeSeriesOptions["order"] | null;
  };

/** The interventions as one list, dates canonical. */
function listed({ interventionDate, interventions }: Given): InterventionOptions[] {
  const first = interventionDate === null ? [] : [{ date: interventionDate, end: null, effect: null, name: null }];
  return [...first, ...interventions].map(({ date: text, end, effect, name }) => ({
    date: canonicalDate(text)!, // the schema has checked both
    end: end === null ? null : canonicalDate(end)!,
    effect,
    name: name ?? text,
  }));
}

function interventionFaults(interventions: readonly InterventionOptions[]): (Fault | null)[] {
  const fault = (key: string, message: string): Fault => ({ path: [key], message });
  const twice = interventions.find(({ name }, i) => interventions.findIndex((other) => other.name === name) < i);
  const wrong = interventions.find(({ date, end }) => end !== null && end < date);
  return [
    interventions.length === 0
      ? fault("intervention_date", "is missing; give the first date with the intervention")
      : null,
    twice === undefined ? null : fault("interventions", `two are called "${twice.name}"; give each its own name`),
    wrong === undefined
      ? null
      : fault("interventions", `"${wrong.name}" ends on ${wrong.end}, before it begins on ${wrong.date}`),
  ];
}

/** Faults of options that concern a method or feature beside the chosen one. */
function choiceFaults(options: InterruptedTimeSeriesOptions, given: Given, features: Features): (Fault | null)[] {
  const { method, interventions, effect, family } = options;
  const shapes = interventions.map((each) => each.effect ?? effect);
  const when = (key: string, wrong: boolean, message: string): Fault | null =>
    wrong ? { path: [key], message } : null;
  return [
    when(
      "order",
      method !== "sarimax" && given.order !== null,
      `belongs to method sarimax; the method is ${method}, which has the option ar`,
    ),
    when(
      "order",
      method === "sarimax" && given.order === "auto" && features.orderSearch === undefined,
      `auto ${lacking("orderSearch")}`,
    ),
    when(
      "effect",
      shapes.includes("decay") && (method !== "regression" || family === "poisson" || shapes.length > 1),
      "decay needs method regression, family gaussian and a single intervention",
    ),
    when(
      "effect",
      method === "bsts" && (shapes.length > 1 || shapes[0] !== "step"),
      "method bsts compares with a forecast; it takes one intervention and no shape",
    ),
    when(
      "seasons",
      method === "sarimax" && Array.isArray(options.seasons),
      "belong to the methods regression and bsts; method sarimax has the option seasonal_order",
    ),
  ];
}

/** The schema for a model that carries these methods and features; the first method is the default. */
export function modelOptions(
  methods: Readonly<Record<string, Method>>,
  features: Features,
): Schema<InterruptedTimeSeriesOptions> {
  const names = Object.keys(methods);
  const parts: readonly Part[] = Object.values(features);
  const shapes = [...Object.values(methods), ...parts].map((each) => each.options);
  const set = optionSet(Object.assign({}, core, ...shapes) as OptionShape, (key) => {
    const part = partOf.get(key);
    return part === undefined ? null : `option "${key}" ${lacking(part)}`;
  });
  return option(set.json, (value, fault) => {
    const read = attempt(set, value, fault);
    // the shapes of core, methods and features together
    const given = { ...absent, ...read.value } as unknown as Given;
    const options = given as unknown as InterruptedTimeSeriesOptions; // completed below
    if (!read.sound) return options;
    const { interventionDate: _, ...rest } = given;
    const chosen = given.method ?? (given.order !== null && names.includes("sarimax") ? "sarimax" : names[0]!);
    const method = Object.hasOwn(methods, chosen) ? methods[chosen] : undefined;
    if (method === undefined) {
      fault(`unknown method "${chosen}"; ${suggestName(chosen, names)}`, ["method"]);
      return options;
    }
    const complete: InterruptedTimeSeriesOptions = {
      ...rest,
      method: chosen,
      interventions: listed(given),
      order: given.order ?? [1, 0, 0],
      trend: given.trend ?? method.trend,
    };
    const faults = [
      ...interventionFaults(complete.interventions),
      ...choiceFaults(complete, given, features),
      ...parts.flatMap((each) => each.faults(complete)),
    ];
    for (const each of faults) if (each !== null) fault(each.message, each.path);
    return complete;
  });
}
