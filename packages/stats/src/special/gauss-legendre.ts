/** Nodes and weights of a rule on [−1, 1]. */
export interface Rule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Gauss–Legendre rule with ascending nodes, by Newton's method on the Legendre recurrence (DLMF 18.9.1). */
export function gaussLegendre(points: number): Rule {
  const nodes = new Float64Array(points);
  const weights = new Float64Array(points);
  for (let i = 0; i < points; i++) {
    let z = -Math.cos((Math.PI * (i + 0.75)) / (points + 0.5));
    let slope = 0;
    for (let pass = 0; pass < 6; pass++) {
      let previous = 1;
      let value = z;
      for (let n = 2; n <= points; n++) {
        const next = ((2 * n - 1) * z * value - (n - 1) * previous) / n;
        previous = value;
        value = next;
      }
      slope = (points * (z * value - previous)) / (z * z - 1);
      z -= value / slope;
    }
    nodes[i] = z;
    weights[i] = 2 / ((1 - z * z) * slope * slope);
  }
  return { nodes, weights };
}
