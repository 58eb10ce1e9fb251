const MOST_STEPS = 200;

/**
 * Distinct real roots, ascending, of Σ c[k] xᵏ, k up to 4: between neighbouring roots of the derivative a polynomial is monotone, and a
 * change of sign encloses one root. Roots where the sign does not change may be missing.
 */
export function realRoots(c: Float64Array): number[] {
  let degree = c.length - 1;
  while (degree > 0 && c[degree] === 0) degree -= 1;
  if (degree === 0) return [];
  if (degree === 1) return [-c[0]! / c[1]!];
  const derivative = new Float64Array(degree);
  for (let k = 1; k <= degree; k++) derivative[k - 1] = k * c[k]!;
  // Cauchy's bound on the size of a root.
  let bound = 0;
  for (let k = 0; k < degree; k++) bound = Math.max(bound, Math.abs(c[k]! / c[degree]!));
  bound = Math.min(1 + bound, 1e60);
  const roots: number[] = [];
  let left = -bound;
  for (const right of [...realRoots(derivative), bound]) {
    if (valueAt(c, degree, left) > 0 !== valueAt(c, degree, right) > 0) roots.push(enclosed(c, degree, left, right));
    left = right;
  }
  return roots;
}

function valueAt(c: Float64Array, degree: number, x: number): number {
  let value = c[degree]!;
  for (let k = degree - 1; k >= 0; k--) value = value * x + c[k]!;
  return value;
}

/** Newton's method, replaced by bisection where it would leave the bracket or does not halve it. */
function enclosed(c: Float64Array, degree: number, from: number, to: number): number {
  let low = from;
  let high = to;
  const risesToHigh = valueAt(c, degree, high) > 0;
  let x = (low + high) / 2;
  for (let step = 0; step < MOST_STEPS; step++) {
    let value = c[degree]!;
    let slope = 0;
    for (let k = degree - 1; k >= 0; k--) {
      slope = slope * x + value;
      value = value * x + c[k]!;
    }
    const width = high - low;
    if (value > 0 === risesToHigh) high = x;
    else low = x;
    const newton = x - value / slope;
    const next = newton > low && newton < high && high - low < 0.75 * width ? newton : (low + high) / 2;
    if (!(Math.abs(next - x) > 1e-15 * Math.abs(x)) || next === low || next === high) return next;
    x = next;
  }
  return x;
}
