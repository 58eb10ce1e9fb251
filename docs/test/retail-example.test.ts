import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { runResult, unwrap } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { retailFiles, retailTruth } from "../scripts/make-retail-data.ts";

const example = join(import.meta.dirname, "../examples/retail-loop");

test.each(Object.entries(retailFiles()))("%s is what its generator makes", (name, text) => {
  expect(readFileSync(join(example, "data", name), "utf8") === text).toBe(true);
});

describe("the loop on the example", async () => {
  const cli = join(import.meta.dirname, "../../apps/cli/src/main.ts");
  const args = ["--conditions=@ie/source", cli, "run", "--config", join(example, "config.yaml"), "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const result = unwrap(runResult.parse(JSON.parse(stdout)), "example");

  test("fails nowhere and is no mock", () => {
    expect(result.failures).toEqual([]);
    expect(result.provenance.mock).toBe(false);
    expect(result.outcomeReports.length).toBeGreaterThan(0);
  });

  test.each(Object.entries(retailTruth))("%s: the pilot's interval holds the true effect %d", (id, truth) => {
    const { interval } = result.pilotResults.find(({ initiativeId }) => initiativeId === id)!.estimate;
    expect(interval.lower).toBeLessThan(truth);
    expect(interval.upper).toBeGreaterThan(truth);
  });

  test("the training experiment at scale is Dehejia and Wahba's", () => {
    const training = result.scaleResults.find(({ initiativeId }) => initiativeId === "job-training");
    expect(training?.estimate.value).toBeCloseTo(1676.3426, 3);
    expect(training?.sampleSize).toBe(445);
  });
});
