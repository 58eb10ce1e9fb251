import type { Effect, Table } from "@ie/contracts";
import { createMatrix, placeboTest, scaledEffect } from "@ie/stats";
import type { Task } from "./answer.ts";
import { relativeOf } from "./effects.ts";
import { asTreated } from "./as-treated.ts";
import { permute, statisticsOf } from "./permutation.ts";
import type { Study } from "./study.ts";

/** Predictors of the same units. */
function predictorsAlone({ kernel, synthetic }: Task, column: number): Task["kernel"] {
  const { predictors } = kernel;
  if (predictors === undefined) return kernel;
  const { rows, cols, data } = predictors.values;
  const { treated } = synthetic;
  const values = createMatrix(rows, cols - treated.length + 1);
  values.data.set(data.subarray(column * rows, (column + 1) * rows));
  values.data.set(data.subarray(treated.length * rows), rows);
  return { ...kernel, predictors: { ...predictors, values } };
}

/** The effect on each of several treated units, each against the placebos of the donors, which are the same for all. */
export function marketEffects(
  study: Study,
  task: Task,
  unit: string,
  signal: AbortSignal,
): { readonly effects: readonly Effect[]; readonly tables: Readonly<Record<string, Table>> } {
  if (study.treated.length < 2) return { effects: [], tables: {} };
  // placebos are fitted to donors alone, hence the same whichever unit is treated
  const options = { ...predictorsAlone(task, 0), level: task.level, signal };
  const statistics = statisticsOf(placeboTest(asTreated(task.synthetic, 0), options));
  const { preperiods } = task.synthetic;
  const order = [...study.treated.keys()].toSorted((a, b) => study.units[a]! - study.units[b]!);
  const found = order.map((column) => {
    const name = study.treated[column]!;
    const panel = asTreated(task.synthetic, column);
    const kernel = predictorsAlone(task, column);
    const { fit, scale } = scaledEffect(panel, kernel);
    const after = fit.treated.subarray(preperiods);
    const observed = after.reduce((sum, value) => sum + value, 0) / after.length;
    return { name, fit, observed, ...permute(fit.effect, scale, statistics, task.level) };
  });
  return {
    effects: found.map(({ name, fit, observed, pValue, interval }): Effect => ({
      name: `unit ${name}`,
      value: fit.effect,
      stderr: null,
      interval,
      pValue,
      adjustedPValue: null,
      unit,
      relative: interval === null ? null : relativeOf(observed, fit.effect, interval),
    })),
    tables: {
      treated_units: {
        unit: found.map(({ name }) => name),
        effect: Float64Array.from(found, ({ fit }) => fit.effect),
        lower: Float64Array.from(found, ({ interval }) => interval?.lower ?? NaN),
        upper: Float64Array.from(found, ({ interval }) => interval?.upper ?? NaN),
        p_value: Float64Array.from(found, ({ pValue }) => pValue),
        pre_rmspe: Float64Array.from(found, ({ fit }) => Math.sqrt(fit.preMspe)),
      },
    },
  };
}
