import * as fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalDate } from "../../../columns.ts";
import { fromSeconds, toSeconds } from "./times.ts";

test("seconds and texts undo one another", () => {
  fc.assert(
    fc.property(fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }), (seconds) => {
      expect(toSeconds(fromSeconds(seconds, true))).toBe(seconds);
    }),
  );
});

test.each([
  ["2024-02-29", "2024-02-29"],
  ["2024-02-29T00:00:00Z", "2024-02-29"],
  ["2024-02-29 00:00:00.000+00:00", "2024-02-29"],
  ["2024-02-29 13:05", "2024-02-29T13:05"],
  ["2024-02-29T13:05:00Z", "2024-02-29T13:05"],
  ["2024-02-29T13:05:09", "2024-02-29T13:05:09"],
  ["2023-02-29", null],
  ["2024-02-29T24:00", null],
  ["2024-02-29T13:05+02:00", null],
  ["29.2.2024", null],
])("%s is written %s", (text, canonical) => {
  expect(canonicalDate(text)).toBe(canonical);
});
