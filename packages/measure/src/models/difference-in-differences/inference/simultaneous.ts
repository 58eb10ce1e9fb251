import type { Context } from "@ie/contracts";
import { normal, studentT, type Matrix } from "@ie/stats";

const mostDraws = 20_000;

/** Lower triangle L with L L′ = `correlation`, whose rank may be less than its order. */
function triangle({ rows: m, data }: Matrix, stderr: Float64Array): Float64Array {
  const l = new Float64Array(m * m);
  for (let j = 0; j < m; j++) {
    for (let i = j; i < m; i++) {
      let value = data[i * m + j]! / (stderr[i]! * stderr[j]!);
      for (let k = 0; k < j; k++) value -= l[i * m + k]! * l[j * m + k]!;
      if (i === j) l[i * m + j] = value > 1e-10 ? Math.sqrt(value) : 0;
      else l[i * m + j] = l[j * m + j] === 0 ? 0 : value / l[j * m + j]!;
    }
  }
  return l;
}

/**
 * Multiples of the standard errors that hold all estimates at once with probability `level`: the quantile of the largest |z| of jointly normal
 * estimates (Montiel Olea and Plagborg-Møller 2019), taken to each one's t distribution by equal tails. `covariance`: m × m, positive variances.
 */
export function simultaneousCritical(
  covariance: Matrix,
  df: Float64Array,
  level: number,
  draws: number,
  context: Context,
): Float64Array {
  const m = covariance.rows;
  const stderr = Float64Array.from({ length: m }, (_, j) => Math.sqrt(covariance.data[j * m + j]!));
  const l = triangle(covariance, stderr);
  const rng = context.rng.stream("simultaneous");
  const count = Math.min(draws, mostDraws);
  const z = new Float64Array(m);
  const suprema = new Float64Array(count);
  for (let b = 0; b < count; b++) {
    if (b % 256 === 0) context.signal.throwIfAborted();
    for (let j = 0; j < m; j++) z[j] = rng.normal();
    let most = 0;
    for (let i = 0; i < m; i++) {
      let value = 0;
      for (let k = 0; k <= i; k++) value += l[i * m + k]! * z[k]!;
      most = Math.max(most, Math.abs(value));
    }
    suprema[b] = most;
  }
  suprema.sort();
  const critical = Math.max(
    suprema[Math.min(count - 1, Math.ceil(level * count) - 1)]!,
    normal.upperTailQuantile((1 - level) / 2),
  );
  const tail = normal.upperTail(critical);
  return df.map((own) => studentT.upperTailQuantile(tail, own));
}
