import * as fc from "fast-check";
import type { Candidate } from "@ie/contracts";
import type { Constraints } from "../src/options/constraints.ts";

export interface ArbitraryCase {
  readonly candidates: readonly Candidate[];
  readonly budget: number;
  readonly constraints: Constraints;
}

const grid = fc.record({
  cost: fc.integer({ min: 1, max: 6 }),
  worst: fc.integer({ min: -4, max: 6 }),
  more: fc.integer({ min: 0, max: 6 }),
  most: fc.integer({ min: 0, max: 6 }),
  confidence: fc.constantFrom(0, 0.25, 0.5, 1),
});
const fine = fc.record({
  cost: fc.integer({ min: 100, max: 9999 }).map((x) => x / 1000),
  worst: fc.integer({ min: -4000, max: 6000 }).map((x) => x / 1000),
  more: fc.integer({ min: 0, max: 6000 }).map((x) => x / 1000),
  most: fc.integer({ min: 0, max: 6000 }).map((x) => x / 1000),
  confidence: fc.integer({ min: 0, max: 100 }).map((x) => x / 100),
});

function constraintsOf(ids: readonly string[]): fc.Arbitrary<Constraints> {
  const some = (most: number): fc.Arbitrary<string[]> =>
    fc.subarray([...ids], { minLength: 0, maxLength: Math.min(most, ids.length) });
  const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.option(value, { nil: undefined, freq: 2 });
  const number = (max: number): fc.Arbitrary<number | undefined> => maybe(fc.integer({ min: 0, max }));
  return fc.record({
    mandatory: maybe(some(1)),
    forbidden: maybe(some(1)),
    exclusive: maybe(fc.array(some(3), { maxLength: 2 })),
    // Of a later one by an earlier only: no circle.
    prerequisites: maybe(
      some(4).map((list) => Object.fromEntries(list.slice(1).map((id, k) => [list[k]!, [id]] as const))),
    ),
    min_count: number(2),
    max_count: maybe(fc.integer({ min: 2, max: 5 })),
    categories: maybe(
      fc
        .record({
          members: some(5),
          max_budget: number(12),
          min_budget: number(4),
          max_count: maybe(fc.integer({ min: 1, max: 3 })),
        })
        .map((a) => ({
          a: { ...a, min_budget: Math.min(a.min_budget ?? 0, a.max_budget ?? Infinity) },
        })),
    ),
    resources: maybe(
      fc.record({ limit: fc.integer({ min: 0, max: 8 }), of: some(5) }).map(({ limit, of }) => ({
        people: { limit, use: Object.fromEntries(of.map((id, k) => [id, 1 + (k % 3)])) },
      })),
    ),
  });
}

/** Few candidates on a coarse grid, full of ties, or on a fine one, with or without constraints. */
export function arbitraryCase(most: number, limits: boolean): fc.Arbitrary<ArbitraryCase> {
  return fc
    .constantFrom(grid, fine)
    .chain((amounts) => fc.array(amounts, { minLength: 1, maxLength: most }))
    .map((items) =>
      items.map(({ cost, worst, more, most: top, confidence }, i): Candidate => ({
        initiativeId: `i${i}`,
        cost,
        returns: { worst, med: worst + more, best: worst + more + top },
        confidence,
      })),
    )
    .chain((candidates) =>
      fc.record({
        candidates: fc.constant(candidates),
        budget: fc.integer({ min: 1, max: 24 }),
        constraints: limits ? constraintsOf(candidates.map((item) => item.initiativeId)) : fc.constant({}),
      }),
    );
}
