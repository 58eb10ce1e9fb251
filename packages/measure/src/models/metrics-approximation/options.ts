import { optionsSchema, suggestName, type Schema } from "@ie/contracts";
import * as z from "zod/mini";
import { settledOptions, type OptionFault } from "../../units/index.ts";
import { level } from "../level.ts";
import { who } from "./who.ts";
import { parameterSchema, readParameter, type GivenParameter, type Parameter } from "./parameter.ts";
import type { Response } from "./response.ts";

interface Correlation {
  readonly parameters: readonly [string, string];
  readonly value: number;
}

export interface MetricsApproximationOptions {
  readonly metricBeforeColumn: string;
  readonly metricAfterColumn: string;
  /** The outcome of each unit without the change of its metric, over the period that the effect is about. */
  readonly baselineColumn: string;
  /** Names the units; they must differ then. */
  readonly unitColumn: string | null;
  readonly responseFunction: string;
  /** Of the response function, in its order. */
  readonly parameters: readonly Parameter[];
  /** Of parameters that are uncertain together; others are independent. */
  readonly correlations: readonly Correlation[];
  /** Standard deviation of a unit's own response, as a share of its baseline. */
  readonly unitNoise: number;
  /** Standard deviation of the error in each metric, before and after. */
  readonly metricStdError: number;
  /** Metrics between which the response was studied. */
  readonly calibratedRange: readonly [number, number] | null;
  readonly effect: "total" | "per_unit";
  /** Null: as many as the rows allow, 999 to 9,999. */
  readonly draws: number | null;
  readonly propagation: "auto" | "delta" | "monte_carlo";
  readonly missing: "error" | "drop";
  readonly level: number;
  readonly effectUnit: string | null;
}

const column = z.string().check(z.minLength(1));
const notNegative = z.number().check(z.minimum(0));

const base = optionsSchema({
  metric_before_column: z._default(column, "quality_before"),
  metric_after_column: z._default(column, "quality_after"),
  baseline_column: z._default(column, "baseline_sales"),
  unit_column: z._default(z.nullable(column), null),
  response: z._default(
    z.strictObject({
      function: z._default(z.nullable(z.string()), null),
      params: z._default(z.record(z.string(), parameterSchema), {}),
    }),
    { function: null, params: {} },
  ),
  correlations: z._default(
    z.array(
      z.strictObject({ parameters: z.tuple([z.string(), z.string()]), value: z.number().check(z.gt(-1), z.lt(1)) }),
    ),
    [],
  ),
  unit_noise: z._default(notNegative, 0),
  metric_std_error: z._default(notNegative, 0),
  calibrated_range: z._default(
    z.nullable(
      z
        .tuple([z.number(), z.number()])
        .check(z.refine(([lower, upper]) => lower < upper, { error: "must ascend: [lowest metric, highest metric]" })),
    ),
    null,
  ),
  effect: z._default(z.enum(["total", "per_unit"]), "total"),
  draws: z._default(z.nullable(z.int().check(z.minimum(199), z.maximum(1_000_000))), null),
  propagation: z._default(z.enum(["auto", "delta", "monte_carlo"]), "auto"),
  missing: z._default(z.enum(["error", "drop"]), "error"),
  level,
  effect_unit: z._default(z.nullable(z.string()), null),
});

type Given = typeof base extends Schema<infer O> ? O : never;

function readParameters(
  response: Response,
  params: Readonly<Record<string, number | GivenParameter>>,
): { readonly parameters: readonly Parameter[]; readonly faults: readonly OptionFault[] } {
  const path = (name: string): readonly string[] => ["response", "params", name];
  const faults: OptionFault[] = Object.keys(params)
    .filter((name) => !response.parameters.includes(name))
    .map((name) => ({ path: path(name), message: `unknown parameter; ${suggestName(name, response.parameters)}` }));
  const parameters: Parameter[] = [];
  for (const name of response.parameters) {
    const given = Object.hasOwn(params, name) ? params[name] : response.defaults?.[name];
    const parameter = given === undefined ? "is missing; give it as {value, std_error}" : readParameter(name, given);
    if (typeof parameter === "string") faults.push({ path: path(name), message: parameter });
    else parameters.push(parameter);
  }
  return { parameters, faults };
}

function complete(
  given: Given,
  responses: Readonly<Record<string, Response>>,
): { readonly options: MetricsApproximationOptions; readonly faults: readonly OptionFault[] } {
  const { response: wanted, ...rest } = given;
  const names = Object.keys(responses);
  const name = wanted.function ?? names[0]!;
  const response = Object.hasOwn(responses, name) ? responses[name] : undefined;
  if (response === undefined) {
    const message = `unknown response function "${name}"; ${suggestName(name, names)}`;
    return {
      options: { ...rest, responseFunction: name, parameters: [] },
      faults: [{ path: ["response", "function"], message }],
    };
  }
  const { parameters, faults } = readParameters(response, wanted.params);
  const strangers = rest.correlations.flatMap(({ parameters: pair }, i) =>
    pair
      .filter((each) => !response.parameters.includes(each))
      .map((each) => ({
        path: ["correlations", String(i)],
        message: `unknown parameter "${each}"; ${suggestName(each, response.parameters)}`,
      })),
  );
  const seen = new Set<string>();
  const repeated = rest.correlations.flatMap(({ parameters: [one, other] }, i) => {
    const pair = [one, other].toSorted().join(" ");
    const message =
      one === other
        ? `"${one}" stands twice; a correlation is of two parameters`
        : seen.has(pair)
          ? `${one} and ${other} have two correlations; give one`
          : null;
    seen.add(pair);
    return message === null ? [] : [{ path: ["correlations", String(i)], message }];
  });
  const same =
    rest.metricBeforeColumn === rest.metricAfterColumn
      ? [{ path: ["metric_after_column"], message: `is metric_before_column too; name the metric after the change` }]
      : [];
  return {
    options: { ...rest, responseFunction: name, parameters },
    faults: [...faults, ...strangers, ...repeated, ...same],
  };
}

/** The schema for a model that carries these response functions; the first is the default. */
export function optionsFor(responses: Readonly<Record<string, Response>>): Schema<MetricsApproximationOptions> {
  return settledOptions(who, base, (given) => complete(given, responses));
}
