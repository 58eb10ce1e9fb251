import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createExactSum } from "./exact-sum.ts";
import { createExactSums } from "./exact-sums.ts";

const cell = fc.oneof(
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((cents) => cents / 100),
  fc.double(),
  fc.constantFrom(1e100, -1e100, Number.MAX_VALUE, -Number.MAX_VALUE, NaN, Infinity, 2 ** -1074),
);
const rows = fc.array(fc.record({ group: fc.integer({ min: -1, max: 3 }), value: cell }), { maxLength: 60 });

describe("createExactSums", () => {
  it("is createExactSum for each group, however the rows are divided", () => {
    fc.assert(
      fc.property(rows, fc.nat(60), (given, cut) => {
        const sums = createExactSums();
        for (const part of [given.slice(0, cut), given.slice(cut)]) {
          const groups = Int32Array.from(part, ({ group }) => group);
          sums.add(
            groups,
            Float64Array.from(part, ({ value }) => value),
            part.length,
          );
        }
        for (let group = 0; group < 4; group++) {
          const own = createExactSum();
          const members = given.filter((each) => each.group === group);
          for (const { value } of members) own.add(value);
          expect(sums.value(group) + 0).toBe(own.value() + 0); // zeros have no sign
          expect(sums.mean(group, members.length || 1) + 0).toBe(own.mean(members.length || 1) + 0);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("holds as many groups as there are", () => {
    const sums = createExactSums();
    const groups = Int32Array.from({ length: 5000 }, (_, i) => i);
    sums.add(groups, Float64Array.from(groups), 5000);
    sums.add(groups, Float64Array.from(groups), 5000);
    expect([sums.value(0), sums.value(4999), sums.value(5000)]).toEqual([0, 9998, 0]);
  });
});
