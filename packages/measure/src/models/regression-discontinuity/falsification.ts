import type { Check, Table } from "@ie/contracts";
import { adjustPValues, regressionDiscontinuity, type RegressionDiscontinuity } from "@ie/stats";
import { createTable } from "@ie/table";
import { tInference } from "../../inference.ts";
import { jumpOptions } from "./estimate-jump.ts";
import type { RegressionDiscontinuityOptions } from "./options.ts";
import { rowsAt } from "./rows-at.ts";
import type { Study } from "./study.ts";

interface Answer {
  readonly at: string;
  readonly jump: RegressionDiscontinuity;
}

interface Falsification {
  readonly check: Check;
  /** Null where nothing could be tried. */
  readonly table: Table | null;
}

/** Fewest rows on each side of a cutoff for it to be tried. */
const fewest = 30;

function pOf({ value, stderr, df }: RegressionDiscontinuity): number {
  return stderr > 0 ? tInference(value, stderr, df, 0.95).pValue : value === 0 ? 1 : 0;
}

/** Several jumps that should all be 0: their p-values by Holm, so that one in twenty data sets warns. */
function judge(name: string, what: string, advice: string, answers: readonly Answer[]): Falsification {
  if (answers.length === 0) {
    return { check: { name, status: "pass", message: `no ${what} to try`, value: null }, table: null };
  }
  const p = Float64Array.from(answers, ({ jump }) => pOf(jump));
  const adjusted = adjustPValues(p, "holm");
  const worst = adjusted.indexOf(Math.min(...adjusted));
  const least = adjusted[worst]!;
  const { at, jump } = answers[worst]!;
  return {
    check: {
      name,
      status: least < 0.01 ? "fail" : least < 0.05 ? "warn" : "pass",
      message: `${answers.length} ${what} tried, least p ${least.toFixed(3)} (Holm) at ${at}${
        least < 0.05 ? `, a jump of ${jump.value.toPrecision(3)}; ${advice}` : ""
      }`,
      value: least,
    },
    table: createTable({
      [name === "placebo_cutoffs" ? "cutoff" : "covariate"]: answers.map((answer) => answer.at),
      value: Float64Array.from(answers, (answer) => answer.jump.value),
      stderr: Float64Array.from(answers, (answer) => answer.jump.stderr),
      p_value: p,
      p_value_adjusted: adjusted,
      bandwidth: Float64Array.from(answers, (answer) => answer.jump.h),
    }),
  };
}

/** Covariates were fixed before the treatment, and cannot jump with it (Lee 2008). */
export function covariateContinuity(study: Study, options: RegressionDiscontinuityOptions): Falsification {
  const { units, x, clusters } = study;
  const { order, kernel } = options;
  const answers = units.names.flatMap((at, j): readonly Answer[] => {
    const values = units.x.data.slice(j * units.n, (j + 1) * units.n);
    const jump = regressionDiscontinuity(x, values, { order, kernel, clusters });
    return jump === null ? [] : [{ at, jump }];
  });
  const advice =
    "the sides differ in more than the treatment: look for other rules at this cutoff, or for units that chose their side";
  return judge("covariate_continuity", "covariates", advice, answers);
}

/** Nothing happens at the quartiles of either side, each with the rows of that side alone (Imbens and Lemieux 2008, section 6.4). */
export function placeboCutoffs(study: Study, options: RegressionDiscontinuityOptions): Falsification {
  const { x } = study;
  const answers = [-1, 1].flatMap((sign) => {
    const rows = Array.from({ length: x.length }, (_, i) => i).filter((i) => x[i]! >= 0 === (sign === 1));
    const sorted = Float64Array.from(rows, (i) => x[i]!).sort();
    return [0.25, 0.5, 0.75].flatMap((share): readonly Answer[] => {
      const cut = sorted[Math.floor(share * sorted.length)]!;
      const below = sorted.filter((value) => value < cut).length;
      if (Math.min(below, rows.length - below) < fewest) return [];
      const part = rowsAt(study, rows, cut);
      const jump = regressionDiscontinuity(part.x, part.y, jumpOptions(part, options));
      if (jump === null || Math.min(jump.below, jump.above) < 10) return [];
      const score = options.cutoff + (options.treated === "above" ? cut : -cut);
      return [{ at: score.toPrecision(4), jump }];
    });
  });
  const advice =
    "the outcome bends or jumps where nothing happens: try order: 2, or look for other rules at these scores";
  return judge("placebo_cutoffs", "cutoffs where nothing happens", advice, answers);
}
