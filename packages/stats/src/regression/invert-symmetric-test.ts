import { realRoots } from "./real-roots.ts";

/** A two-sided p-value and the interval of values that the same test does not reject. */
export interface InvertedTest {
  readonly pValue: number;
  /** Null when the values that are not rejected have no bound. */
  readonly interval: { readonly lower: number; readonly upper: number } | null;
}

/** What {@link invertSymmetricTest} needs. */
export interface SymmetricTest {
  readonly estimate: number;
  /** Positive; a value θ of the parameter stands at ξ = (estimate − θ) / unit. */
  readonly unit: number;
  /** Five numbers a draw: the polynomial in ξ that is not negative where the draw's statistic is at least as large as the observed. */
  readonly polynomials: Float64Array;
  /** 1 when the observed statistic counts in addition to the draws, 0 when it is among them. */
  readonly added: 0 | 1;
}

/** Relative amount by which a draw's t² may fall short of the observed one and still be a tie: rounding. */
export const tie = 1e-9;

/**
 * Inverts a test that rejects θ when few draws have a statistic as large as the observed one, by the exact places where each draw's
 * statistic falls below it: no grid and no search. The p-value is of θ = 0.
 *
 * The share of draws need not fall steadily with the distance of θ from the estimate, and the set of values not rejected may have gaps.
 * The p-value of θ is therefore the largest share at θ and beyond it: never smaller than the share at θ, so that the test stays valid, and
 * at every level p < 1 − level exactly where the interval leaves θ out.
 */
export function invertSymmetricTest(test: SymmetricTest, level: number): InvertedTest {
  const { estimate, unit } = test;
  const draws = test.polynomials.length / 5;
  const total = draws + test.added;
  // 1 − 0.95 is not 0.05 in binary; a p-value of exactly 0.05 is not below it.
  const alpha = Math.round((1 - level) * 1e12) / 1e12;
  const position = estimate / unit;
  const sides = ([1, -1] as const).map((side) => {
    const events = eventsOf(test.polynomials, side);
    // Of all draws, how many still count at an infinite distance.
    let count = events.beyond + test.added;
    let reach = count / total >= alpha ? Infinity : 0;
    let most = count;
    const distance = Math.max(0, side * position);
    for (const at of events.order) {
      const place = events.places[at]!;
      count += events.changes[at]!;
      if (reach === 0 && count / total >= alpha) reach = place;
      if (place >= distance) most = Math.max(most, count);
    }
    return { reach, most };
  });
  const [below, above] = sides as [{ reach: number; most: number }, { reach: number; most: number }];
  const pValue = position === 0 ? 1 : (position > 0 ? below : above).most / total;
  if (below.reach === Infinity || above.reach === Infinity) return { pValue, interval: null };
  let lower = estimate - unit * below.reach;
  let upper = estimate + unit * above.reach;
  // Rounding must not move 0 across an end.
  if (position > 0) lower = pValue >= alpha ? Math.min(lower, 0) : Math.max(lower, Number.MIN_VALUE);
  if (position < 0) upper = pValue >= alpha ? Math.max(upper, 0) : Math.min(upper, -Number.MIN_VALUE);
  return { pValue, interval: { lower, upper } };
}

interface Events {
  /** Draws that count however far θ is on this side. */
  readonly beyond: number;
  readonly places: Float64Array;
  /** +1 where, coming from afar, a draw begins to count, −1 where it ceases to. */
  readonly changes: Int8Array;
  /** Indexes of the events, from far to near; beginnings before ends. */
  readonly order: readonly number[];
}

/** Distances at which draws begin or cease to count, for θ below (1) or above (−1) the estimate. */
function eventsOf(polynomials: Float64Array, side: 1 | -1): Events {
  const places: number[] = [];
  const changes: number[] = [];
  const c = new Float64Array(5);
  let beyond = 0;
  for (let from = 0; from < polynomials.length; from += 5) {
    for (let k = 0; k < 5; k++) c[k] = polynomials[from + k]! * (k % 2 === 1 ? side : 1);
    const roots = realRoots(c).filter((root) => root > 0);
    const last = roots.at(-1) ?? 0;
    let counts = isCounted(c, 2 * last + 1);
    if (counts) beyond += 1;
    for (let k = roots.length - 1; k >= 0; k--) {
      const inner = k > 0 ? (roots[k]! + roots[k - 1]!) / 2 : roots[k]! / 2;
      const next = isCounted(c, inner);
      if (next !== counts) {
        places.push(roots[k]!);
        changes.push(next ? 1 : -1);
      }
      counts = next;
    }
  }
  const order = Array.from(places.keys()).sort((a, b) => places[b]! - places[a]! || changes[b]! - changes[a]!);
  return { beyond, places: Float64Array.from(places), changes: Int8Array.from(changes), order };
}

function isCounted(c: Float64Array, x: number): boolean {
  return c[0]! + x * (c[1]! + x * (c[2]! + x * (c[3]! + x * c[4]!))) >= 0;
}
