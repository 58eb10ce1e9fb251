import { ImpactError, type Relative } from "@ie/contracts";
import { fitPoisson, type Matrix, type PoissonFit } from "@ie/stats";
import { collinearCheck } from "../../../collinear-check.ts";
import { tInference } from "../../../inference.ts";
import { repeatedEffect, tooManyParameters } from "../faults.ts";
import { effectOf, scaled } from "../inference.ts";
import { effectColumns, effectNames, effectTerms } from "../interventions.ts";
import type { Answer, Inference, Probe } from "../method.ts";
import type { InterruptedTimeSeriesOptions } from "../options.ts";
import { beside, columnOf, matrixOf, rowsOf, type Series } from "../series.ts";
import { who } from "../who.ts";
import { calendarSeasons, mostHarmonics, seasonsHeld, wavesOf, type Wave } from "../calendar/seasons.ts";
import { withWaves } from "./choose-regression.ts";
import { countsPath } from "./poisson-path.ts";

/** Rows with an outcome. */
function knownRows(y: Float64Array): number[] {
  return Array.from(y.keys()).filter((t) => !Number.isNaN(y[t]!));
}

function take(x: Matrix, rows: readonly number[]): Matrix {
  return matrixOf(
    rows.length,
    Array.from({ length: x.cols }, (_, j) => Float64Array.from(rows, (t) => columnOf(x, j)[t]!)),
  );
}

function fitKnown(y: Float64Array, x: Matrix, logOffset: Float64Array | null): PoissonFit {
  const rows = knownRows(y);
  const offset = logOffset === null ? {} : { offset: Float64Array.from(rows, (t) => logOffset[t]!) };
  return fitPoisson(
    Float64Array.from(rows, (t) => y[t]!),
    take(x, rows),
    offset,
  );
}

/** Harmonics by the quasi-likelihood's AICc on the dates before the intervention, at the dispersion of the fullest model. */
function chooseWaves(series: Series, options: InterruptedTimeSeriesOptions, constant: boolean): Wave[] {
  const { before, y, background, logOffset } = series;
  const lengths = options.seasons === "auto" ? seasonsHeld(calendarSeasons(series.step), before) : [...options.seasons];
  const pre = y.slice(0, before);
  const rows = knownRows(pre).length;
  const waves: Wave[] = [];
  for (const length of lengths) {
    const most = Math.min(mostHarmonics(length), Math.max(1, Math.floor(rows / 8)));
    if (options.harmonics !== "auto") {
      waves.push(...wavesOf(length, options.harmonics, waves));
      continue;
    }
    const fits = Array.from({ length: most + 1 }, (_, k) => {
      const added = wavesOf(length, k, waves);
      const x = withWaves(rowsOf(background, 0, before), [...waves, ...added], before, constant);
      return { added, fit: fitKnown(pre, x, logOffset) };
    });
    const dispersion = Math.max(1, fits.at(-1)!.fit.dispersion || 1);
    let best: { added: readonly Wave[]; value: number } = { added: [], value: Infinity };
    for (const { added, fit } of fits) {
      const count = rows - fit.df + 1;
      const value = fit.deviance / dispersion + (2 * count * rows) / Math.max(1, rows - count - 1);
      if (value < best.value - 1e-9) best = { added, value };
    }
    waves.push(...best.added);
  }
  return waves;
}

/** The log rate ratio of a contrast with quasi-Poisson error on t. */
function logRatio({ coefficients, covariance, dispersion, df }: PoissonFit, c: Float64Array, level: number): Inference {
  let value = 0;
  let variance = 0;
  for (let a = 0; a < c.length; a++) {
    if (c[a] === 0) continue;
    value += c[a]! * coefficients[a]!;
    for (let b = 0; b < c.length; b++)
      if (c[b] !== 0) variance += c[a]! * c[b]! * covariance.data[a * covariance.rows + b]!;
  }
  const stderr = Math.sqrt(variance * Math.max(1, dispersion));
  return { value, stderr, ...tInference(value, stderr, df, level) };
}

