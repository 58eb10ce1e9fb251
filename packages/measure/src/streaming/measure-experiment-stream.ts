import { type Context, type Fit, ImpactError, type Table, unwrap, validate } from "@ie/contracts";
import type { RobustKind } from "@ie/stats";
import { anyColumn, requireUnits } from "../columns.ts";
import { expressionColumn, expressionText } from "../models/experiment/formula/expression.ts";
import { formulaColumns, parseFormula } from "../models/experiment/formula/formula.ts";
import { armsOf } from "../models/experiment/arms.ts";
import { categoriesOf } from "../models/experiment/formula/codes.ts";
import { declaredFactors, withTreatmentLast } from "./formula-subset.ts";
import { createBatchDesign } from "./batch-design.ts";
import { findLevels } from "./find-levels.ts";
import { type OpenRows } from "./open-rows.ts";
import { who } from "../models/experiment/who.ts";
import { streamedExperimentOptions, type StreamedExperimentOptions } from "./options.ts";
import { settleAliased } from "./settle-aliased.ts";
import { contrastsOf, fitOf, refuseDegenerate } from "./stream-fit.ts";
import { firstPass, type Reading, secondPass } from "./two-passes.ts";

/**
 * The model `experiment` over rows that do not fit in memory: the average effect of a randomised treatment by least squares with robust
 * standard errors, from two passes over batches that `open` gives anew for each (three where levels of factors have to be found).
 * Estimate, standard error, degrees of freedom, interval, p-value and relative effect are those of the model in memory with
 * `inference: t`, whatever the batches.
 *
 * `options`: snake_case as in configurations; see {@link StreamedExperimentOptions}. Progress goes to `context.log`; an abort of
 * `context.signal` stops between batches.
 *
 * @throws ImpactError as the model, and where the passes differ.
 */
export async function measureExperimentStream(
  open: OpenRows,
  options: unknown,
  context: Pick<Context, "log" | "signal">,
): Promise<Fit> {
  const chosen = unwrap(validate(streamedExperimentOptions, options), who, "config/invalid");
  const parsed = parseFormula(chosen.formula);
  const kind = kindOf(chosen);
  const { treatment, cluster, missing } = chosen;
  const declared = declaredFactors(parsed, treatment);
  const formula = withTreatmentLast(parsed, treatment);
  const right = [...new Set(formula.terms.flat().map(({ expression }) => expressionColumn(expression)))];
  const columns = [...new Set([...formulaColumns(formula), ...(cluster === null ? [] : [cluster])])];
  const table = await findLevels(
    open,
    {
      columns: right,
      complete: missing === "drop" ? columns : [],
      factors: new Set([...declared, treatment]),
      declared: chosen.levels,
    },
    context,
  );
  const arms = armsOf(who, treatment, anyColumn(who, table, treatment), chosen.control, chosen.arm);
  const levels = new Map(
    right
      .filter((name) => name === treatment || declared.has(name) || !(table[name] instanceof Float64Array))
      .map((name) => [name, name === treatment ? arms.levels : factorLevels(table, name, chosen)]),
  );
  const design = createBatchDesign(formula, treatment, levels);
  const reading: Reading = { open, columns, arms, cluster, missing, design, context };
  const first = await firstPass(reading);
  requireUnits(who, first.fit.rows, "rows");
  refuseDegenerate(first, expressionText(formula.outcome));
  const treated = arms.levels.length - 1;
  const contrasts = settleAliased(first.fit, contrastsOf(design, first.means, treated, chosen.terms));
  // A kind that is named keeps the degrees of freedom that it is known with.
  const satterthwaite = chosen.covType === "auto" ? treated : 0;
  const second = await secondPass(reading, first, contrasts, satterthwaite, kind);
  return fitOf(reading, formula.outcome, first, second, kind, chosen);
}

function factorLevels(table: Table, name: string, { levels }: StreamedExperimentOptions): readonly string[] {
  const own = Object.hasOwn(levels, name) ? levels[name] : undefined;
  return own ?? categoriesOf(who, table, name).levels;
}

function kindOf({ covType, cluster }: StreamedExperimentOptions): RobustKind {
  const isClustered = covType.startsWith("CR");
  if (covType === "auto") return cluster === null ? "HC2" : "CR2";
  if (isClustered === (cluster !== null)) return covType;
  throw new ImpactError({
    code: "config/invalid",
    who,
    what: `cov_type ${covType} ${isClustered ? "needs clusters" : "takes no clusters"}`,
    hint: isClustered ? "name their column: cluster: <column>" : "set cov_type: CR2, or leave it out",
    facts: { covType, cluster },
  });
}
