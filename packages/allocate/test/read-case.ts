import { readFileSync } from "node:fs";
import type { Candidate, Returns } from "@ie/contracts";

export interface Case {
  readonly candidates: readonly Candidate[];
  readonly budget: number;
  readonly tolerance: number;
  readonly objective: number;
  readonly optima: Returns;
  readonly regrets: Returns;
  readonly selected: readonly string[];
}

function readFixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
}

export function readCase(name: string): Case {
  const expected = JSON.parse(readFixture(`${name}.json`)) as Omit<Case, "candidates">; // written by the script beside it
  const candidates = readFixture(`${name}.csv`)
    .trim()
    .split("\n")
    .slice(1)
    .map((line): Candidate => {
      const [id = "", ...numbers] = line.split(",");
      const [cost, best, med, worst, confidence] = numbers.map(Number) as [number, number, number, number, number];
      return { initiativeId: id, cost, returns: { best, med, worst }, confidence };
    });
  return { ...expected, candidates };
}