/** exp of a log ratio, times and less what is asked: the ratio (1, 0), the relative (1, 1) or absolute effect (μ, μ). */
function raised({ value, stderr, interval, pValue }: Inference, factor: number, less: number): Inference {
  const of = (log: number): number => factor * Math.exp(log) - less;
  const { lower, upper, level } = interval;
  return {
    value: of(value),
    stderr: factor * Math.exp(value) * stderr,
    interval: { lower: of(lower), upper: of(upper), level },
    pValue,
  };
}

interface CountEffect {
  readonly name: string;
  readonly dates: number;
  /** log of Σ μ with the effect ÷ Σ μ without. */
  readonly log: Inference;
  /** Mean μ without the effect. */
  readonly baseline: number;
}

/** Expected counts without any effect, n. */
function countsWithout(fit: PoissonFit, base: Matrix, logOffset: Float64Array | null): Float64Array {
  return Float64Array.from({ length: base.rows }, (_, t) => {
    let eta = logOffset?.[t] ?? 0;
    for (let j = 0; j < base.cols; j++) eta += (fit.coefficients[j] || 0) * base.data[j * base.rows + t]!; // NaN where aliased
    return Math.exp(eta);
  });
}

/** The averaged effect of columns `first` … and its delta-method error; the other columns' parts of the gradient nearly cancel. */
function averagedEffect(
  fit: PoissonFit,
  x: Matrix,
  first: number,
  count: number,
  without: Float64Array,
  dates: readonly number[],
  level: number,
): { log: Inference; baseline: number } {
  const gradient = new Float64Array(x.cols);
  const other = new Float64Array(x.cols);
  let [sumWith, sumWithout] = [0, 0];
  for (const t of dates) {
    let shift = 0;
    for (let j = first; j < first + count; j++) shift += fit.coefficients[j]! * x.data[j * x.rows + t]!;
    const mu = without[t]! * Math.exp(shift);
    sumWith += mu;
    sumWithout += without[t]!;
    for (let j = 0; j < x.cols; j++) {
      const value = x.data[j * x.rows + t]!;
      gradient[j] = gradient[j]! + mu * value;
      if (j < first || j >= first + count) other[j] = other[j]! + without[t]! * value;
    }
  }
  const c = gradient.map((value, j) => (fit.aliased.includes(j) ? 0 : value / sumWith - other[j]! / sumWithout));
  const { stderr } = logRatio(fit, c, level);
  const value = Math.log(sumWith / sumWithout);
  return { log: { value, stderr, ...tInference(value, stderr, fit.df, level) }, baseline: sumWithout / dates.length };
}

/**
 * Quasi-Poisson regression with log link (McCullagh and Nelder 1989, chapter 6). The effect on the outcome's scale is the mean
 * over the dates of the expected count with the intervention less that without; interval and p-value are those of the log of
 * their ratio by the delta method, carried over at the expected counts without, so that every scale excludes no effect together.
 */
