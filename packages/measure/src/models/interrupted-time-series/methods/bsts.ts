import { choiceOption, withDefault, wholeOption, type Context, type Term } from "@ie/contracts";
import { fitStructural, summariseChains, type BstsDraws, type Matrix } from "@ie/stats";
import { calendarSeasons, seasonsHeld } from "../calendar/seasons.ts";
import { noVariation, nothingAfter, tooManyParameters } from "../faults.ts";
import { effectOf } from "../inference.ts";
import type { Answer, Inference, Method, Probe } from "../method.ts";
import { seasonsOption } from "../option-kinds.ts";
import type { InterruptedTimeSeriesOptions } from "../options.ts";
import { matrixOf, columnOf, rowsOf, type Series } from "../series.ts";
import { convergenceCheck, sensitivity } from "./bsts-checks.ts";
import { pathOf, relativeOf } from "./bsts-path.ts";
import { chains, levelSds, sampleFrom, type LevelSd, type Sampler } from "./bsts-sample.ts";
import { inferenceOfDraws } from "./draws.ts";

/** Seasons longer than this have too many states; give the option seasons for them. */
const longestSeason = 53;
const probeDraws = 200;
const mostProbes = 8;

function seasonsOf(series: Series, { seasons }: InterruptedTimeSeriesOptions): number[] {
  const lengths = seasons === "auto" ? seasonsHeld(calendarSeasons(series.step), series.before) : [...seasons];
  return lengths.filter((length) => Number.isInteger(length) && length <= longestSeason);
}

