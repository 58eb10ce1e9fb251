/** out_t = y_t − Σ φ_l y_{t−l} over the given lags, for flat indexes from `begin` to `end`. */
export function autoregress(
  y: Float64Array,
  out: Float64Array,
  begin: number,
  end: number,
  lags: Int32Array,
  phi: Float64Array,
): void {
  let l = 0;
  if (lags.length === 0) for (let t = begin; t < end; t++) out[t] = y[t]!;
  else if (lags.length < 3) {
    const a = lags[l++]!;
    const ca = phi[a - 1]!;
    for (let t = begin; t < end; t++) out[t] = y[t]! - ca * y[t - a]!;
  } else {
    // 1, s, s + 1: the common product, in one pass.
    const [a, b, c] = [lags[l++]!, lags[l++]!, lags[l++]!];
    const [ca, cb, cc] = [phi[a - 1]!, phi[b - 1]!, phi[c - 1]!];
    for (let t = begin; t < end; t++) out[t] = y[t]! - ca * y[t - a]! - cb * y[t - b]! - cc * y[t - c]!;
  }
  for (; l < lags.length; l++) {
    const a = lags[l]!;
    const ca = phi[a - 1]!;
    for (let t = begin; t < end; t++) out[t] = out[t]! - ca * y[t - a]!;
  }
}

/**
 * e_t = w_t − Σ θ_l e_{t−l} in place for every column from row `begin` on; the lags reach back before it.
 * A chain through lag 1 waits for its own result, so three columns run beside each other.
 */
export function movingAverage(
  e: Float64Array,
  n: number,
  columns: number,
  begin: number,
  lags: Int32Array,
  theta: Float64Array,
): void {
  if (lags.length === 0) return;
  let c = 0;
  if (lags.length === 1 && lags[0] === 1) {
    const b = theta[0]!;
    for (; c + 2 < columns; c += 3) {
      let i = c * n + begin;
      let j = i + n;
      let k = j + n;
      let x = e[i - 1]!;
      let y = e[j - 1]!;
      let z = e[k - 1]!;
      for (const end = (c + 1) * n; i < end; i++, j++, k++) {
        e[i] = x = e[i]! - b * x;
        e[j] = y = e[j]! - b * y;
        e[k] = z = e[k]! - b * z;
      }
    }
  }
  for (; c < columns; c++) column(e, c * n + begin, (c + 1) * n, lags, theta);
}

function column(e: Float64Array, begin: number, end: number, lags: Int32Array, theta: Float64Array): void {
  const chained = lags[0] === 1;
  const chain = chained ? theta[0]! : 0;
  const from = chained ? 1 : 0;
  const rest = lags.length - from;
  let previous = e[begin - 1]!;
  if (rest === 0) {
    for (let t = begin; t < end; t++) e[t] = previous = e[t]! - chain * previous;
  } else if (rest === 2) {
    const a = lags[from]!;
    const b = lags[from + 1]!;
    const ca = theta[a - 1]!;
    const cb = theta[b - 1]!;
    for (let t = begin; t < end; t++) e[t] = previous = e[t]! - ca * e[t - a]! - cb * e[t - b]! - chain * previous;
  } else {
    for (let t = begin; t < end; t++) {
      let value = e[t]! - chain * previous;
      for (let l = from; l < lags.length; l++) value -= theta[lags[l]! - 1]! * e[t - lags[l]!]!;
      e[t] = previous = value;
    }
  }
}
