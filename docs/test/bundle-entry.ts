import { unwrap, validate, type Model } from "@ie/contracts";
import {
  bsts,
  contextOf,
  createExperiment,
  createInterruptedTimeSeries,
  experiment,
  interruptedTimeSeries,
  regression,
  sarimax,
} from "@ie/measure";
import { createRng } from "@ie/stats";

/** Effect in both data sets. */
export const truth = 5;

const rng = createRng("bundle");
const noise = Array.from({ length: 120 }, () => rng.normal());

function fitted<O>(
  model: Model<O>,
  columns: Record<string, readonly string[] | Float64Array>,
  options: object,
): string {
  const known = unwrap(validate(model.options, options), "bundle", "config/invalid");
  const { estimate, diagnostics, checks } = model.fit(columns, known, contextOf(1));
  return JSON.stringify({ estimate, diagnostics, checks });
}

function runExperiment<O>(model: Model<O>): string {
  const treated = noise.map((_, i) => i % 2);
  const y = noise.map((e, i) => 20 + truth * treated[i]! + e);
  return fitted(
    model,
    { y: Float64Array.from(y), treated: Float64Array.from(treated) },
    { formula: "y ~ treated", treatment: "treated" },
  );
}

function runSeries<O>(model: Model<O>): string {
  const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
  const y = noise.map((e, i) => 100 + (i >= 80 ? truth : 0) + e);
  return fitted(
    model,
    { y: Float64Array.from(y), date: y.map((_, i) => day(i)) },
    { intervention_date: day(80), dependent_variable: "y" },
  );
}

/** Fits by name, each the whole result as text. */
export const runs: Readonly<Record<string, () => string>> = {
  experiment: () => runExperiment(experiment),
  experimentCore: () => runExperiment(createExperiment()),
  interruptedTimeSeries: () => runSeries(interruptedTimeSeries),
  regression: () => runSeries(createInterruptedTimeSeries({ regression })),
  sarimax: () => runSeries(createInterruptedTimeSeries({ sarimax })),
  bsts: () => runSeries(createInterruptedTimeSeries({ bsts })),
};
