/** Reflectors applied together in one pass over a vector. */
const BLOCK = 4;
/** v₀·v₁, v₀·v₂, v₁·v₂, v₀·v₃, v₁·v₃, v₂·v₃ of a block. */
const PAIRS = 6;

/**
 * Householder reflectors I − v vᵀ with vᵀv = 2. Column k of `vectors` is v of reflector k, zero above row k; `products` holds the inner
 * products inside each full block of four, which let four reflectors be applied with two passes over a vector instead of eight.
 */
export interface Reflectors {
  readonly vectors: Float64Array[];
  readonly products: number[];
}

/** Adds reflector number `vectors.length`. */
export function addReflector(reflectors: Reflectors, v: Float64Array): void {
  const { vectors, products } = reflectors;
  vectors.push(v);
  if (vectors.length % BLOCK !== 0) return;
  const first = vectors.length - BLOCK;
  for (let b = 1; b < BLOCK; b++) {
    for (let a = 0; a < b; a++) products.push(dot(vectors[first + a]!, vectors[first + b]!, first));
  }
}

function dot(a: Float64Array, b: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function applyOne(v: Float64Array, from: number, x: Float64Array): void {
  const d = dot(v, x, from);
  for (let i = from; i < x.length; i++) x[i] = x[i]! - d * v[i]!;
}

function applyBlock(reflectors: Reflectors, first: number, x: Float64Array, backward: boolean): void {
  const { vectors, products } = reflectors;
  const v0 = vectors[first]!;
  const v1 = vectors[first + 1]!;
  const v2 = vectors[first + 2]!;
  const v3 = vectors[first + 3]!;
  const at = (first / BLOCK) * PAIRS;
  let d0 = 0;
  let d1 = 0;
  let d2 = 0;
  let d3 = 0;
  for (let i = first; i < x.length; i++) {
    const value = x[i]!;
    d0 += v0[i]! * value;
    d1 += v1[i]! * value;
    d2 += v2[i]! * value;
    d3 += v3[i]! * value;
  }
  // Each inner product as it is after the reflectors that act earlier.
  if (backward) {
    d2 -= products[at + 5]! * d3;
    d1 -= products[at + 4]! * d3 + products[at + 2]! * d2;
    d0 -= products[at + 3]! * d3 + products[at + 1]! * d2 + products[at]! * d1;
  } else {
    d1 -= products[at]! * d0;
    d2 -= products[at + 1]! * d0 + products[at + 2]! * d1;
    d3 -= products[at + 3]! * d0 + products[at + 4]! * d1 + products[at + 5]! * d2;
  }
  for (let i = first; i < x.length; i++) x[i] = x[i]! - (d0 * v0[i]! + d1 * v1[i]! + d2 * v2[i]! + d3 * v3[i]!);
}

/** x ← Qᵀ x in place, for Q = H₀ H₁ …: reflector 0 acts first. */
export function reflectForward(reflectors: Reflectors, x: Float64Array): void {
  const count = reflectors.vectors.length;
  let k = 0;
  for (; k + BLOCK <= count; k += BLOCK) applyBlock(reflectors, k, x, false);
  for (; k < count; k++) applyOne(reflectors.vectors[k]!, k, x);
}

/** x ← Q x in place, of the first `count` reflectors alone: the last of them acts first. */
export function reflectBackward(
  reflectors: Reflectors,
  x: Float64Array,
  count: number = reflectors.vectors.length,
): void {
  const blocked = count - (count % BLOCK);
  for (let k = count - 1; k >= blocked; k--) applyOne(reflectors.vectors[k]!, k, x);
  for (let k = blocked - BLOCK; k >= 0; k -= BLOCK) applyBlock(reflectors, k, x, true);
}
