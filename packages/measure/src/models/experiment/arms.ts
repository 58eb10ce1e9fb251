import { ImpactError, type Column } from "@ie/contracts";
import { codesOf } from "./formula/codes.ts";

const usualControls = new Set(["0", "false", "no", "control", "off"]);

/** Most levels of a treatment: more is surely a covariate. */
const mostArms = 10;

/** The arms of an experiment. */
export interface Arms {
  readonly column: string;
  /** The control first, the others sorted: numbers by value, text by code point. */
  readonly levels: readonly string[];
  /** n numbers, the place of each row's arm in `levels`; −1 where it is missing. */
  readonly codes: Int32Array;
  /** Place of the arm that the estimate is about, at least 1. */
  readonly primary: number;
}

function place(who: string, column: string, levels: readonly string[], level: string): number {
  const at = levels.indexOf(level);
  if (at !== -1) return at;
  throw new ImpactError({
    code: "config/invalid",
    who,
    what: `column "${column}" has no level "${level}"`,
    hint: `it has ${levels.slice(0, 20).join(", ")}`,
    facts: { column, level },
  });
}

/**
 * The arms in a column. `control`: its level, null for the usual one (0, false, no, control, off), else the first. `arm`: the level that
 * the estimate is about, null for the first other one.
 */
export function armsOf(who: string, column: string, cells: Column, control: string | null, arm: string | null): Arms {
  const { levels, codes } = codesOf(cells);
  if (levels.length < 2 || levels.length > mostArms) {
    const few = levels.length < 2;
    throw new ImpactError({
      code: few ? "data/no-variation" : "data/out-of-range",
      who,
      what: `the treatment "${column}" has ${few ? "one level" : `${levels.length} levels`} (${levels.slice(0, 8).join(", ")})`,
      hint: few
        ? "both arms are needed"
        : `an experiment has at most ${mostArms} arms; name the column that assigns them`,
      facts: { treatment: column, levels: levels.length },
    });
  }
  const usual = levels.findIndex((level) => usualControls.has(level.toLowerCase()));
  const first = control === null ? Math.max(usual, 0) : place(who, column, levels, control);
  const order = [first, ...[...levels.keys()].filter((i) => i !== first)];
  const sorted = order.map((i) => levels[i]!);
  const primary = arm === null ? 1 : place(who, column, sorted, arm);
  if (primary === 0) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `arm "${arm}" is the control`,
      hint: `name another of ${sorted.slice(1).join(", ")}, or set control`,
      facts: { arm },
    });
  }
  const rank = new Int32Array(levels.length);
  order.forEach((code, at) => (rank[code] = at));
  return { column, levels: sorted, codes: codes.map((code) => (code === -1 ? -1 : rank[code]!)), primary };
}