export function fitCounts(series: Series, options: InterruptedTimeSeriesOptions): Answer {
  const { y, interventions, logOffset, background, backgroundNames } = series;
  const n = y.length;
  const { level, dependentVariable } = options;
  const constant = options.trend.includes("c");
  const waves = chooseWaves(series, options, constant);
  const base = withWaves(background, waves, n, constant);
  const x = beside(base, ...interventions.flatMap((each) => effectColumns(each, n)));
  const rows = knownRows(y);
  if (rows.length - x.cols < 3) throw tooManyParameters(rows.length, x.cols, "take out terms, or give more dates");
  const fit = fitKnown(y, x, logOffset);
  if (fit.aliased.some((j) => j >= base.cols)) throw repeatedEffect("", options);
  if (fit.status !== "ok") {
    throw new ImpactError({
      code: "fit/not-converged",
      who,
      what: `the counts of "${dependentVariable}" have no Poisson fit (${fit.status})`,
      hint: "a side or season without any event has no rate; give longer dates, or family: gaussian",
      facts: { status: fit.status },
    });
  }
  const without = countsWithout(fit, base, logOffset);
  const found = effectTerms(series, options, base.cols).map(
    ({ intervention, first, count, rows: dates }): CountEffect => ({
      name: intervention.name,
      dates: dates.length,
      ...averagedEffect(fit, x, first, count, without, dates, level),
    }),
  );
  const [{ log, baseline, dates }, ...others] = found as [CountEffect, ...CountEffect[]]; // the options have one at least
  const relative = (effect: CountEffect, scale: number): Relative => {
    const { value, interval } = raised(effect.log, 1, 1);
    return { value, interval, baseline: effect.baseline * scale };
  };
  const estimate = raised(log, baseline, baseline);
  const names = [
    ...(constant ? ["constant"] : []),
    ...backgroundNames,
    ...waves.map(({ name }) => name),
    ...effectNames(series),
  ];
  const innovations = new Float64Array(n).fill(NaN);
  const root = Math.sqrt(fit.dispersion);
  rows.forEach((t, i) => (innovations[t] = (y[t]! - fit.fitted[i]!) / (root * Math.sqrt(fit.fitted[i]!))));
  const unit = (j: number): Float64Array => Float64Array.from(names, (_, i) => (i === j ? 1 : 0));
  return {
    estimate,
    relative: relative(found[0]!, 1),
    effects: [
      effectOf("cumulative", scaled(estimate, dates), dependentVariable, relative(found[0]!, dates)),
      effectOf("rate_ratio", raised(log, 1, 0), "ratio"),
      ...others.map((each) =>
        effectOf(
          each.name,
          raised(each.log, each.baseline, each.baseline),
          `${dependentVariable} per date`,
          relative(each, 1),
        ),
      ),
    ],
    path: countsPath(series, fit, x, base.cols, without, level),
    innovations: fit.dispersion > 0 ? innovations : null,
    autocorrelations: 0,
    season: Math.round(calendarSeasons(series.step)[0] ?? 0),
    trended: options.trend.includes("t"),
    diagnostics: {
      log_likelihood: fit.logLikelihood,
      deviance: fit.deviance,
      dispersion: fit.dispersion,
      residual_df: fit.df,
      harmonics: waves.length === 0 ? "none" : waves.map(({ name }) => name).join(", "),
      log_rate_ratio: log.value,
      log_rate_ratio_std_error: log.stderr,
      relative_effect: Math.exp(log.value) - 1,
    },
    terms: names.flatMap((name, j) =>
      fit.aliased.includes(j) || name.startsWith("season_") ? [] : [{ name, ...logRatio(fit, unit(j), level) }],
    ),
    checks: [
      {
        name: "dispersion",
        status: fit.dispersion > 3 ? "warn" : "pass",
        message: `the counts vary ${fit.dispersion.toPrecision(3)} times as much as Poisson counts; the interval allows for it${fit.dispersion > 3 ? ", but look for a missing season, trend or covariate" : ""}`,
        value: fit.dispersion,
      },
      collinearCheck(fit.aliased.map((j) => names[j]!)),
    ],
    tables: {},
    probe: ({ y: outcome, background: other, column }: Probe): Inference | null => {
      if (outcome.some((value) => value < 0)) return null;
      const design = withWaves(other, waves, outcome.length, constant);
      const whole = beside(design, column);
      const offset = logOffset?.subarray(0, outcome.length) ?? null;
      const probed = fitKnown(outcome, whole, offset);
      if (probed.status !== "ok" || probed.df < 3 || probed.aliased.includes(design.cols)) return null;
      const at = Array.from(column.keys()).filter((t) => column[t] !== 0);
      const effect = averagedEffect(probed, whole, design.cols, 1, countsWithout(probed, design, offset), at, level);
      return raised(effect.log, effect.baseline, effect.baseline);
    },
  };
}
