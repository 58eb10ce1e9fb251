import { isImpactError, unwrap, validate, type Context, type Fit, type Model, type Table } from "@ie/contracts";
import { freeze } from "./freeze.ts";
import type { SimulateOptions } from "./simulate-options.ts";
import { unitTrials, windowTrials, type Trial } from "./trials.ts";

/** What the estimator did with one effect. Shares are of the runs that gave an answer. */
export interface SimulatedPoint {
  /** As asked for: in the outcome's unit, or a share of it. */
  readonly effect: number;
  /** Share of runs that found an effect; where `effect` is 0, the false-positive rate. */
  readonly power: number;
  /** Monte Carlo standard error of `power`. */
  readonly powerError: number;
  /** Mean of the estimates, and of the effects that were put in, in the outcome's unit. */
  readonly meanEstimate: number;
  readonly meanTruth: number;
  /** Share of intervals that held the effect put in. */
  readonly coverage: number;
  /** Nominal coverage of those intervals. */
  readonly level: number;
  /** Runs without an answer. */
  readonly failures: number;
}

/** Power by simulation: the user's own rows, effects put in, the estimator that will be used. */
export interface SimulatedDesign {
  readonly kind: "simulated";
  readonly by: "units" | "windows";
  readonly model: string;
  readonly effectScale: "absolute" | "relative";
  readonly alpha: number;
  readonly power: number;
  readonly runs: number;
  /** Windows that share no date after the intervention: what the Monte Carlo errors count by. Null for units. */
  readonly independentWindows: number | null;
  /** One point an effect, from no effect on, in the order of size. */
  readonly curve: readonly SimulatedPoint[];
  /** Smallest rise found with the power asked for, interpolated between effects; null where none simulated reaches it. */
  readonly minimumDetectableEffect: number | null;
  /** Why runs gave no answer: the first reason. */
  readonly failure: string | null;
}

/** The model as a plan names it, with its options as configurations write them. */
export interface SimulatedModel {
  readonly name: string;
  readonly model: Model<unknown>;
  readonly options: unknown;
}

function isFound({ estimate }: Fit, alpha: number): boolean {
  const { pValue, interval } = estimate;
  return pValue === null ? interval.lower > 0 || interval.upper < 0 : pValue < alpha;
}

/** Between the largest effect that falls short and the next, on the side of the first effect asked for. */
function smallestFound(curve: readonly SimulatedPoint[], power: number, direction: number): number | null {
  const side = curve
    .filter(({ effect }) => effect * direction >= 0)
    .sort((a, b) => Math.abs(a.effect) - Math.abs(b.effect));
  const at = side.findIndex((point, k) => side.slice(k).every((later) => later.power >= power) && point.effect !== 0);
  const [above, below] = [side[at], side[at - 1]];
  if (above === undefined || below === undefined || below.power >= power) return null;
  return below.effect + ((above.effect - below.effect) * (power - below.power)) / (above.power - below.power);
}

/**
 * The power of a model on the user's own rows: they are drawn or cut again and again, effects are put in, the model is fitted. The same
 * runs serve every effect. Throws what the rows lack (`data/…`), and the model's own error where no run gave an answer.
 */
export function simulateDesign(
  { name, model, options: modelOptions }: SimulatedModel,
  table: Table,
  options: SimulateOptions,
  context: Context,
): SimulatedDesign {
  const trials = options.by === "units" ? unitTrials(table, options) : windowTrials(table, options);
  // A window again would be the same answer again.
  const runs = Math.min(options.runs, trials.distinct ?? Infinity);
  const stride = trials.distinct === null ? 1 : trials.distinct / runs;
  const given = (typeof modelOptions === "object" && modelOptions !== null ? modelOptions : {}) as Record<
    string,
    unknown
  >;
  const effects = [...new Set([0, ...options.effects])].sort((a, b) => a - b);
  const tallies = effects.map(() => ({ found: 0, covered: 0, estimates: 0, truths: 0, answers: 0, level: NaN }));
  let failure: Error | null = null;
  for (let run = 0; run < runs; run++) {
    const rng = context.rng.stream("run").stream(run);
    for (const [k, effect] of effects.entries()) {
      context.signal.throwIfAborted();
      let trial: Trial;
      let fit: Fit;
      try {
        trial = trials.trial(Math.floor(run * stride), effect, rng);
        const checked = unwrap(validate(model.options, { ...given, ...trial.options }), name, "config/invalid");
        fit = model.fit(trial.table, checked, { ...context, rng: rng.stream("model") });
      } catch (error) {
        if (!isImpactError(error) || error.code === "config/invalid") throw error;
        failure ??= error;
        continue;
      }
      const { value, interval } = fit.estimate;
      const tally = tallies[k]!;
      tally.answers += 1;
      tally.estimates += value;
      tally.truths += trial.truth;
      tally.level = interval.level;
      if (isFound(fit, options.alpha)) tally.found += 1;
      if (interval.lower <= trial.truth && trial.truth <= interval.upper) tally.covered += 1;
    }
  }
  if (failure !== null && tallies.some(({ answers }) => answers === 0)) throw failure;
  const curve = tallies.map(({ found, covered, estimates, truths, answers, level }, k): SimulatedPoint => {
    const power = found / answers;
    // Rates of 0 and 1 are not known exactly: Agresti and Coull's (1998) two successes and two failures.
    const smoothed = (found + 2) / (answers + 4);
    const counted = Math.min(answers, trials.independent ?? Infinity);
    return {
      effect: effects[k]!,
      power,
      powerError: Math.sqrt((smoothed * (1 - smoothed)) / (counted + 4)),
      meanEstimate: estimates / answers,
      meanTruth: truths / answers,
      coverage: covered / answers,
      level,
      failures: runs - answers,
    };
  });
  return freeze({
    kind: "simulated",
    by: options.by,
    model: name,
    effectScale: options.effectScale,
    alpha: options.alpha,
    power: options.power,
    runs,
    independentWindows: trials.independent,
    curve,
    minimumDetectableEffect: smallestFound(curve, options.power, Math.sign(options.effects[0]!)),
    failure: failure?.message ?? null,
  });
}
