import { benchBsts } from "./bsts.ts";
import { benchDifferenceInDifferences } from "./difference-in-differences.ts";
import { benchDoublyRobust } from "./doubly-robust.ts";
import { benchGrowth } from "./growth.ts";
import { benchMatching } from "./matching.ts";
import { benchOls } from "./ols.ts";
import { benchSarimax } from "./sarimax.ts";
import { benchSimulate } from "./simulate.ts";
import { benchSyntheticControl } from "./synthetic-control.ts";

/**
 * `pnpm bench`: our CPU time beside the peers' in one run, as ratios. A peer that is not installed is said, not skipped silently.
 * `pnpm bench nile` runs only the SARIMAX cases with that in their name.
 */
const [, , only] = process.argv;
benchSarimax(only ?? "");
if (only === undefined) {
  benchGrowth();
  benchOls();
  benchBsts();
  benchDifferenceInDifferences();
  benchSyntheticControl();
  benchMatching();
  benchDoublyRobust();
  await benchSimulate();
}
