import { ImpactError, unwrap, validate } from "@ie/contracts";
import { findRoot } from "@ie/stats";
import { freeze } from "./freeze.ts";
import { designOptions, type DesignOptions } from "./options.ts";
import { powerFunction, type PowerFunction } from "./power-function.ts";

/** One look of a schedule. */
export interface Look {
  /** Share of the units seen by then. */
  readonly fraction: number;
  /** Units by then, all arms together. */
  readonly units: number;
  readonly day: number | null;
  /** The absolute value that z must exceed to stop; null where this look cannot stop. */
  readonly bound: number | null;
  /** Probability of stopping here when the effect is the one planned for. */
  readonly stops: number;
}

/** A size, and what it finds. */
export interface SizedDesign {
  readonly nControl: number;
  /** In each treated arm. */
  readonly nTreated: number;
  /** All arms together. */
  readonly units: number;
  /** All arms together; null where units are assigned singly. */
  readonly clusters: number | null;
  readonly days: number | null;
  /** Of finding the effect planned for; null where none was given. */
  readonly power: number | null;
  /** The effect, in the metric's unit, that is found with the power asked for. */
  readonly minimumDetectableEffect: number;
  /** The same as a share of the baseline; null where that is 0. */
  readonly relativeMinimumDetectableEffect: number | null;
  readonly looks: readonly Look[];
  /** Units on average when the experiment stops at the first bound crossed; null where there is one look or no effect. */
  readonly expectedUnits: number | null;
}

export interface PowerPoint {
  readonly effect: number;
  readonly relativeEffect: number | null;
  readonly power: number;
}

/** What an experiment needs, and what it can find. Probabilities are for one comparison with the control. */
export interface DesignReport {
  readonly kind: "analytic";
  readonly metric: "mean" | "proportion" | "ratio";
  readonly baseline: number;
  /** The effect planned for, in the metric's unit. */
  readonly effect: number | null;
  readonly arms: number;
  readonly alpha: number;
  /** Of one comparison, after splitting over the treated arms. */
  readonly alphaPerComparison: number;
  readonly power: number;
  readonly sides: 1 | 2;
  /** Variance that clusters add and a covariate takes away, as a factor. */
  readonly varianceFactor: number;
  /** The size that finds the effect; null where no effect was given. */
  readonly required: SizedDesign | null;
  /** What the units that there are can do; null where none were given. */
  readonly available: SizedDesign | null;
  /** Power against the effect at the available size, else at the required one. */
  readonly curve: readonly PowerPoint[];
  /** What to doubt about these figures. */
  readonly warnings: readonly string[];
}

const multiples = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2] as const;

/** Below this, counts of events are too few for a normal approximation. */
const FEW_EVENTS = 10;

function warningsFor(
  { metric }: DesignOptions,
  { nTreated, nControl }: SizedDesign,
  effect: number,
): readonly string[] {
  if (metric.rate === null) return [];
  const treated = metric.rate + effect;
  const events = Math.min(nControl * Math.min(metric.rate, 1 - metric.rate), nTreated * Math.min(treated, 1 - treated));
  if (events >= FEW_EVENTS) return [];
  return [
    `an arm expects ${Number(events.toPrecision(2))} events or non-events; below ${FEW_EVENTS} the normal approximation to a rate is poor`,
  ];
}

function impossible(what: string, hint: string): ImpactError {
  return new ImpactError({ code: "config/invalid", who: "design", what, hint });
}

/** Largest effect in a direction that the metric allows, in its unit. */
function limitOf({ metric }: DesignOptions, direction: number): number {
  if (metric.rate === null) return Infinity;
  return (direction > 0 ? 1 - metric.rate : metric.rate) * (1 - 1e-9);
}

/** The effect with the power asked for, in the direction of the effect planned for. */
function smallestEffect(options: DesignOptions, f: PowerFunction, nTreated: number, nControl: number): number {
  const direction =
    options.effect !== null && options.effect * (options.effectScale === "relative" ? f.baseline : 1) < 0 ? -1 : 1;
  const limit = limitOf(options, direction);
  const excess = (size: number): number => f.powerAt(nTreated, nControl, direction * size) - options.power;
  let high = Math.min(limit, options.metric.rate === null ? 1e-6 * (Math.abs(f.baseline) || 1) : limit);
  while (excess(high) < 0) {
    if (high >= limit)
      throw impossible(
        `${Math.round(nTreated + nControl)} units find no ${direction > 0 ? "rise" : "fall"} of the rate ${f.baseline} with power ${options.power}`,
        "give more units, or ask for less power",
      );
    high = Math.min(limit, 2 * high);
  }
  return direction * findRoot(excess, 0, high);
}

