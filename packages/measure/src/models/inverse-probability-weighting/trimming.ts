import { ImpactError, type Check } from "@ie/contracts";
import { requireUnits } from "../../columns.ts";
import { crumpCut, takeUnits, type Units } from "../../units/index.ts";
import type { InverseProbabilityWeightingOptions } from "./options.ts";
import { who } from "./who.ts";

export interface Trimmed {
  readonly units: Units;
  /** Places of the kept units among those given. */
  readonly rows: readonly number[];
  /** Bounds of the kept propensities; null where all units stay. */
  readonly bounds: readonly [number, number] | null;
  readonly check: Check;
}

/**
 * Leaves out units whose propensity has few counterparts in the other arm. For att only high scores lack them, for atc only low ones. The
 * check names whose effect is left.
 */
export function trim(units: Units, scores: Float64Array, options: InverseProbabilityWeightingOptions): Trimmed {
  const everyone = Array.from({ length: units.n }, (_, i) => i);
  const whole = (message: string): Trimmed => ({
    units,
    rows: everyone,
    bounds: null,
    check: { name: "trimming", status: "pass", message, value: 0 },
  });
  if (options.trim === null) return whole("no unit was left out for its propensity");
  const cut = options.trim === "crump" ? crumpCut(scores) : 0;
  const [low, high] = options.trim === "crump" ? [cut, 1 - cut] : options.trim;
  const lowest = options.estimand === "att" ? 0 : low;
  const highest = options.estimand === "atc" ? 1 : high;
  const rows = everyone.filter((i) => scores[i]! >= lowest && scores[i]! <= highest);
  const range = `${Number(lowest.toPrecision(3))} to ${Number(highest.toPrecision(3))}`;
  if (rows.length === units.n) return whole(`every unit has a propensity from ${range}; none was left out`);
  const kept = takeUnits(units, rows);
  if (kept.nTreated < 2 || kept.nControl < 2) {
    throw new ImpactError({
      code: "fit/no-overlap",
      who,
      what: `${kept.nTreated} treated and ${kept.nControl} untreated units have a propensity from ${range}`,
      hint: "hardly anybody could have been in either arm; compare other units, or widen trim",
      facts: { treated: kept.nTreated, control: kept.nControl, lowest, highest },
    });
  }
  requireUnits(who, kept.n, `units have a propensity from ${range}`);
  const gone = units.n - kept.n;
  const ofTarget =
    options.estimand === "ate"
      ? gone / units.n
      : options.estimand === "att"
        ? 1 - kept.nTreated / units.nTreated
        : 1 - kept.nControl / units.nControl;
  const those = { ate: "units", att: "treated units", atc: "untreated units" }[options.estimand];
  return {
    units: kept,
    rows,
    bounds: [lowest, highest],
    check: {
      name: "trimming",
      status: ofTarget > 0.2 ? "fail" : "warn",
      message: `${gone} of ${units.n} units have a propensity outside ${range} and were left out: the effect is that of the ${(100 * (1 - ofTarget)).toFixed(1)} % of ${those} within; set trim: none for everyone's, with wider and less reliable intervals`,
      value: ofTarget,
    },
  };
}
