/**
 * Prediction covariance of Harvey's state in units of σ² (Harvey 1989, sections 3.3 and 3.4). `P` is stored with one
 * row and column of zeros beyond the state, which spare the shift its border cases: stride = size + 1.
 */
export interface StateCovariance {
  readonly P: Float64Array;
  /** The stationary covariance, given its first column. */
  start(phi: Float64Array, theta: Float64Array, first: Float64Array): void;
  /** Takes in an outcome when `seen`, then predicts; true once P has reached RR', the limit of an invertible model. */
  step(seen: boolean): boolean;
  /** Sets P to RR'. */
  restart(): void;
}

export function createStateCovariance(size: number): StateCovariance {
  const stride = size + 1;
  const P = new Float64Array(stride * stride);
  const phi = new Float64Array(stride);
  const r = new Float64Array(stride);
  const column = new Float64Array(stride);

  return {
    P,
    // P = TPT' + RR' read upwards from the last row.
    start(newPhi, theta, first) {
      phi.fill(0);
      phi.set(newPhi);
      r.fill(0);
      r[0] = 1;
      r.set(theta, 1);
      column.fill(0);
      column.set(first);
      P.fill(0);
      for (let i = size - 1; i >= 0; i--)
        for (let j = i; j < size; j++) {
          const v =
            phi[i]! * phi[j]! * column[0]! +
            phi[i]! * column[j + 1]! +
            phi[j]! * column[i + 1]! +
            P[(i + 1) * stride + j + 1]! +
            r[i]! * r[j]!;
          P[i * stride + j] = P[j * stride + i] = v;
        }
    },
    step(seen) {
      for (let i = 0; i < size; i++) column[i] = P[i * stride]!;
      column[size] = 0;
      const F = column[0]!;
      let distance = 0;
      for (let i = 0; i < size; i++)
        for (let j = i; j < size; j++) {
          const shifted = P[(i + 1) * stride + j + 1]!;
          const rest = seen
            ? shifted - (column[i + 1]! * column[j + 1]!) / F
            : shifted + phi[i]! * phi[j]! * F + phi[i]! * column[j + 1]! + phi[j]! * column[i + 1]!;
          distance = Math.max(distance, Math.abs(rest));
          P[i * stride + j] = P[j * stride + i] = rest + r[i]! * r[j]!;
        }
      return seen && distance < 1e-14;
    },
    restart() {
      for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) P[i * stride + j] = r[i]! * r[j]!;
    },
  };
}
