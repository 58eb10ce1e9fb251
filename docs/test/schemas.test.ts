import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { schemaFiles, schemasFolder } from "../scripts/schemas.ts";

const files = schemaFiles();

test.each([...files])("%s is as committed; `pnpm schemas` writes it", (name, text) => {
  expect(JSON.parse(readFileSync(new URL(name, schemasFolder), "utf8"))).toEqual(JSON.parse(text));
});

test("every committed schema belongs to a document", () => {
  expect(readdirSync(schemasFolder).toSorted()).toEqual([...files.keys()].toSorted());
});
