import { minimiseLbfgs, withNumericGradient } from "../lbfgs.ts";
import type { Design } from "./design.ts";
import type { Profile } from "./profile.ts";
import type { Start } from "./starts.ts";
import { startAngles } from "./starts.ts";

interface Optimum {
  readonly angles: Float64Array;
  readonly value: number;
}

/** Gradient per observation at which a run from one start counts as arrived; Newton steps take the best one further. */
const ARRIVED = 1e-5;
/** A run that comes this close (radians) to a known optimum is taken to end there. */
const SAME_BASIN = 0.05;

/**
 * Minimises the profile likelihood from several starts. Every partial autocorrelation is sin u, so the search has no
 * walls: an MA root on the unit circle is an ordinary stationary point at |u| = π/2.
 */
export function search(
  design: Design,
  profile: Profile,
  signal: AbortSignal | undefined,
): { angles: Float64Array; iterations: number; starts: number } {
  const objective = withNumericGradient((u) => profile.evaluate(u), "forward");
  const { starts, patterns } = startAngles(design);
  const scored = patterns.map((start) => ({ start, value: profile.evaluate(start.angles) }));
  scored.sort((a, b) => a.value - b.value);
  let best: Optimum | null = null;
  let iterations = 0;
  let runs = 0;
  const optima: Float64Array[] = [];

  const descend = (angles: Float64Array): Optimum | null => {
    const incumbent = best?.value ?? Infinity;
    let dropped = false;
    const result = minimiseLbfgs(objective, angles, {
      gradientTolerance: ARRIVED,
      valueTolerance: 1e-13,
      maxIterations: 100,
      ...(signal === undefined ? {} : { signal }),
      stop: ({ iteration, x, value, expectedGain }) => {
        const behind = value - incumbent;
        const hopeless = iteration >= 2 && behind * design.nobs > 20 && 10 * expectedGain < behind;
        dropped = behind > 0 && (hopeless || optima.some((o) => close(o, x)));
        return dropped;
      },
    });
    iterations += result.iterations;
    if (dropped || !Number.isFinite(result.value)) return null;
    optima.push(result.x);
    return { angles: result.x, value: result.value };
  };
  const run = ({ angles, pinned }: Start): void => {
    runs++;
    let found = descend(angles);
    if (found !== null && pinned !== null && saddle(profile, found, pinned)) {
      const off = found.angles.slice();
      off[pinned] = off[pinned]! * 0.8;
      found = descend(off);
    }
    if (found !== null && (best === null || found.value < best.value)) best = found;
  };
  starts.forEach(run);
  scored.slice(0, 2).forEach(({ start }) => run(start));
  // The compiler does not see assignments made inside `run`.
  const winner = best as Optimum | null;
  return { angles: winner?.angles ?? new Float64Array(design.shape.armaCount), iterations, starts: runs };
}

/** Whether the likelihood rises on leaving the unit circle; by symmetry the gradient there cannot tell. */
function saddle(profile: Profile, at: Optimum, index: number): boolean {
  const probe = at.angles.slice();
  probe[index] = probe[index]! - 1e-3;
  return profile.evaluate(probe) < at.value;
}

/** Same partial autocorrelations up to {@link SAME_BASIN}; u and π − u are one point. */
function close(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (Math.abs(fold(a[i]!) - fold(b[i]!)) > SAME_BASIN) return false;
  return true;
}

function fold(u: number): number {
  return Math.asin(Math.sin(u));
}
