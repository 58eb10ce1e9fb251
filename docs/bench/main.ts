import { benchAggregate } from "./aggregate.ts";
import { benchAllocate } from "./allocate.ts";
import { benchBsts } from "./bsts.ts";
import { benchBudget } from "./budget.ts";
import { benchDifferenceInDifferences } from "./difference-in-differences.ts";
import { benchDoublyRobust } from "./doubly-robust.ts";
import { benchGrowth } from "./growth.ts";
import { benchMatching } from "./matching.ts";
import { benchOls } from "./ols.ts";
import { benchSarimax } from "./sarimax.ts";
import { benchSimulate } from "./simulate.ts";
import { benchSql } from "./sql.ts";
import { benchSyntheticControl } from "./synthetic-control.ts";

type Bench = () => void | Promise<void>;

const benches: Readonly<Record<string, Bench>> = {
  growth: benchGrowth,
  ols: benchOls,
  bsts: benchBsts,
  "difference-in-differences": benchDifferenceInDifferences,
  "synthetic-control": benchSyntheticControl,
  matching: benchMatching,
  "doubly-robust": benchDoublyRobust,
  simulate: () => benchSimulate(),
  aggregate: benchAggregate,
  sql: benchSql,
  allocate: benchAllocate,
  budget: benchBudget,
};

/**
 * `pnpm bench`: our CPU time beside the peers' in one run, as ratios. A peer that is not installed is said, not skipped silently.
 * `pnpm bench allocate` runs one of them, `pnpm bench simulate` that up to 50 million rows, any other word the SARIMAX cases with
 * it in their name.
 */
const [, , only] = process.argv;
if (only === "simulate") await benchSimulate(true);
else if (only !== undefined && Object.hasOwn(benches, only)) await benches[only]!();
else {
  benchSarimax(only ?? "");
  if (only === undefined) for (const bench of Object.values(benches)) await bench();
}
