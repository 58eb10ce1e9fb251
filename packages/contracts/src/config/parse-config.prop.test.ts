import * as fc from "fast-check";
import { expect, test } from "vitest";
import { unwrap } from "../result.ts";
import { fromValue, toValue } from "./config-node.ts";
import { formatIssues } from "./format-issues.ts";
import { parseConfig } from "./parse-config.ts";

/** Text with the marks that mean something in YAML. */
const yamlLike = fc.string({
  unit: fc.constantFrom(
    ...Array.from("abc01.-_ \n\t:,[]{}&*!|>'\"%@`#?~<="),
    "\r\n",
    "- ",
    ": ",
    "&a",
    "*a",
    "---\n",
    "é",
    "😀",
    "\0",
  ),
  maxLength: 60,
});

test("any text gives a value or faults with a place, never a crash", () => {
  fc.assert(
    fc.property(fc.oneof(yamlLike, fc.string({ unit: "binary" })), (text) => {
      const result = parseConfig(text, "f.yaml");
      if (result.ok) {
        toValue(result.value.root);
        return;
      }
      expect(result.issues.length).toBeGreaterThan(0);
      for (const { location } of result.issues) expect(location?.line).toBeGreaterThan(0);
      expect(formatIssues(result.issues)).toMatch(/^f\.yaml:\d+:\d+: /);
    }),
    { numRuns: 500 },
  );
});

test("JSON text is read as JSON.parse reads it", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(undefined, 2, "\t"), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const read = toValue(unwrap(parseConfig(text, "f.json"), "test").root);
      expect(JSON.stringify(read)).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

test("fromValue and toValue are each other's inverse", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const json = JSON.parse(JSON.stringify(value)) as unknown;
      expect(JSON.stringify(toValue(fromValue(json)))).toBe(JSON.stringify(json));
    }),
  );
});