function fit(series: Series, options: InterruptedTimeSeriesOptions, context: Context): Answer {
  const { y, before, interventions, backgroundNames } = series;
  const { level, washout } = options;
  const n = y.length;
  const [{ start, end, name }] = interventions as [Series["interventions"][number]];
  const counted = Array.from({ length: n }, (_, t) => t).filter(
    (t) => t >= start + washout && t < end && !Number.isNaN(y[t]!),
  );
  if (counted.length === 0) throw nothingAfter(name);
  const pre = y.slice(0, before).filter((value) => !Number.isNaN(value));
  if (pre.length < 8) throw tooManyParameters(pre.length, 8, "give more dates before the intervention");
  if (pre.every((value) => value === pre[0])) throw noVariation(pre, options);
  // a trend is the level's own drift, no regressor
  const kept = backgroundNames.flatMap((each, j) => (each === "trend" ? [] : [j]));
  const regressors =
    kept.length === 0
      ? null
      : matrixOf(
          n,
          kept.map((j) => columnOf(series.background, j)),
        );
  const trended = options.trend.includes("t");
  const seasons = seasonsOf(series, options);
  const sampler: Sampler = {
    spec: { level: trended ? "local_linear_trend" : "local_level", seasons: seasons.map((periods) => ({ periods })) },
    level,
    signal: context.signal,
  };
  const main: LevelSd = options.priors === "causal_impact" ? 0.01 : 0.1;
  const sampled = sampleFrom(y, regressors, before, counted, main, options.draws, sampler, context.rng.stream("bsts"));
  const inference = inferenceOfDraws(sampled.effects, level);
  const alternatives = ([...levelSds, "free"] as const).map((levelSd) => ({
    levelSd,
    inference:
      levelSd === main
        ? inference
        : inferenceOfDraws(
            sampleFrom(
              y,
              regressors,
              before,
              counted,
              levelSd,
              Math.ceil(options.draws / 2),
              sampler,
              context.rng.stream(`prior ${levelSd}`),
            ).effects,
            level,
          ),
  }));
  const { check, table } = sensitivity(alternatives, level);
  const summary = summariseChains(sampled.effects, sampled.draws.chains);
  const structural = fitStructural(y.slice(0, before), regressors === null ? null : rowsOf(regressors, 0, before), {
    level: sampler.spec.level,
    seasons: seasons.map((period) => ({ form: "dummy" as const, period })),
  });
  const total = inferenceOfDraws(
    sampled.effects.map((effect) => effect * counted.length),
    level,
  );
  const relative = relativeOf(sampled, level);
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value / values.length, 0);
  const k = kept.length;
  const terms: Term[] = kept.map((j, at) => {
    const values = Float64Array.from(
      { length: sampled.draws.draws },
      (_, d) => sampled.draws.coefficients[d * k + at]!,
    );
    const { value, stderr, interval } = inferenceOfDraws(values, level);
    return { name: backgroundNames[j]!, value, stderr, interval, pValue: null };
  });
  const { sorted: _, ...estimate } = inference;
  const { sorted: _unused, ...cumulative } = total;
  const unit = options.dependentVariable;
  const innovations = new Float64Array(n).fill(NaN);
  innovations.set(structural.innovations);
  return {
    estimate,
    relative,
    effects: [
      effectOf(
        "cumulative",
        cumulative,
        unit,
        relative === null ? null : { ...relative, baseline: relative.baseline * counted.length },
      ),
    ],
    path: pathOf(series, sampled, counted, level),
    innovations: structural.innovations.some(Number.isFinite) ? innovations : null,
    autocorrelations: 1,
    season: seasons[0] ?? 0,
    trended: true,
    mostPlacebos: mostProbes,
    diagnostics: {
      log_likelihood: Number.isFinite(structural.logLikelihood) ? structural.logLikelihood : null,
      r_squared: rSquared(y, sampled.draws),
      draws: sampled.draws.draws,
      chains,
      monte_carlo_std_error: finite(summary.monteCarloStderr),
      effective_sample_size: finite(summary.effectiveSampleSize),
      r_hat: finite(summary.rHat),
      smallest_p_value: 2 / (sampled.draws.draws + 1),
      level_sd_prior: main,
      sigma_observation: mean(sampled.draws.sigmaObservation),
      sigma_level: mean(sampled.draws.sigmaLevel),
      seasons: seasons.join(", ") || "none",
      ...Object.fromEntries(kept.map((j, at) => [`inclusion_${backgroundNames[j]!}`, sampled.draws.inclusion[at]!])),
      relative_effect: relative?.value ?? null,
    },
    terms,
    checks: [check, convergenceCheck(summary.rHat, summary.monteCarloStderr, inference.stderr)],
    tables: { prior_sensitivity: table },
    probe: ({ y: outcome, background, column }: Probe): Inference | null => {
      const at = column.findIndex((value) => value !== 0);
      const dates = Array.from(outcome.keys()).filter((t) => t >= at && !Number.isNaN(outcome[t]!));
      const known = outcome.slice(0, at).filter((value) => !Number.isNaN(value));
      if (at < 8 || dates.length === 0 || known.every((value) => value === known[0])) return null;
      const others = background === null ? null : withoutTrend(background);
      const probed = sampleFrom(
        outcome,
        others,
        at,
        dates,
        main,
        probeDraws,
        sampler,
        context.rng.stream("probe").stream(at),
      );
      return inferenceOfDraws(probed.effects, level);
    },
  };
}

/** Columns without the count of dates, which the level's drift stands for. */
function withoutTrend(background: Matrix): Matrix | null {
  const columns = Array.from({ length: background.cols }, (_, j) => columnOf(background, j)).filter(
    (column) => !column.every((value, t) => value === t + column[0]!),
  );
  return columns.length === 0 ? null : matrixOf(background.rows, columns);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function rSquared(y: Float64Array, { fitted, n }: BstsDraws): number | null {
  const known = Array.from({ length: n }, (_, t) => t).filter((t) => !Number.isNaN(y[t]!));
  const mean = known.reduce((sum, t) => sum + y[t]! / known.length, 0);
  const total = known.reduce((sum, t) => sum + (y[t]! - mean) ** 2, 0);
  return finite(1 - known.reduce((sum, t) => sum + (y[t]! - fitted[t]!) ** 2, 0) / total);
}

/**
 * Bayesian structural time series (Scott and Varian 2014; Brodersen et al. 2015): the posterior of the dates since the
 * intervention given those before it, spike and slab on the covariates; the effect is what was observed less that.
 */
export const bsts: Method = {
  options: {
    seasons: seasonsOption,
    priors: withDefault(choiceOption("calibrated", "causal_impact"), "calibrated"),
    draws: withDefault(wholeOption(100, 100_000), 2_000),
  },
  trend: "c",
  fit,
};
