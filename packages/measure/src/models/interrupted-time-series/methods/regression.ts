import { withDefault, type Context, type Effect, type Relative, type Term } from "@ie/contracts";
import { solveUpper, studentT, type Matrix } from "@ie/stats";
import { collinearCheck } from "../../../collinear-check.ts";
import { persistenceCheck } from "../checks/persistence.ts";
import { noVariation, repeatedEffect, tooManyParameters } from "../faults.ts";
import { effectOf, inferenceOf, scaled } from "../inference.ts";
import { effectColumns, effectNames, effectTerms, type EffectTerms } from "../interventions.ts";
import type { Answer, Inference, Method, Probe } from "../method.ts";
import { autoOr, countOption, seasonsOption } from "../option-kinds.ts";
import type { InterruptedTimeSeriesOptions } from "../options.ts";
import { forecastAr } from "../regression/ar-forecast.ts";
import type { ArPosterior } from "../regression/ar-posterior.ts";
import { robustPosterior } from "../regression/robust-posterior.ts";
import { pathOf } from "../regression/bands.ts";
import { chooseRegression, withWaves, type Chosen } from "../regression/choose-regression.ts";
import { contrastOver, fiellerRatio, type Part } from "../regression/fieller.ts";
import { contrast } from "../regression/mixture.ts";
import { ordersTable } from "../regression/orders-table.ts";
import { remlFit } from "../regression/reml-fit.ts";
import { beside, rowsOf, type Series } from "../series.ts";

/** Remaining shares of a decaying effect that the likelihood weighs against each other. */
const decays = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95];

/** Nodes of a quick refit's grid. */
const quickPoints = 21;

/** Weights that average columns `first` … of `x` over `rows`. */
function averageOf(x: Matrix, first: number, count: number, rows: readonly number[]): Float64Array {
  const c = new Float64Array(x.cols);
  for (let j = first; j < first + count; j++) {
    for (const t of rows) c[j] = c[j]! + x.data[j * x.rows + t]! / rows.length;
  }
  return c;
}

function posteriorOf(y: Float64Array, x: Matrix, order: number, options: InterruptedTimeSeriesOptions): ArPosterior {
  const posterior = robustPosterior(y, x, order);
  if (posterior !== null) return posterior;
  const known = y.filter((value) => !Number.isNaN(value)).length;
  if (known - x.cols < 3)
    throw tooManyParameters(known, x.cols, "take out terms (trend, seasons, covariates), or give more dates");
  throw noVariation(y, options);
}

