import { ImpactError, type Check } from "@ie/contracts";
import { chiSquared, chiSquaredGoodnessOfFit } from "@ie/stats";
import { who } from "../who.ts";

/**
 * Sample ratio mismatch (Fabijan et al. 2019): whether as many units are in each arm as the design says. A mismatch means that units were
 * lost or added on the way, hence that arms differ by more than the treatment.
 */
export function sampleRatioCheck(
  levels: readonly string[],
  counts: readonly number[],
  expected: Readonly<Record<string, number>> | null,
  what: string,
): Check {
  const found = levels.map((level, arm) => `${counts[arm]} ${what} in arm ${level}`).join(", ");
  if (expected === null) {
    const equal = levels.map((level) => `${level}: ${Number((1 / levels.length).toPrecision(3))}`).join(", ");
    return {
      name: "sample_ratio",
      status: "pass",
      message: `not tested, found ${found}; declare the shares of the design to test them, such as expected_shares: {${equal}}`,
      value: null,
    };
  }
  const unknown = Object.keys(expected).filter((level) => !levels.includes(level));
  const without = levels.filter((level) => !Object.hasOwn(expected, level));
  if (unknown.length > 0 || without.length > 0) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `expected_shares ${unknown.length > 0 ? `names "${unknown.join(", ")}", which is no arm` : `lacks ${without.join(", ")}`}`,
      hint: `give one share to each of ${levels.join(", ")}`,
      facts: { levels, expected },
    });
  }
  const shares = levels.map((level) => expected[level]!);
  const { pValue } = chiSquaredGoodnessOfFit(counts, shares);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const design = shares.map((share) => `${((100 * share) / total).toFixed(1)} %`).join(" : ");
  const status = pValue < 0.001 ? "fail" : pValue < 0.01 ? "warn" : "pass";
  return {
    name: "sample_ratio",
    status,
    message: `${found}; the design says ${design} (p ${pValue.toPrecision(2)})${
      status === "pass" ? "" : "; find out where units were lost or added before using the effect"
    }`,
    value: pValue,
  };
}

/** Whether rows lack an outcome more often in one arm: then the arms that are left are no longer alike. */
export function attritionCheck(
  levels: readonly string[],
  before: readonly number[],
  after: readonly number[],
): Check | null {
  const total = before.reduce((sum, n) => sum + n, 0);
  const lost = before.map((n, arm) => n - after[arm]!);
  const all = lost.reduce((sum, n) => sum + n, 0);
  if (all === 0 || all === total) return null;
  // Pearson's statistic of the table arm × lost is that of the lost over arm sizes, divided by the share kept.
  const { statistic, df } = chiSquaredGoodnessOfFit(lost, before);
  const pValue = chiSquared.upperTail(statistic / (1 - all / total), df);
  const status = pValue < 0.001 ? "fail" : pValue < 0.01 ? "warn" : "pass";
  const rates = levels.map((level, arm) => `${((100 * lost[arm]!) / before[arm]!).toFixed(1)} % ${level}`).join(", ");
  return {
    name: "attrition",
    status,
    message: `rows left out by arm: ${rates} (p ${pValue.toPrecision(2)})${
      status === "pass" ? "" : "; the treatment may decide who has an outcome, and then the arms that are left differ"
    }`,
    value: pValue,
  };
}
