/** The obvious slow solution: the joint normal density of a stationary ARMA process from its covariance matrix. */

/** γ(0 … count − 1)/σ² as Σ ψ_j ψ_{j+k}, summed until nothing is left. */
export function autocovariances(phi: Float64Array, theta: Float64Array, count: number): Float64Array {
  const psi: number[] = [];
  for (let j = 0; j < 20_000; j++) {
    let v = j === 0 ? 1 : (theta[j - 1] ?? 0);
    for (let i = 1; i <= Math.min(j, phi.length); i++) v += phi[i - 1]! * psi[j - i]!;
    psi.push(v);
  }
  return Float64Array.from({ length: count }, (_, k) => {
    let sum = 0;
    for (let j = psi.length - 1 - k; j >= 0; j--) sum += psi[j]! * psi[j + k]!;
    return sum;
  });
}

/** Lower Cholesky factor, rows of a dense matrix. */
export function choleskyRows(A: readonly (readonly number[])[]): number[][] {
  const L: number[][] = [];
  A.forEach((row, i) => {
    L.push([]);
    for (let j = 0; j <= i; j++) {
      let sum = row[j]!;
      for (let k = 0; k < j; k++) sum -= L[i]![k]! * L[j]![k]!;
      L[i]!.push(i === j ? Math.sqrt(sum) : sum / L[j]![j]!);
    }
  });
  return L;
}

export function forwardSolve(L: readonly (readonly number[])[], b: readonly number[]): number[] {
  const x: number[] = [];
  b.forEach((v, i) => {
    let sum = v;
    for (let k = 0; k < i; k++) sum -= L[i]![k]! * x[k]!;
    x.push(sum / L[i]![i]!);
  });
  return x;
}

/** Log density of the entries of `u` that are not NaN. */
export function denseLogDensity(u: Float64Array, phi: Float64Array, theta: Float64Array, sigma2: number): number {
  const gamma = autocovariances(phi, theta, u.length);
  const at = [...u.keys()].filter((t) => !Number.isNaN(u[t]!));
  const L = choleskyRows(at.map((i) => at.map((j) => sigma2 * gamma[Math.abs(i - j)]!)));
  const e = forwardSolve(
    L,
    at.map((t) => u[t]!),
  );
  let value = 0;
  e.forEach((v, i) => {
    value -= 0.5 * (Math.log(2 * Math.PI) + v * v) + Math.log(L[i]![i]!);
  });
  return value;
}

/** Product of a non-seasonal and a seasonal polynomial, `sign` −1 for AR and 1 for MA. */
export function productPolynomial(a: Float64Array, b: Float64Array, s: number, sign: 1 | -1): Float64Array {
  const left = [1, ...a.map((v) => sign * v)];
  const right = Array.from({ length: s * b.length + 1 }, (_, k) =>
    k === 0 ? 1 : k % s === 0 ? sign * b[k / s - 1]! : 0,
  );
  const product = new Float64Array(left.length + right.length - 1);
  left.forEach((x, i) =>
    right.forEach((y, j) => {
      product[i + j] = product[i + j]! + x * y;
    }),
  );
  return product.subarray(1).map((v) => sign * v);
}