/** The designs of the fit with their shares: one, or for a decay one a remaining share. */
function partsOf(
  series: Series,
  options: InterruptedTimeSeriesOptions,
  chosen: Chosen,
  base: Matrix,
): { parts: Part[]; designs: Matrix[]; deltas: readonly number[] } {
  const { y, interventions } = series;
  const deltas = interventions[0]!.shape === "decay" ? decays : [NaN];
  const designs = deltas.map((delta) =>
    beside(base, ...interventions.flatMap((each) => effectColumns(each, y.length, delta))),
  );
  const posteriors = designs.map((x) => posteriorOf(y, x, chosen.order, options));
  const top = Math.max(...posteriors.map(({ logEvidence }) => logEvidence));
  const weights = posteriors.map(({ logEvidence }) => Math.exp(logEvidence - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const parts = posteriors.map((posterior, i) => ({ posterior, share: weights[i]! / total }));
  const used = parts.flatMap(({ share }, i) => (share > 1e-6 ? [i] : []));
  return {
    parts: used.map((i) => parts[i]!),
    designs: used.map((i) => designs[i]!),
    deltas: used.map((i) => deltas[i]!),
  };
}

function termsOf(parts: readonly Part[], names: readonly string[], level: number): Term[] {
  return names.flatMap((name, j) => {
    if (name.startsWith("season_")) return []; // Fourier terms mean little one by one
    const mixture = contrastOver(parts, (i) => unit(parts[i]!.posterior.design.columnCount, j));
    return mixture === null ? [] : [{ name, ...inferenceOf(mixture, level) }];
  });
}

function unit(length: number, at: number): Float64Array {
  const c = new Float64Array(length);
  c[at] = 1;
  return c;
}

/** The estimate of every intervention, the total of the first, each with its ratio to what would have been. */
function effectsOf(
  parts: readonly Part[],
  designs: readonly Matrix[],
  terms: readonly EffectTerms[],
  baseCount: number,
  options: InterruptedTimeSeriesOptions,
): { estimate: Inference; relative: Relative | null; effects: Effect[] } {
  const { level, dependentVariable } = options;
  const found = terms.map(({ intervention, first, count, rows }) => {
    const weights = designs.map((x) => averageOf(x, first, count, rows));
    const baselines = designs.map((x) => averageOf(x, 0, baseCount, rows));
    const mixture = contrastOver(parts, (i) => weights[i]!);
    if (mixture === null) throw repeatedEffect(terms.length === 1 ? "" : intervention.name, options);
    const relative = fiellerRatio(
      parts,
      (i) => weights[i]!,
      (i) => baselines[i]!,
      level,
    );
    return { intervention, inference: inferenceOf(mixture, level), relative, dates: rows.length };
  });
  const { inference, relative, dates } = found[0]!;
  const total = relative === null ? null : { ...relative, baseline: relative.baseline * dates };
  return {
    estimate: inference,
    relative,
    effects: [
      effectOf("cumulative", scaled(inference, dates), dependentVariable, total),
      ...found
        .slice(1)
        .map((each) =>
          effectOf(each.intervention.name, each.inference, `${dependentVariable} per date`, each.relative),
        ),
    ],
  };
}

/** The outcome less covariates, holidays and seasons at the mode. */
function adjustedOutcome(
  y: Float64Array,
  x: Matrix,
  { design, mode }: ArPosterior,
  names: readonly string[],
  count: number,
): Float64Array {
  const { triangle, projection, scale, kept } = design;
  const coefficients = solveUpper(
    triangle,
    projection.map((value, j) => value + scale * mode.gamma[j]!),
  );
  const out = y.slice();
  kept.forEach((j, at) => {
    if (j >= count || names[j] === "constant" || names[j] === "trend") return;
    for (let t = 0; t < out.length; t++) out[t] = out[t]! - coefficients[at]! * x.data[j * x.rows + t]!;
  });
  return out;
}

/** The forecast from the dates before the first intervention; null where they do not carry the model. */
function forecastOf(
  series: Series,
  x: Matrix,
  baseCount: number,
  chosen: Chosen,
  options: InterruptedTimeSeriesOptions,
  context: Context,
): { path: Answer["path"]; forecastAverage: Inference | null; effects: Effect[]; meanExpected: number | null } {
  const { y, before, dates, interventions } = series;
  const n = y.length;
  const base = rowsOf({ rows: n, cols: baseCount, data: x.data.subarray(0, baseCount * n) }, 0, n)!;
  const posterior =
    baseCount === 0 ? null : robustPosterior(y.slice(0, before), rowsOf(base, 0, before)!, chosen.order);
  if (
    posterior === null ||
    posterior.design.aliased.some((j) => base.data.subarray(j * n + before, (j + 1) * n).some((v) => v !== 0))
  ) {
    return { path: null, forecastAverage: null, effects: [], meanExpected: null };
  }
  const counted = Uint8Array.from({ length: n - before }, (_, h) => {
    const t = before + h;
    return t < interventions[0]!.start || Number.isNaN(y[t]!) ? 0 : 1;
  });
  const forecast = forecastAr(posterior, rowsOf(base, before, n)!, counted);
  const path = pathOf(
    forecast,
    {
      dates,
      interventionDate: dates[series.start]!,
      observed: series.given,
      from: before,
      counted,
      fitted: posterior.predictions,
      fittedQuantile: studentT.upperTailQuantile((1 - options.level) / 2, posterior.df),
      level: options.level,
    },
    context.rng.stream("simultaneous"),
  );
  const known = counted.reduce((sum, value) => sum + value, 0);
  if (known === 0) return { path, forecastAverage: null, effects: [], meanExpected: null };
  const sum = forecast.sumAt(n - before - 1);
  const observed = counted.reduce((total, value, h) => total + (value === 1 ? y[before + h]! : 0), 0);
  const total = inferenceOf({ ...sum, means: sum.means.map((mean) => observed - mean) }, options.level);
  const average = scaled(total, 1 / known);
  const meanExpected = (observed - total.value) / known;
  return {
    path,
    forecastAverage: average,
    effects: [
      effectOf("forecast_average", average, `${options.dependentVariable} per date`),
      effectOf("forecast_cumulative", total, options.dependentVariable),
    ],
    meanExpected,
  };
}

function fit(series: Series, options: InterruptedTimeSeriesOptions, context: Context): Answer {
  const { y } = series;
  const n = y.length;
  const constant = options.trend.includes("c");
  const chosen = chooseRegression(series, options, y);
  const base = withWaves(series.background, chosen.waves, n, constant);
  const terms = effectTerms(series, options, base.cols);
  const { parts, designs, deltas } = partsOf(series, options, chosen, base);
  context.signal.throwIfAborted();
  const lead = parts.reduce((best, part) => (part.share > best.share ? part : best));
  const x = designs[parts.indexOf(lead)]!;
  const { posterior } = lead;
  const { estimate, relative, effects } = effectsOf(parts, designs, terms, base.cols, options);
  const forecast = forecastOf(series, x, base.cols, chosen, options, context);
  const names = [
    ...(constant ? ["constant"] : []),
    ...series.backgroundNames,
    ...chosen.waves.map(({ name }) => name),
    ...effectNames(series),
  ];
  const average = averageOf(x, terms[0]!.first, terms[0]!.count, terms[0]!.rows);
  const reml = remlFit(posterior, average);
  const orders = ordersTable(y, x, average, chosen, posterior, options.level);
  const decay = deltas.reduce((sum, delta, i) => sum + delta * parts[i]!.share, 0);
  const probe = ({ y: outcome, background, column }: Probe): Inference | null => {
    const design = beside(withWaves(background, chosen.waves, outcome.length, constant), column);
    const fitted = robustPosterior(outcome, design, chosen.order, { points: quickPoints });
    const mixture = fitted === null ? null : contrast(fitted, unit(design.cols, design.cols - 1));
    return mixture === null ? null : inferenceOf(mixture, options.level);
  };
  return {
    estimate,
    relative,
    effects: [...effects, ...forecast.effects],
    path: forecast.path,
    forecastAverage: forecast.forecastAverage,
    innovations: posterior.innovations,
    adjusted: adjustedOutcome(y, x, posterior, names, base.cols),
    autocorrelations: chosen.order,
    season: Math.round(chosen.seasons[0]?.length ?? 0),
    trended: options.trend.includes("t"),
    diagnostics: {
      log_likelihood: posterior.logLikelihood,
      likelihood: "restricted",
      residual_df: posterior.df,
      sigma2: posterior.mode.sigma2 * posterior.design.scale ** 2,
      ar_order: chosen.order,
      ...Object.fromEntries(Array.from(reml.phi, (phi, i) => [`ar_${i + 1}`, phi])),
      reml_effect: reml.value,
      reml_std_error: reml.stderr,
      seasons: chosen.seasons.map(({ length, harmonics }) => `${length}: ${harmonics}`).join(", ") || "none",
      autocorrelation_nodes: posterior.nodes.length,
      ...(Number.isNaN(decay) ? {} : { decay_per_date: decay }),
      relative_effect: relative?.value ?? null,
      forecast_mean: forecast.meanExpected,
    },
    terms: termsOf(parts, names, options.level),
    checks: [
      persistenceCheck(posterior),
      collinearCheck(posterior.design.aliased.map((j) => names[j]!)),
      ...orders.checks,
    ],
    tables: orders.tables,
    probe,
  };
}

/**
 * Regression with autoregressive errors, fitted by the restricted likelihood with the autocorrelation integrated out
 * (Zellner and Tiao 1964; Harville 1974).
 */
export const regression: Method = {
  options: {
    seasons: seasonsOption,
    harmonics: withDefault(autoOr(countOption(60)), "auto"),
    ar: withDefault(autoOr(countOption(10)), "auto"),
  },
  trend: "ct",
  fit,
};
