import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Family } from "./design.ts";
import { designs } from "./designs.ts";
import { readFindings, writeFindings } from "./findings-file.ts";
import { findingOf, isMissed } from "./finding.ts";
import { withValidation } from "./method-page.ts";
import { runDesigns } from "./pool.ts";
import { lineOf, pageOf, pages, readmeOf, tableOf } from "./report.ts";

/**
 * `pnpm validation [quick | full | runs] [--only regex] [--workers n] [--write]`: simulates the designs. With `--only` it takes those whose
 * names match. With `--write` it keeps each finding in `findings.jsonl` as soon as it is made, and writes the report and the methods' tables from that file; without,
 * it prints a table. `pnpm validation pages` writes these alone. Ends with code 1 where something asked for is missed.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, workers: { type: "string" }, write: { type: "boolean", default: false } },
});
const sizes: Readonly<Record<string, number>> = { quick: 400, full: 2000, pages: 0 };
const [size = "full"] = positionals;
const runs = sizes[size] ?? Number(size);
const workers = Number(values.workers ?? Math.min(2, availableParallelism()));
if (!Number.isInteger(runs) || (runs < 2 && size !== "pages") || !Number.isInteger(workers) || workers < 1) {
  console.error(
    `validation: cannot run "${positionals.join(" ")}" on ${workers} workers; give quick, full, pages or a number of runs`,
  );
  process.exit(2);
}
const seed = 20_261_121;
const only = values.only === undefined ? null : new RegExp(values.only);
const chosen = size === "pages" ? [] : designs.filter(({ id }) => only === null || only.test(id));
const path = join(import.meta.dirname, "findings.jsonl");
const findings = readFindings(path, designs);
const inOrder = (of: readonly { readonly id: string }[]) => of.flatMap(({ id }) => findings.get(id) ?? []);

const begin = performance.now();
let done = 0;
await runDesigns(chosen, runs, seed, workers, (design, outcome) => {
  const finding = findingOf(design, outcome);
  findings.set(design.id, finding);
  if (values.write) writeFindings(path, inOrder(designs));
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
  done += 1;
  console.error(`[${done}/${chosen.length}, ${minutes} min] ${lineOf(finding)}`);
});

if (values.write || size === "pages") {
  const all = inOrder(designs);
  writeFileSync(join(import.meta.dirname, "README.md"), readmeOf(all, seed));
  for (const family of Object.keys(pages) as Family[]) {
    const own = all.filter(({ design }) => design.family === family);
    if (own.length > 0) writeFileSync(join(import.meta.dirname, `${family}.md`), pageOf(family, own));
  }
  for (const model of new Set(designs.map((design) => design.model))) {
    const page = join(import.meta.dirname, `../reference/methods/${model.replaceAll("_", "-")}.md`);
    const own = all.filter(({ design }) => design.model === model);
    if (existsSync(page)) writeFileSync(page, withValidation(readFileSync(page, "utf8"), own));
  }
} else {
  console.log(tableOf(inOrder(chosen)));
}
const missed = inOrder(size === "pages" ? designs : chosen).filter(isMissed);
console.log(
  missed.length === 0
    ? "everything that is asked for is met"
    : `missed: ${missed.map(({ design }) => design.id).join(", ")}`,
);
if (missed.length > 0) process.exitCode = 1;
