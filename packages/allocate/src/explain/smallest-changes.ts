import { isImpactError, type SmallestChanges } from "@ie/contracts";
import { affordable, decided } from "../portfolio/problem.ts";
import { applyChange, type Change } from "./apply-change.ts";
import { bestUnder } from "./best-under.ts";
import type { Case } from "./case.ts";

/** Excluded candidates beyond which the rest, those furthest from being selected, are not looked at. */
const mostCandidates = 40;
/** A stated change is at most this share above the smallest. */
const precision = 1e-4;
const mostDoublings = 30;

/** The next larger number of six significant digits, so that what is printed is what was tried. */
function roundedUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 5);
  return Number((Math.ceil(value / unit - 1e-9) * unit).toPrecision(6));
}

/** Whether the rule selects the i-th candidate after a change; not where there is then no portfolio at all. */
async function selects({ model, again }: Case, i: number, change: Change, quick: boolean): Promise<boolean> {
  const [candidates, options] = applyChange(model.candidates, model.options, model.problem.ids[i]!, change);
  try {
    return (await again(candidates, options, quick)).shares[i]! > 0;
  } catch (error) {
    if (isImpactError(error) && error.code === "solve/infeasible") return false;
    throw error;
  }
}

/**
 * The smallest size in (0, most] at which the candidate is selected, to `precision`, rounded up to six digits and tried with ties
 * settled; null where it is not selected at `most`. `guess` is where the search starts.
 */
async function smallest(
  works: (size: number, quick: boolean) => Promise<boolean>,
  guess: number,
  most: number,
): Promise<number | null> {
  let low = 0;
  let high = Math.min(guess * (1 + precision / 4), most);
  for (let k = 0; !(await works(high, true)); k++) {
    if (high >= most || k >= mostDoublings) return null;
    low = high;
    high = Math.min(most, k === 0 ? high * (1 + precision) : high * 2);
  }
  if (low === 0) {
    const below = high * (1 - precision / 2);
    if (await works(below, true)) high = below;
    else low = below;
  }
  while (high - low > (precision / 2) * high) {
    const middle = low > 0 && high / low > 4 ? Math.sqrt(low * high) : (low + high) / 2;
    if (await works(middle, true)) high = middle;
    else low = middle;
  }
  for (let size = Math.min(roundedUp(high), most), k = 0; k < 10; k++) {
    if (await works(size, false)) return size;
    if (size >= most) return null;
    size = Math.min(most, roundedUp(size * (1 + (precision / 8) * 2 ** k)));
  }
  return null;
}

/** How far the best portfolio with the candidate falls short; null where there is none. */
async function shortfall(given: Case, i: number): Promise<number | null> {
  const best = await bestUnder(given, decided(given.model.problem, i, 1));
  return best === null ? null : Math.max(0, given.decision.merit - best.merit);
}

async function changesOf(given: Case, i: number, short: number | null): Promise<SmallestChanges> {
  const { problem, candidates, options } = given.model;
  const { confidence } = candidates[i]!;
  const cost = problem.cost[i]!;
  const none = { returns: null, cost: null, confidence: null };
  if ((options.constraints.forbidden ?? []).includes(problem.ids[i]!)) return none;
  const unit = Math.max(problem.largestReturn, 1e-300);
  const guess = Math.max(short ?? unit * 1e-3, unit * 1e-9);
  const from = (key: keyof Change) => (size: number, quick: boolean) => selects(given, i, { [key]: size }, quick);
  const barred = confidence < options.minConfidence;
  const missing = Math.max(options.minConfidence - confidence, 1e-9);
  return {
    returns:
      barred || !affordable(cost * problem.least[i]!, problem.budget)
        ? null
        : await smallest(from("returns"), guess, unit * 1e6),
    cost: barred ? null : await smallest(from("cost"), cost * 0.1, cost * (1 - 1e-6)),
    confidence:
      confidence === 1
        ? null
        : await smallest(from("confidence"), barred ? missing : (1 - confidence) * 0.1, 1 - confidence),
  };
}

/** By position, what would have selected each of those left out. */
export async function smallestChanges(
  given: Case,
  left: readonly number[],
  warnings: string[],
): Promise<ReadonlyMap<number, SmallestChanges>> {
  const changes = new Map<number, SmallestChanges>();
  try {
    const shorts: (readonly [number, number | null])[] = [];
    for (const i of left) shorts.push([i, await shortfall(given, i)]);
    const order = shorts.toSorted(([, a], [, b]) => (a ?? Infinity) - (b ?? Infinity) || 0);
    for (const [i, short] of order.slice(0, mostCandidates)) changes.set(i, await changesOf(given, i, short));
  } catch (error) {
    if (!isImpactError(error)) throw error;
    warnings.push(`what would select the others is not known: ${error.message}`);
  }
  return changes;
}
