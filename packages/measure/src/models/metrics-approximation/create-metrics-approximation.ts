import { ImpactError, type Context, type Fit, type Model, type Relative, type Table } from "@ie/contracts";
import { checksOf } from "./checks.ts";
import { effectOf } from "./effect.ts";
import { infer, type Inferred } from "./infer.ts";
import { optionsFor, type MetricsApproximationOptions } from "./options.ts";
import type { Response } from "./response.ts";
import { rowsOf, type Rows } from "./rows.ts";
import { sharedErrorOf } from "./shared-error.ts";
import { who } from "./who.ts";

/** Rows of the table `units`, those with the largest changes. */
const mostListed = 1000;

function requireUncertainty(value: number, unit: string, { parameters }: MetricsApproximationOptions): void {
  if (parameters.some(({ sd }) => sd > 0)) return;
  const [first] = parameters;
  throw new ImpactError({
    code: "fit/no-uncertainty",
    who,
    what: `${parameters.map(({ name, centre }) => `${name} ${centre}`).join(", ")} taken as known gives an effect of ${value.toPrecision(10)} ${unit} without an interval`,
    hint: `say how well it is known: response: {params: {${first?.name}: {value: ${first?.centre}, std_error: <…>}}}`,
    facts: { value, parameters: parameters.map(({ name, centre }) => ({ name, value: centre })) },
  });
}

function relativeOf({ value, interval }: Inferred, baseline: number): Relative | null {
  if (!(baseline > 0)) return null;
  const { lower, upper, level } = interval;
  return { value: value / baseline, interval: { lower: lower / baseline, upper: upper / baseline, level }, baseline };
}

/** The units with the largest changes first. */
function unitsTable({ units, before, after, baseline }: Rows, response: Response, centre: Float64Array): Table | null {
  if (units === null) return null;
  const changes = before.map((value, i) => response.change(value, after[i]!, baseline[i]!, centre));
  const order = [...units.keys()]
    .sort((i, j) => Math.abs(changes[j]!) - Math.abs(changes[i]!) || (units[i]! < units[j]! ? -1 : 1))
    .slice(0, mostListed);
  const take = (column: Float64Array): Float64Array => Float64Array.from(order, (i) => column[i]!);
  return {
    unit: order.map((i) => units[i]!),
    metric_before: take(before),
    metric_after: take(after),
    baseline: take(baseline),
    effect: take(changes),
  };
}

function fitRows(table: Table, response: Response, options: MetricsApproximationOptions, context: Context): Fit {
  const rows = rowsOf(table, options, response);
  const shared = sharedErrorOf(options);
  const effect = effectOf(rows, response, options, shared.centre);
  const n = rows.before.length;
  const unit =
    options.effectUnit ??
    (options.effect === "total" ? `${options.baselineColumn} in total` : `${options.baselineColumn} per unit`);
  const value = effect.at(shared.centre);
  if (!Number.isFinite(value)) {
    throw new ImpactError({
      code: "fit/not-finite",
      who,
      what: `response function ${options.responseFunction} gives ${value} for these rows`,
      hint: "look at its parameters and the range of the metric",
    });
  }
  requireUncertainty(value, unit, options);
  const inferred = infer(effect, shared, options, n, response.isLinear === true, context);
  const { simulated, delta, sharedVariance, stderr, interval, pValue, method } = inferred;
  const total = rows.baseline.reduce((sum, each) => sum + each, 0);
  const relative = relativeOf(inferred, options.effect === "total" ? total : total / n);
  const units = unitsTable(rows, response, shared.centre);
  return {
    estimate: {
      estimand: "att",
      value: inferred.value,
      stderr,
      interval,
      pValue,
      unit,
      ...(relative === null ? {} : { relative }),
    },
    sampleSize: n,
    diagnostics: {
      // No outcome after the change is seen, and the likelihood of no data is 1.
      log_likelihood: 0,
      outcomes_compared: 0,
      response_function: options.responseFunction,
      inference: method,
      delta_std_error: delta < Infinity ? delta : null,
      shared_variance_share: delta < Infinity ? sharedVariance / delta ** 2 : null,
      units_changed: rows.before.reduce((sum, each, i) => sum + (each === rows.after[i] ? 0 : 1), 0),
      ...(simulated === null
        ? {}
        : {
            draws: simulated.draws,
            p_resolution: 2 / (simulated.draws + 1),
            interval_monte_carlo_error: simulated.limitError,
          }),
    },
    checks: checksOf(rows, response, options, shared.centre, inferred),
    tables: {
      parameters: {
        parameter: options.parameters.map(({ name }) => name),
        value: shared.centre,
        std_dev: Float64Array.from(options.parameters, ({ sd }) => (sd < Infinity ? sd : NaN)),
        distribution: options.parameters.map(({ shape }) => shape),
      },
      ...(units === null ? {} : { units }),
    },
  };
}

/** The model with the response functions given, by their names in configurations; the first is the default. */
export function createMetricsApproximation(
  responses: Readonly<Record<string, Response>>,
): Model<MetricsApproximationOptions> {
  return {
    design: "observational",
    options: optionsFor(responses),
    columns: ({ metricBeforeColumn, metricAfterColumn, baselineColumn, unitColumn }) => [
      metricBeforeColumn,
      metricAfterColumn,
      baselineColumn,
      ...(unitColumn === null ? [] : [unitColumn]),
    ],
    fit: (table, options, context) => fitRows(table, responses[options.responseFunction]!, options, context),
  };
}
