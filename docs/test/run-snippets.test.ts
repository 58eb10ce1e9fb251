import { expect, test } from "vitest";
import { placeOf, runCommands, runModules, type Outcomes } from "./run-snippets.ts";
import type { Snippet } from "./read-snippets.ts";

function snippet(line: number, language: string, text: string): Snippet {
  return { page: "page.md", line, language, text };
}

test("modules run from source; what goes wrong in one is said at its line of the page", async () => {
  const modules = [
    snippet(
      5,
      "ts",
      'import { ok, type Result } from "@ie/contracts";\nconst r: Result<number> = ok(1);\nif (!r.ok) throw 1;',
    ),
    snippet(20, "ts", "const a = 1;\nthrow new Error(`wrong ${a}`);"),
    snippet(30, "ts", "const = 1;"),
    snippet(40, "ts", 'void Promise.reject(new Error("left alone"));'),
    snippet(50, "ts", 'import "@ie/nothing";'),
    snippet(60, "ts", "export {};\nprocess.exit(0);"),
    snippet(70, "ts", "export {};"),
  ];
  const outcomes: Outcomes = new Map();
  await runModules(modules, outcomes);
  const at = (line: number): string | null | undefined => outcomes.get(`page.md:${line}`);
  expect([...outcomes.keys()].toSorted()).toEqual(modules.map(placeOf).toSorted());
  expect(at(5)).toBeNull();
  expect(at(20)).toMatch(/wrong 1\n.*page\.md_20\.mjs:21:7/);
  expect(at(30)).toMatch(/SyntaxError|Error/);
  expect(at(40)).toContain("left alone");
  expect(at(50)).toContain("@ie/nothing");
  expect(at(60)).toContain("ended with code 0");
  expect(at(70)).toContain("ended with code 0");
});

test("a failing node:test in a module is a fault", async () => {
  const tests = 'import { test } from "node:test";\ntest("t", () => {\n  throw new Error("no");\n});';
  const outcomes: Outcomes = new Map();
  await runModules([snippet(5, "ts", tests)], outcomes);
  expect(outcomes.get("page.md:5")).toContain("ended with code 1");
  await runModules([snippet(5, "ts", tests.replace('throw new Error("no");', ""))], outcomes);
  expect(outcomes.get("page.md:5")).toBeNull();
});

test("commands run in one folder with the examples; unknown ones and wrong exit codes are faults", async () => {
  const commands = [
    snippet(5, "sh", "# the version\nie --help\nnpx -y pnpm@12 demo"),
    snippet(10, "sh", "cd docs/examples\nie frobnicate # exit code 2"),
    snippet(15, "sh", "ie frobnicate"),
    snippet(20, "sh", "curl https://example.com"),
  ];
  const outcomes: Outcomes = new Map();
  await runCommands(commands, new Set(["demo"]), outcomes);
  expect(outcomes.get("page.md:5")).toBeNull();
  expect(outcomes.get("page.md:10")).toBeNull();
  expect(outcomes.get("page.md:15")).toMatch(/^ie frobnicate\nended with code 2\n/);
  expect(outcomes.get("page.md:20")).toBe("unknown command: curl https://example.com");
});