function sized(options: DesignOptions, f: PowerFunction, control: number, effect: number | null): SizedDesign {
  const { arms, allocation, cluster, unitsPerDay } = options;
  const size = cluster?.size ?? 1;
  // Whole clusters, whole units; a hair is taken off, so that a size computed as whole does not gain one.
  const whole = (n: number): number => Math.ceil(n / size - 1e-9);
  const clustersControl = whole(control);
  const clustersTreated = whole(control * allocation);
  const [nControl, nTreated] = [Math.ceil(clustersControl * size), Math.ceil(clustersTreated * size)];
  const units = nControl + (arms - 1) * nTreated;
  const dayOf = (n: number): number | null => (unitsPerDay === null ? null : Math.ceil(n / unitsPerDay));
  const smallest = smallestEffect(options, f, nTreated, nControl);
  const stops = f.stopping(f.singleLookPowerAt(nTreated, nControl, effect ?? smallest));
  const looks = f.fractions.map((fraction, k): Look => {
    const seen = Math.ceil(units * fraction - 1e-9);
    const bound = f.bounds[k]!;
    return { fraction, units: seen, day: dayOf(seen), bound: bound === Infinity ? null : bound, stops: stops[k]! };
  });
  let expected = units;
  for (const look of looks) expected -= look.stops * (units - look.units);
  return {
    nControl,
    nTreated,
    units,
    clusters: cluster === null ? null : clustersControl + (arms - 1) * clustersTreated,
    days: dayOf(units),
    power: effect === null ? null : f.powerAt(nTreated, nControl, effect),
    minimumDetectableEffect: smallest,
    relativeMinimumDetectableEffect: f.baseline === 0 ? null : smallest / f.baseline,
    looks,
    expectedUnits: looks.length === 1 ? null : Math.ceil(expected),
  };
}

/** Units of the control arm at which the effect is found with the power asked for. */
function controlFor(options: DesignOptions, f: PowerFunction, effect: number): number {
  const { allocation, power } = options;
  const excess = (log: number): number => f.powerAt(allocation * Math.exp(log), Math.exp(log), effect) - power;
  const fewest = Math.log(f.fewest * Math.max(1, 1 / allocation)) + 1e-9;
  if (excess(fewest) >= 0) return Math.exp(fewest);
  const found = findRoot(excess, fewest, Math.log(1e13));
  if (Number.isNaN(found)) throw impossible(`no number of units finds an effect of ${effect}`, "plan for a larger one");
  return Math.exp(found);
}

/**
 * Sample size, duration, smallest visible effect and power of an experiment, by formula: the noncentral t for means and ratios, the
 * score test for rates, alpha spending for several looks. `request` is the block `design:` of a configuration (snake_case keys).
 * Throws `config/invalid` with every fault.
 */
export function design(request: unknown): DesignReport {
  return designOf(unwrap(validate(designOptions, request), "design", "config/invalid"));
}

/** As {@link design}, of options that have been checked. */
export function designOf(options: DesignOptions): DesignReport {
  const { metric, arms, allocation, alpha, power, sides, unitsPerDay, days, cluster } = options;
  const f = powerFunction(options);
  if (power <= f.alpha) throw impossible(`power ${power} is not above alpha`, "ask for more");
  const effect =
    options.effect === null ? null : options.effect * (options.effectScale === "relative" ? f.baseline : 1);
  const units = options.units ?? (days === null || unitsPerDay === null ? null : days * unitsPerDay);
  const required = effect === null ? null : sized(options, f, controlFor(options, f, effect), effect);
  let available: SizedDesign | null = null;
  if (units !== null) {
    // Rounded down: the units are all that there are.
    const size = cluster?.size ?? 1;
    const control = size * Math.floor(units / (1 + (arms - 1) * allocation) / size + 1e-9);
    const treated = size * Math.floor((control * allocation) / size + 1e-9);
    if (Math.min(control, treated) < f.fewest)
      throw impossible(
        `${units} units leave ${treated} in a treated arm and ${control} in the control`,
        `each arm needs ${cluster === null ? "2 units" : `2 clusters of ${size} units`}`,
      );
    available = sized({ ...options, allocation: treated / control }, f, control, effect);
  }
  const shown = (available ?? required)!; // the schema asks for an effect or a size
  const step = effect ?? shown.minimumDetectableEffect;
  const limit = limitOf(options, step);
  const curve = multiples
    .map((multiple) => multiple * step)
    .filter((each) => Math.abs(each) < limit)
    .map((each) => ({
      effect: each,
      relativeEffect: f.baseline === 0 ? null : each / f.baseline,
      power: f.powerAt(shown.nTreated, shown.nControl, each),
    }));
  return freeze({
    kind: "analytic",
    metric: metric.mean !== null ? "mean" : metric.rate !== null ? "proportion" : "ratio",
    baseline: f.baseline,
    effect,
    arms,
    alpha,
    alphaPerComparison: f.alpha,
    power,
    sides,
    varianceFactor: f.varianceFactor,
    required,
    available,
    curve,
    warnings: warningsFor(options, shown, step),
  });
}
