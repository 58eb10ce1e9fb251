import { expect, test } from "vitest";
import { environmentSecrets } from "./secrets.ts";

test("a configuration reaches only what was set for configurations", () => {
  const secrets = environmentSecrets({ IE_SECRET_SHOP: "value", AWS_SECRET_ACCESS_KEY: "other", SHOP: "not this" });
  expect(["SHOP", "AWS_SECRET_ACCESS_KEY", "IE_SECRET_SHOP", "NONE", "__proto__", ""].map(secrets)).toEqual([
    "value",
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
