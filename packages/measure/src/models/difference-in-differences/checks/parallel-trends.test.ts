import { unwrap, validate, type Check, type Table } from "@ie/contracts";
import { withColumn } from "@ie/table";
import { expect, test } from "vitest";
import { simulatedPanel } from "../../../../test/support/simulated-panel.ts";
import { contextOf } from "../../../measure.ts";
import { differenceInDifferences } from "../difference-in-differences.ts";

function sensitivity(table: Table): Check {
  const options = unwrap(
    validate(differenceInDifferences.options, {
      dependent_variable: "y",
      unit_column: "unit",
      time_column: "period",
      treatment_column: "treatment",
      draws: 99,
    }),
    "test",
    "config/invalid",
  );
  const { checks } = differenceInDifferences.fit(table, options, contextOf(1));
  return checks.find(({ name }) => name === "parallel_trends_sensitivity")!;
}

// The largest of several steps of pure noise is large: M̄ is below 1 in most sound panels.
test("steps that chance makes put no clear effect in doubt", () => {
  let low = 0;
  for (let seed = 0; seed < 12; seed++) {
    const check = sensitivity(simulatedPanel({ seed, units: 20, treated: 10, periods: 12, effect: 4 }));
    if (check.value! < 1) low += 1;
    expect(check.status, `seed ${seed}`).toBe("pass");
    expect(check.message).toContain("no larger than chance makes it");
  }
  expect(low).toBeGreaterThan(8);
});

test("a jump before the treatment that is no chance puts the effect in doubt", () => {
  const panel = simulatedPanel({ seed: 3, units: 20, treated: 10, periods: 12, effect: 4 });
  const [unit, period] = [panel["unit"] as Float64Array, panel["period"] as Float64Array];
  const y = Float64Array.from(panel["y"] as Float64Array, (value, i) =>
    unit[i]! < 10 && period[i]! < 3 ? value + 5 : value,
  );
  const check = sensitivity(withColumn(panel, "y", y));
  expect(check.value!).toBeLessThan(1);
  expect(check.message).toContain("more than chance explains");
  expect(check.status).toBe("warn");
});
