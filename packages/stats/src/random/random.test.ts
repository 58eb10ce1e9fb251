import { expect, test } from "vitest";
import fixture from "../../test/fixtures/streams.json" with { type: "json" };
import { upperTail as chiSquaredTail } from "../distributions/chi-squared.ts";
import { cdf as normalCdf } from "../distributions/normal.ts";
import { philox } from "./philox.ts";
import { createRng } from "./rng.ts";
import { sampleWithoutReplacement, shuffle } from "./sample.ts";

const ALL = 0xffffffff;

// Known answers of philox4x32-10 published with Random123 (Salmon et al. 2011).
test.each([
  [
    [0, 0, 0, 0, 0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [ALL, ALL, ALL, ALL, ALL, ALL],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
])("philox4x32-10 known answer %#", (input, answer) => {
  const out = new Uint32Array(4);
  philox(...(input as [number, number, number, number, number, number]), out);
  expect([...out]).toEqual(answer);
});

test("streams equal the second implementation in Python", () => {
  for (const { path, uniform, normal } of fixture.streams) {
    const [seed, ...keys] = path as [string | number, ...(string | number)[]];
    const uniforms = createRng(seed, ...keys);
    expect(uniform.map(() => uniforms.uniform())).toEqual(uniform);
    const normals = createRng(seed, ...keys);
    for (const expected of normal) expect(Math.abs(normals.normal() / expected - 1)).toBeLessThan(2e-15);
  }
});

function draw(count: number, next: () => number): Float64Array {
  return Float64Array.from({ length: count }, next);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Kolmogorov's √n · sup |F̂ − F|; beyond 1.95 has probability 0.001. */
function kolmogorov(values: Float64Array, cdf: (x: number) => number): number {
  const n = values.length;
  const distances = values.toSorted().map((x, i) => Math.max(cdf(x) - i / n, (i + 1) / n - cdf(x)));
  return Math.sqrt(n) * Math.max(...distances);
}

const COUNT = 50_000;

test("uniform: open interval, moments and distribution", () => {
  const values = draw(COUNT, createRng("uniform test").uniform);
  expect(values.every((u) => u > 0 && u < 1 && Number.isInteger(u * 2 ** 53))).toBe(true);
  expect(Math.abs(mean(values) - 1 / 2) * Math.sqrt(12 * COUNT)).toBeLessThan(3.3);
  expect(Math.abs(mean(values.map((u) => (u - 0.5) ** 2)) - 1 / 12) * Math.sqrt(180 * COUNT)).toBeLessThan(3.3);
  expect(kolmogorov(values, (u) => u)).toBeLessThan(1.95);
});

test("normal: moments and distribution", () => {
  const values = draw(COUNT, createRng("normal test").normal);
  // Standard errors of the first four raw moments of a standard normal: 1, √2, √15, √96 over √n.
  for (const [power, expected, sd] of [
    [1, 0, 1],
    [2, 1, Math.sqrt(2)],
    [3, 0, Math.sqrt(15)],
    [4, 3, Math.sqrt(96)],
  ] as const) {
    expect((Math.abs(mean(values.map((z) => z ** power)) - expected) / sd) * Math.sqrt(COUNT)).toBeLessThan(3.3);
  }
  expect(kolmogorov(values, (z) => normalCdf(z))).toBeLessThan(1.95);
});

test("integer: every value equally often, for small bounds, bounds above 2^32 and one", () => {
  const rng = createRng("integer test");
  for (const bound of [2, 3, 10, 97]) {
    const counts = new Float64Array(bound);
    for (let i = 0; i < COUNT; i++) counts[rng.integer(bound)]! += 1;
    const expected = COUNT / bound;
    const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquaredTail(statistic, bound - 1)).toBeGreaterThan(0.001);
  }
  const wide = draw(COUNT, () => rng.integer(3 * 2 ** 50) / (3 * 2 ** 50));
  expect(kolmogorov(wide, (u) => u)).toBeLessThan(1.95);
  // Two thirds of 2^32: a bound at which plain truncation would show its bias.
  const large = draw(COUNT, () => rng.integer(2_863_311_531) / 2_863_311_531);
  expect(kolmogorov(large, (u) => u)).toBeLessThan(1.95);
  expect(rng.integer(1)).toBe(0);
  expect(rng.integer(2 ** 53)).toBeLessThan(2 ** 53);
  expect(() => rng.integer(0)).toThrow(
    new RangeError("rng.integer: bound must be a whole number from 1 to 2^53; got 0"),
  );
  expect(() => rng.integer(2.5)).toThrow(RangeError);
});

test("a child depends on seed, path and key alone, and leaves its parent as it was", () => {
  const fresh = createRng(7);
  const used = createRng(7);
  used.uniform();
  expect(used.stream("a").uniform()).toBe(fresh.stream("a").uniform());
  expect(fresh.stream("a").uniform()).toBe(createRng(7, "a").uniform());
  const untouched = createRng(7);
  expect(fresh.uniform()).toBe(untouched.uniform());
  expect(createRng(7n).uniform()).toBe(createRng(7).uniform());
  const roots = [
    createRng(7),
    createRng("7"),
    createRng(7, 7),
    createRng(7, "7"),
    createRng(8),
    createRng(-7),
    createRng(0.7),
  ];
  expect(new Set(roots.map((rng) => rng.uniform())).size).toBe(roots.length);
  expect(() => createRng(NaN)).toThrow(new RangeError("createRng: seed must be finite; got NaN"));
  expect(() => fresh.stream(Infinity)).toThrow(RangeError);
});

test("parent, children and neighbouring seeds are uncorrelated", () => {
  const parent = createRng(1);
  const streams = [
    createRng(1),
    parent.stream(0),
    parent.stream(1),
    parent.stream("0"),
    createRng(2),
    parent.stream(0).stream(0),
  ];
  const centred = streams.map((rng) => draw(COUNT, () => rng.uniform() - 0.5));
  for (const [i, a] of centred.entries()) {
    for (const b of centred.slice(i + 1)) {
      const correlation = 12 * mean(a.map((value, k) => value * b[k]!));
      expect(Math.abs(correlation) * Math.sqrt(COUNT)).toBeLessThan(3.9);
    }
  }
});

test("shuffle: every order equally often, input untouched", () => {
  const rng = createRng("shuffle test");
  const values = Object.freeze(["a", "b", "c", "d"]);
  const counts = new Map<string, number>();
  const repeats = 24_000;
  for (let i = 0; i < repeats; i++) {
    const order = shuffle(rng, values).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  const statistic = [...counts.values()].reduce((sum, count) => sum + (count - repeats / 24) ** 2 / (repeats / 24), 0);
  expect(chiSquaredTail(statistic, 23)).toBeGreaterThan(0.001);
});

test("sampleWithoutReplacement: ascending, distinct, every subset equally often", () => {
  const rng = createRng("sample test");
  const counts = new Map<string, number>();
  const repeats = 20_000;
  for (let i = 0; i < repeats; i++) {
    const sample = sampleWithoutReplacement(rng, 6, 3);
    expect(sample[0]! < sample[1]! && sample[1]! < sample[2]!).toBe(true);
    counts.set(sample.join(), (counts.get(sample.join()) ?? 0) + 1);
  }
  expect(counts.size).toBe(20);
  const statistic = [...counts.values()].reduce((sum, count) => sum + (count - repeats / 20) ** 2 / (repeats / 20), 0);
  expect(chiSquaredTail(statistic, 19)).toBeGreaterThan(0.001);
  expect([...sampleWithoutReplacement(rng, 4, 4)]).toEqual([0, 1, 2, 3]);
  expect([...sampleWithoutReplacement(rng, 0, 0)]).toEqual([]);
  expect(sampleWithoutReplacement(createRng(3), 1e6, 50)).toEqual(sampleWithoutReplacement(createRng(3), 1e6, 50));
  expect(() => sampleWithoutReplacement(rng, 3, 4)).toThrow(
    new RangeError("sampleWithoutReplacement: cannot draw 4 of 3; both must be whole, 0 <= k <= n < 2^31"),
  );
});
