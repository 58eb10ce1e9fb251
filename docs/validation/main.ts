import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Family } from "./design.ts";
import { designs } from "./designs.ts";
import { findingOf, isMissed, type Finding } from "./finding.ts";
import { runDesigns } from "./pool.ts";
import { lineOf, pageOf, pages, readmeOf, tableOf } from "./report.ts";

/**
 * `pnpm validation [quick | full | runs] [--only regex] [--workers n]`: simulates the designs and writes the pages beside this file. With
 * `--only` it prints the table of the designs whose names match, and writes nothing. Ends with code 1 where something asked for is missed.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, workers: { type: "string" } },
});
const sizes: Readonly<Record<string, number>> = { quick: 400, full: 2000 };
const [size = "full"] = positionals;
const runs = sizes[size] ?? Number(size);
const workers = Number(values.workers ?? Math.min(2, availableParallelism()));
if (!Number.isInteger(runs) || runs < 2 || !Number.isInteger(workers) || workers < 1) {
  console.error(
    `validation: cannot run "${positionals.join(" ")}" on ${workers} workers; give quick, full or a number of runs`,
  );
  process.exit(2);
}
const seed = 20_261_121;
const only = values.only === undefined ? null : new RegExp(values.only);
const chosen = designs.filter(({ id }) => only === null || only.test(id));

const findings = new Map<string, Finding>();
const begin = performance.now();
await runDesigns(chosen, runs, seed, workers, (design, outcome) => {
  const finding = findingOf(design, outcome);
  findings.set(design.id, finding);
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
  console.error(`[${findings.size}/${chosen.length}, ${minutes} min] ${lineOf(finding)}`);
});
const inOrder = chosen.map(({ id }) => findings.get(id)!);

if (only === null) {
  writeFileSync(join(import.meta.dirname, "README.md"), readmeOf(inOrder, runs, seed));
  for (const family of Object.keys(pages) as Family[]) {
    const own = inOrder.filter(({ design }) => design.family === family);
    writeFileSync(join(import.meta.dirname, `${family}.md`), pageOf(family, own));
  }
} else {
  console.log(tableOf(inOrder));
}
const missed = inOrder.filter(isMissed);
console.log(
  missed.length === 0
    ? "everything that is asked for is met"
    : `missed: ${missed.map(({ design }) => design.id).join(", ")}`,
);
if (missed.length > 0) process.exitCode = 1;
