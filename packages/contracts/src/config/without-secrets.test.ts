import { expect, test } from "vitest";
import { parseConfig } from "./parse-config.ts";
import { withoutSecrets } from "./without-secrets.ts";

test.each([
  ["connection: postgres://me:pa$s/w@rd@db:5432/shop", "connection: postgres://me:*********@db:5432/shop"],
  ["  password: hunter2, x: 1", "  password: *******, x: 1"],
  ['{"apiKey": "abc def", "x": 1}', '{"apiKey": *********, "x": 1}'],
  ["authorization: 'Bearer abc'", "authorization: ************"],
])("%s", (line, shown) => {
  expect(withoutSecrets(line)).toBe(shown);
  expect(shown).toHaveLength(line.length);
});

test.each([
  "auth: { bearer: { secret: SHOP } }",
  "url: https://shop.example/orders",
  "path: rows.csv",
  "token_column: id",
  "time: 10:20",
])("%s stays", (line) => {
  expect(withoutSecrets(line)).toBe(line);
});

test("the line below a fault shows no secret", () => {
  const result = parseConfig("connection: postgres://me:hunter2@db/shop\npassword: hunter2\n", "a.yaml");
  if (!result.ok) throw new Error("it is valid");
  expect(result.value.locate(0).excerpt).not.toContain("hunter2");
  expect(result.value.locate(45).excerpt).not.toContain("hunter2");
});
