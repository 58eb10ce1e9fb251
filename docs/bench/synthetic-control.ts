import { readFileSync } from "node:fs";
import { join } from "node:path";
import { conformalTest, createMatrix, fitSyntheticControl, placeboTest, type Matrix } from "@ie/stats";
import { byName, r, statsmodels } from "./peers.ts";
import { cell, cpu } from "./timing.ts";

interface Row {
  readonly name: string;
  readonly ms: number;
  /** Mean squared gap before treatment. */
  readonly loss: number;
}

const folder = join(import.meta.dirname, "../../packages/stats/test/fixtures/synthetic-control");
const file = join(folder, "prop99.csv");

/**
 * Proposition 99 (38 donors, 19 years before treatment): CPU time of weights and placebos, with the loss that each program reaches. R solves
 * the quadratic program by quadprog, Python by scipy's SLSQP, as pysyncon does. The published package for the form with predictors, Synth,
 * took 90 s for one fit with a loss of 3.21 where it was measured.
 */
export function benchSyntheticControl(): void {
  const panel = { outcomes: matrixOf(file), treated: [0], preperiods: 19 };
  const predictors = { values: matrixOf(join(folder, "prop99-predictors.csv")) };
  const weighted = { method: "predictors", predictors } as const;
  const ours: readonly Row[] = [
    { name: "one fit", ms: cpu(() => void fitSyntheticControl(panel)), loss: fitSyntheticControl(panel).preMspe },
    {
      name: "fit and 38 placebos",
      ms: cpu(() => void placeboTest(panel, { level: 0.95, statistic: "studentised" })),
      loss: NaN,
    },
    { name: "the same, cross-fitted", ms: cpu(() => void placeboTest(panel, { level: 0.95 })), loss: NaN },
    { name: "conformal interval", ms: cpu(() => void conformalTest(panel, { level: 0.95 })), loss: NaN },
    {
      name: "one fit with predictors",
      ms: cpu(() => void fitSyntheticControl(panel, weighted)),
      loss: fitSyntheticControl(panel, weighted).preMspe,
    },
  ];
  const theirs = [r, statsmodels].flatMap((peer) => {
    if (peer === null) return [];
    const isR = peer === r;
    const rows = byName<Row>(peer.run(isR ? "synthetic-control.R" : "synthetic-control.py", file));
    return [{ name: isR ? "quadprog" : "SLSQP", rows }];
  });
  console.log("\nsynthetic control, Proposition 99, CPU milliseconds (loss)");
  for (const { name, ms, loss } of ours) {
    const peers = theirs.map((peer) => {
      const row = peer.rows.get(name);
      if (row === undefined) return "";
      return `   ${peer.name} ${cell(row.ms, 7)} (${row.loss.toFixed(4)}) ÷ ours ${(row.ms / ms).toFixed(1)}`;
    });
    console.log(
      `${name.padEnd(26)}${cell(ms, 8)} ${Number.isNaN(loss) ? "" : `(${loss.toFixed(4)})`}${peers.join("")}`,
    );
  }
}

function matrixOf(path: string): Matrix {
  const [header = [], ...rows] = readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const matrix = createMatrix(rows.length, header.length - 1);
  for (const [i, row] of rows.entries()) {
    for (let j = 1; j < header.length; j++) matrix.data[(j - 1) * rows.length + i] = Number(row[j]);
  }
  return matrix;
}
