interface Corner {
  readonly x: Float64Array;
  readonly value: number;
}

/**
 * Minimises a function without gradients by the simplex search of Nelder and Mead (1965), with the coefficients of Gao and Han (2012),
 * which depend on the dimension. `step`: first length of the edges.
 */
export function nelderMead(
  f: (x: Float64Array) => number,
  start: Float64Array,
  step: number,
  evaluations: number,
): { readonly x: Float64Array; readonly value: number } {
  const n = start.length;
  const expand = 1 + 2 / n;
  const contract = 0.75 - 1 / (2 * n);
  const shrink = 1 - 1 / n;
  const corners = Array.from({ length: n + 1 }, (_, k): Corner => {
    const x = start.slice();
    if (k > 0) x[k - 1] = x[k - 1]! + step;
    return { x, value: f(x) };
  });
  const centre = new Float64Array(n);
  const at = (factor: number): Corner => {
    const worst = corners[n]!.x;
    const x = centre.map((c, i) => c + factor * (worst[i]! - c));
    return { x, value: f(x) };
  };
  for (let used = n + 1; used < evaluations;) {
    corners.sort((a, b) => a.value - b.value);
    if (corners[n]!.value - corners[0]!.value < 1e-13) break;
    centre.fill(0);
    for (let k = 0; k < n; k++) for (let i = 0; i < n; i++) centre[i] = centre[i]! + corners[k]!.x[i]! / n;
    const reflected = at(-1);
    used += 1;
    if (reflected.value < corners[0]!.value) {
      const further = at(-expand);
      used += 1;
      corners[n] = further.value < reflected.value ? further : reflected;
    } else if (reflected.value < corners[n - 1]!.value) corners[n] = reflected;
    else {
      const closer = at(reflected.value < corners[n]!.value ? -contract : contract);
      used += 1;
      if (closer.value < Math.min(reflected.value, corners[n]!.value)) corners[n] = closer;
      else {
        const [lowest] = corners as [Corner];
        for (let k = 1; k <= n; k++) {
          const x = corners[k]!.x.map((value, i) => lowest.x[i]! + shrink * (value - lowest.x[i]!));
          corners[k] = { x, value: f(x) };
          used += 1;
        }
      }
    }
  }
  corners.sort((a, b) => a.value - b.value);
  return corners[0]!;
}
