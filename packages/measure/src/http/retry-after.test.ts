import { expect, test } from "vitest";
import { backoff, retryAfter } from "./retry-after.ts";

test.each<[string, Record<string, string>, number | null]>([
  ["nothing", {}, null],
  ["seconds", { "retry-after": " 120 " }, 120],
  [
    "a date, by the server's clock",
    { "retry-after": "Fri, 31 Dec 1999 23:59:59 GMT", date: "Fri, 31 Dec 1999 23:59:29 GMT" },
    30,
  ],
  [
    "a date that has passed",
    { "retry-after": "Fri, 31 Dec 1999 23:59:59 GMT", date: "Sat, 01 Jan 2000 00:00:00 GMT" },
    0,
  ],
  ["a date without a clock", { "retry-after": "Fri, 31 Dec 1999 23:59:59 GMT" }, null],
  ["neither", { "retry-after": "soon" }, null],
  ["a fraction", { "retry-after": "1.5", date: "x" }, null],
])("%s", (_, headers, seconds) => {
  expect(retryAfter(new Headers(headers))).toBe(seconds);
});

test("doubles up to half a minute, the jitter below it", () => {
  expect([1, 2, 3, 7, 8, 20].map((attempt) => backoff(attempt, 1))).toEqual([0.5, 1, 2, 30, 30, 30]);
  expect([1, 2, 20].map((attempt) => backoff(attempt, 0))).toEqual([0.25, 0.5, 15]);
});
