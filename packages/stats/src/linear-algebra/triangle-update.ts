/** Rows that one step of the update keeps in the processor's cache. */
export const updateRows = 512;

/**
 * Replaces the upper triangle R of a QR decomposition by that of [R; block], in place: the step of a sequential tall-skinny QR
 * (Demmel, Grigori, Hoemmen and Langou 2012, SIAM J. Sci. Comput. 34, §3.2) by Householder reflectors, each of which touches one row of
 * R and all rows of the block. R keeps the column lengths and inner products of everything that was added, without forming their squares.
 *
 * `r`: p × p, column-major, upper triangular. `block`: rows × p, column-major, destroyed. Columns are neither reordered nor dropped.
 */
export function updateTriangle(r: Float64Array, p: number, block: Float64Array, rows: number): void {
  for (let j = 0; j < p; j++) {
    const own = j * rows;
    let sigma = 0;
    for (let i = own; i < own + rows; i++) sigma += block[i]! * block[i]!;
    if (sigma === 0) continue;
    const diagonal = j * p + j;
    const alpha = r[diagonal]!;
    const length = Math.sqrt(alpha * alpha + sigma);
    const beta = alpha < 0 ? length : -length;
    // v = (1, column / (α − β)), H = I − τ v vᵀ.
    const scale = 1 / (alpha - beta);
    const tau = (beta - alpha) / beta;
    for (let i = own; i < own + rows; i++) block[i] = block[i]! * scale;
    r[diagonal] = beta;
    let c = j + 1;
    for (; c + 1 < p; c += 2) reflectTwo(r, c * p + j, p, tau, block, own, c * rows, rows);
    if (c < p) reflectOne(r, c * p + j, tau, block, own, c * rows, rows);
  }
}

function reflectOne(
  r: Float64Array,
  at: number,
  tau: number,
  block: Float64Array,
  own: number,
  other: number,
  rows: number,
): void {
  let dot = r[at]!;
  for (let i = 0; i < rows; i++) dot += block[own + i]! * block[other + i]!;
  const step = tau * dot;
  r[at] = r[at]! - step;
  for (let i = 0; i < rows; i++) block[other + i] = block[other + i]! - step * block[own + i]!;
}

/** Two neighbouring columns in one pass over the reflector. */
function reflectTwo(
  r: Float64Array,
  at: number,
  p: number,
  tau: number,
  block: Float64Array,
  own: number,
  first: number,
  rows: number,
): void {
  const second = first + rows;
  let dot0 = r[at]!;
  let dot1 = r[at + p]!;
  for (let i = 0; i < rows; i++) {
    const v = block[own + i]!;
    dot0 += v * block[first + i]!;
    dot1 += v * block[second + i]!;
  }
  const step0 = tau * dot0;
  const step1 = tau * dot1;
  r[at] = r[at]! - step0;
  r[at + p] = r[at + p]! - step1;
  for (let i = 0; i < rows; i++) {
    const v = block[own + i]!;
    block[first + i] = block[first + i]! - step0 * v;
    block[second + i] = block[second + i]! - step1 * v;
  }
}
