import { expect, test } from "vitest";
import { silentLog } from "./context.ts";

test("silentLog says nothing", () => {
  for (const level of ["debug", "info", "warn"] as const) expect(silentLog[level]("message", { a: 1 })).toBeUndefined();
});
