import { expect, test } from "vitest";
import { optionalPackage } from "./optional-package.ts";

test("an absent package is named, with the way to get it", async () => {
  const absent = optionalPackage("postgres", "pg", () => Promise.reject(new Error("Cannot find package 'pg'")));
  await expect(absent).rejects.toMatchObject({
    code: "config/missing-package",
    message: 'postgres: the package "pg" cannot be loaded; add it beside @ie/sql: npm install pg',
  });
  expect(await optionalPackage("postgres", "pg", () => Promise.resolve(1))).toBe(1);
});
