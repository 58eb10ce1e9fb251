import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

/** A program beside ours: `run` gives the standard output of one of this folder's scripts. */
export interface Peer {
  readonly name: string;
  run(script: string, ...inputs: readonly string[]): string;
}

function peer(name: string, candidates: readonly string[], probe: readonly string[]): Peer | null {
  const program = candidates.find((each) => spawnSync(each, probe, { stdio: "ignore" }).status === 0);
  if (program === undefined) {
    console.log(`skipped: ${name} is not installed`);
    return null;
  }
  return {
    name,
    run: (script, ...inputs) =>
      execFileSync(program, [join(import.meta.dirname, script), ...inputs], {
        encoding: "utf8",
        maxBuffer: 1e8,
        // One thread, as ours.
        env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
      }),
  };
}

export const r: Peer | null = peer("R", ["Rscript"], ["--version"]);
/** The system's Python may have the package when the first on the path has not. */
export const statsmodels: Peer | null = peer(
  "statsmodels",
  ["python3", "/usr/bin/python3"],
  ["-c", "import statsmodels"],
);
export const bsts: Peer | null = peer("the R package bsts", ["Rscript"], ["-e", "library(bsts)"]);

/** Lines of JSON with a name each, by name. */
export function byName<T extends { readonly name: string }>(output: string | undefined): ReadonlyMap<string, T> {
  const lines = (output ?? "").split("\n").filter((line) => line.startsWith("{"));
  return new Map(lines.map((line) => JSON.parse(line) as T).map((row) => [row.name, row]));
}
