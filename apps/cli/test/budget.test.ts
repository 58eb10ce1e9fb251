import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ie, type Outcome } from "./support/run-cli.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ie-budget-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function budget(config: string, ...flags: readonly string[]): Promise<Outcome> {
  const path = join(folder, "budget.yaml");
  await writeFile(path, config);
  return ie(["budget", "--config", path, ...flags]);
}

const roots = `budget: 140
channels:
  - { channel: a, curve: { type: power, scale: 3, exponent: 0.5 } }
  - { channel: b, curve: { type: power, scale: 2, exponent: 0.5 } }
  - { channel: c, curve: { type: power, scale: 1, exponent: 0.5 } }
`;

test("a plan as text, and around it", async () => {
  const { code, stdout, stderr } = await budget(roots, "--frontier");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("spend 140, response 44.27; the next unit returns 0.16");
  expect(stdout).toMatch(/a {2,}90 .*\n.*b {2,}40 .*\n.*c {2,}10 /);
  expect(stdout).toContain("proved best");
  expect(stdout).toContain("budgets around it");
});

test("a plan as one document", async () => {
  const { code, stdout } = await budget(roots, "--json");
  expect(code).toBe(0);
  const document = JSON.parse(stdout) as { schema_version: string; plan: { response: number }; frontier: null };
  expect(document).toMatchObject({ schema_version: "1.0", currency: null, frontier: null });
  expect(document.plan.response).toBeCloseTo(Math.sqrt(140 * 14), 9);
});

test("faults at their places, clashes by name", async () => {
  const wrong = await budget(roots.replace("scale: 2", "scal: 2"));
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain("budget.yaml:4:");
  const clash = await budget(roots.replace("channel: a,", "channel: a, min: 200,"));
  expect(clash.code).not.toBe(0);
  expect(clash.stderr).toContain("the least spends of a add up to 200, above the budget 140");
  const open = await budget(roots.replace("budget: 140", "goal: { type: profit }"), "--frontier");
  expect([open.code, open.stderr]).toEqual([2, expect.stringContaining("a frontier goes around a budget")]);
});
