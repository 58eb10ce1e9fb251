import { expect, test } from "vitest";
import { badControlsCheck } from "./bad-controls.ts";

test.each([
  [{ moved: [], untested: [] }, true, "pass"],
  [{ moved: [], untested: ["price"] }, true, "warn"],
  [{ moved: [], untested: ["price"] }, false, "warn"],
  [{ moved: ["price"], untested: [] }, false, "warn"],
  [{ moved: ["price"], untested: ["stock"] }, true, "fail"],
])("%j, used after the treatment: %s is %s", (found, isUsed, status) => {
  const check = badControlsCheck(found, isUsed);
  expect(check.status).toBe(status);
  const named = found.moved.length > 0 ? found.moved : found.untested;
  for (const name of named) expect(check.message).toContain(name);
});
