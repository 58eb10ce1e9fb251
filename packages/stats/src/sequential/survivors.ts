import * as normal from "../distributions/normal.ts";
import { gaussLegendre } from "../special/gauss-legendre.ts";

/**
 * Paths of a Brownian motion without drift that have stayed inside the bounds so far, at one time: quadrature nodes (the motion's values)
 * and the mass at each. Those with drift θ are these, weighted by exp(θ x − θ² time / 2) (Girsanov 1960), so that one recursion serves
 * every drift.
 */
export interface Survivors {
  readonly time: number;
  readonly nodes: Float64Array;
  readonly mass: Float64Array;
}

/** Before the first look: all paths at 0. */
export const atStart: Survivors = { time: 0, nodes: new Float64Array(1), mass: Float64Array.of(1) };

const RULE = gaussLegendre(24);
/** Panel length in standard deviations of the shorter neighbouring increment; with 24 points the rule is exact to about 1e-14. */
const PANEL = 4;
/** Standard deviations beyond which a transition is 0 beside the others. */
const BAND = 11;

/** P(side · motion > side · x at `time`, inside the bounds before) under `drift`. */
function exit(from: Survivors, time: number, x: number, drift: number, side: 1 | -1): number {
  if (x === side * Infinity) return 0;
  const step = time - from.time;
  const scale = side / Math.sqrt(step);
  let sum = 0;
  for (let i = 0; i < from.nodes.length; i++) {
    const y = from.nodes[i]!;
    const tail = normal.upperTail((x - y - drift * step) * scale);
    if (tail > 0) sum += from.mass[i]! * Math.exp(drift * (y - (drift * from.time) / 2)) * tail;
  }
  return sum;
}

/** P(motion > x at `time`, inside the bounds before) under `drift`. */
export function exitAbove(from: Survivors, time: number, x: number, drift: number): number {
  return exit(from, time, x, drift, 1);
}

/** P(motion < x at `time`, inside the bounds before) under `drift`. */
export function exitBelow(from: Survivors, time: number, x: number, drift: number): number {
  return exit(from, time, x, drift, -1);
}

/** Sub-density at `time` and x of paths inside the bounds before, without drift. */
export function densityAt(from: Survivors, time: number, x: number): number {
  const step = time - from.time;
  let sum = 0;
  for (let i = 0; i < from.nodes.length; i++) {
    const gap = x - from.nodes[i]!;
    sum += from.mass[i]! * Math.exp((-gap * gap) / (2 * step));
  }
  return sum / Math.sqrt(2 * Math.PI * step);
}

/**
 * The survivors at `time` of those `from` before, when only values in [low, high] stay (Armitage, McPherson and Rowe 1969, eq. 2).
 * `next` is the time of the look after, which the nodes must resolve too. Both bounds are finite.
 */
export function advance(from: Survivors, time: number, low: number, high: number, next: number): Survivors {
  const step = time - from.time;
  const panels = Math.max(1, Math.ceil((high - low) / (PANEL * Math.sqrt(Math.min(step, next - time)))));
  const width = (high - low) / panels;
  const size = RULE.nodes.length;
  const nodes = new Float64Array(panels * size);
  const mass = new Float64Array(panels * size);
  const band = BAND * Math.sqrt(step);
  const pull = from.time / time;
  const last = from.nodes.length - 1;
  let first = 0;
  let end = 0;
  // Without drift, what starts and stays symmetric about 0 is so at every time: the other half is a mirror image.
  const mirrored = low === -high && isSymmetric(from);
  const count = mirrored ? Math.ceil(nodes.length / 2) : nodes.length;
  for (let j = 0; j < count; j++) {
    const k = j % size;
    const x = low + width * (Math.floor(j / size) + (RULE.nodes[k]! + 1) / 2);
    // Paths to x come from around x · from.time / time, or from the bound beside it.
    const origin = Math.min(Math.max(x * pull, from.nodes[0]!), from.nodes[last]!);
    while (first < last && from.nodes[first]! < origin - band) first++;
    while (end <= last && from.nodes[end]! <= origin + band) end++;
    let sum = 0;
    for (let i = first; i < end; i++) {
      const gap = x - from.nodes[i]!;
      sum += from.mass[i]! * Math.exp((-gap * gap) / (2 * step));
    }
    nodes[j] = x;
    mass[j] = (sum * RULE.weights[k]! * width) / (2 * Math.sqrt(2 * Math.PI * step));
    if (!mirrored) continue;
    nodes[nodes.length - 1 - j] = -x;
    mass[nodes.length - 1 - j] = mass[j]!;
  }
  return { time, nodes, mass };
}

function isSymmetric({ nodes, mass }: Survivors): boolean {
  const last = nodes.length - 1;
  return nodes[0] === -nodes[last]! && mass[0] === mass[last];
}
