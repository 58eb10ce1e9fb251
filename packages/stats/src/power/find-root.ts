/**
 * The x between `low` and `high` where the continuous `f` is 0, to the last digits of x (Brent 1973, ch. 4). Infinite values of `f`
 * bracket like finite ones. NaN when `f` has the same sign at both ends.
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  let a = low;
  let b = high;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa > 0 !== fb > 0) || Number.isNaN(fa) || Number.isNaN(fb)) return NaN;
  let c = a;
  let fc = fa;
  let step = b - a;
  let last = step;
  for (let pass = 0; pass < 300; pass++) {
    if (fb > 0 === fc > 0) {
      c = a;
      fc = fa;
      step = last = b - a;
    }
    if (Math.abs(fc) < Math.abs(fb)) [a, b, c, fa, fb, fc] = [b, c, b, fb, fc, fb];
    const tolerance = 2 * Number.EPSILON * Math.abs(b) + Number.MIN_VALUE;
    const half = (c - b) / 2;
    if (Math.abs(half) <= tolerance || fb === 0) return b;
    const next = Math.abs(last) >= tolerance && Math.abs(fa) > Math.abs(fb) ? interpolate(a, b, c, fa, fb, fc) : NaN;
    const move = next - b;
    // Interpolation is kept while it stays well inside the bracket and shrinks faster than two steps ago.
    if (move / half > 0 && Math.abs(move) < 1.5 * Math.abs(half) && Math.abs(move) < Math.abs(last / 2)) {
      last = step;
      step = move;
    } else step = last = half;
    a = b;
    fa = fb;
    b += Math.abs(step) > tolerance ? step : Math.sign(half) * tolerance;
    fb = f(b);
  }
  return b;
}

/** Inverse quadratic through three points, or the secant where two coincide. */
function interpolate(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const s = fb / fa;
  if (a === c) return b + ((c - b) * s) / (s - 1);
  const q = fa / fc;
  const r = fb / fc;
  const p = s * ((c - b) * q * (q - r) - (b - a) * (r - 1));
  return b + p / -((q - 1) * (r - 1) * (s - 1));
}
