import { ImpactError, type Check } from "@ie/contracts";
import * as z from "zod/mini";
import { fewestUnits } from "../columns.ts";
import { crumpCut } from "./crump-cut.ts";
import { takeUnits } from "./take-units.ts";
import type { Units } from "./units.ts";

/** Propensities between which units are kept; "crump" lets the scores choose; null keeps all. */
export type Trim = "crump" | readonly [lowest: number, highest: number] | null;

const expected = "expected none, crump, or two bounds that ascend between 0 and 1, such as [0.1, 0.9]";

/** Option `trim`, before a model's default; "none" is null. */
export const trimOption: z.ZodMiniOptional<z.ZodMiniType<Trim>> = z.optional(
  z.nullable(
    z.pipe(
      z.union([z.enum(["none", "crump"]), z.tuple([z.number(), z.number()])], { error: expected }).check(
        z.refine((trim) => typeof trim === "string" || (trim[0] >= 0 && trim[0] < trim[1] && trim[1] <= 1), {
          error: "must ascend between 0 and 1, such as [0.1, 0.9]",
        }),
      ),
      z.transform((trim): Trim => (trim === "none" ? null : trim)),
    ),
  ),
);

export interface Trimmed {
  readonly units: Units;
  /** Places of the kept units among those given. */
  readonly rows: readonly number[];
  /** Bounds of the kept propensities; null where all units stay. */
  readonly bounds: readonly [lowest: number, highest: number] | null;
  /** Units left out. */
  readonly dropped: number;
  /** Whose effect is left, in words. */
  readonly population: string;
  readonly check: Check;
}

/** Shares of the estimand's units whose absence changes whose effect it is a little, and much. */
const some = 0.05;
const many = 0.2;

const everyone = { ate: "all units", att: "the treated units", atc: "the untreated units" } as const;

/** Share of an arm below which most propensities lie near the edge without being alone there. */
const rare = 0.2;

function rareHint({ n, nTreated, nControl }: Units): string | null {
  if (nTreated < rare * n)
    return "treated units are rare, so that most propensities are low: set estimand: att, or trim: none";
  return nControl < rare * n
    ? "untreated units are rare, so that most propensities are high: set estimand: atc, or trim: none"
    : null;
}

function refuse(who: string, kept: Units, all: Units, range: string): never {
  const { nTreated: treated, nControl: control } = kept;
  throw new ImpactError({
    code: "fit/no-overlap",
    who,
    what: `of ${all.n} units ${treated} treated and ${control} untreated have a propensity from ${range}; at least 2 of each and ${fewestUnits} in all are needed`,
    hint: rareHint(all) ?? "widen trim, or compare other units: few of these could have been in either arm",
    facts: { treated, control, units: all.n },
  });
}

/**
 * Leaves out units whose propensity has few counterparts in the other arm (Crump, Hotz, Imbens and Mitnik 2009). For att only high scores
 * lack them, for atc only low ones. The check names whose effect is left; `fit/no-overlap` where too few are.
 */
export function trim(
  who: string,
  units: Units,
  scores: Float64Array,
  { trim: wanted, estimand }: { readonly trim: Trim; readonly estimand: "ate" | "att" | "atc" },
): Trimmed {
  const all = Array.from({ length: units.n }, (_, i) => i);
  const whole = (message: string): Trimmed => ({
    units,
    rows: all,
    bounds: null,
    dropped: 0,
    population: everyone[estimand],
    check: { name: "trimming", status: "pass", message, value: 0 },
  });
  if (wanted === null) return whole("no unit was left out for its propensity");
  const cut = wanted === "crump" ? crumpCut(scores) : 0;
  const [low, high] = wanted === "crump" ? [cut, 1 - cut] : wanted;
  const lowest = estimand === "att" ? 0 : low;
  const highest = estimand === "atc" ? 1 : high;
  const rows = all.filter((i) => scores[i]! >= lowest && scores[i]! <= highest);
  const range = `${Number(lowest.toPrecision(4))} to ${Number(highest.toPrecision(4))}`;
  if (rows.length === units.n) return whole(`every unit has a propensity from ${range}; none was left out`);
  const kept = takeUnits(units, rows);
  if (kept.nTreated < 2 || kept.nControl < 2 || kept.n < fewestUnits) refuse(who, kept, units, range);
  const dropped = units.n - kept.n;
  const share =
    estimand === "ate"
      ? dropped / units.n
      : estimand === "att"
        ? 1 - kept.nTreated / units.nTreated
        : 1 - kept.nControl / units.nControl;
  const rest = `${(100 * (1 - share)).toFixed(1)} % of ${everyone[estimand]}`;
  return {
    units: kept,
    rows,
    bounds: [lowest, highest],
    dropped,
    population: `${everyone[estimand]} with a propensity from ${range}`,
    check: {
      name: "trimming",
      status: share > many ? "fail" : share > some ? "warn" : "pass",
      message: `${dropped} of ${units.n} units have a propensity outside ${range} and were left out: the effect is that of the ${rest} within, and the effect without trimming stands beside it${
        share <= some
          ? ""
          : `; say whose effect it is${rareHint(units) === null ? ", or set trim: none for everyone's, with a less reliable interval" : `; ${rareHint(units)}`}`
      }`,
      value: share,
    },
  };
}
