import type { BudgetFrontier } from "./frontier.ts";
import type { BudgetPlan } from "./plan.ts";

type Row = readonly string[];

/** Columns side by side: the first to the left, the others to the right. */
function table(rows: readonly Row[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      `  ${row.map((text, k) => (k === 0 ? text.padEnd(widths[k]!) : text.padStart(widths[k]!))).join("   ")}`.trimEnd(),
    )
    .join("\n");
}

const grouped = new Intl.NumberFormat("en", { maximumSignificantDigits: 21, maximumFractionDigits: 0 });

/** Four digits at least, with separators; a dash where there is none. */
function amount(value: number | null): string {
  if (value === null) return "–";
  if (Math.abs(value) >= 1000) return grouped.format(Math.round(value));
  return String(Number(value.toPrecision(4)));
}
const signed = (value: number | null): string => (value !== null && value > 0 ? `+${amount(value)}` : amount(value));
const ratio = (value: number | null): string => (value === null ? "–" : value.toFixed(2));

function heading(plan: BudgetPlan, currency: string | null): string {
  const money = currency === null ? "" : `${currency} `;
  const range = plan.spread === null ? "" : ` [${amount(plan.spread.q05)}, ${amount(plan.spread.q95)}]`;
  const next = plan.marginalRoas === null ? "" : `; the next unit returns ${ratio(plan.marginalRoas)}`;
  return `spend ${money}${amount(plan.spend)}, response ${amount(plan.response)}${range}${next}`;
}

function against({ comparison }: BudgetPlan): readonly string[] {
  if (comparison === null) return [];
  const { currentResponse, currentSpend, change, probabilityBetter } = comparison;
  const share = currentResponse > 0 ? ` (${((100 * change) / currentResponse).toFixed(1)} %)` : "";
  const chance = probabilityBetter === null ? "" : `; better in ${(100 * probabilityBetter).toFixed(0)} % of draws`;
  return [`against now: ${signed(change)}${share} on a spend of ${amount(currentSpend)}${chance}`];
}

/** A plan as text for a terminal. */
export function formatBudgetPlan(
  plan: BudgetPlan,
  currency: string | null = null,
  frontier: BudgetFrontier | null = null,
): string {
  const { certificate } = plan;
  const rows: Row[] = [
    ["channel", "spend", "change", "response", "ROAS", "next unit"],
    ...plan.channels.map((each) => [
      `${each.channel}${each.extrapolated === true ? " !" : ""}`,
      amount(each.spend),
      signed(each.change),
      amount(each.response),
      ratio(each.roas),
      ratio(each.marginalRoas),
    ]),
  ];
  const binding = plan.binding
    .filter(({ kind }) => kind !== "budget")
    .map(
      ({ kind, name, limit, shadowPrice }) =>
        `  ${kind.replaceAll("_", " ")} of ${name}, ${amount(limit)}: ${shadowPrice === null ? "no price" : `a unit more is worth ${shadowPrice.toFixed(3)}`}`,
    );
  const proof =
    certificate.status === "local"
      ? "best of several climbs, without a proof"
      : certificate.status === "optimal"
        ? `proved best${certificate.relativeGap === 0 ? "" : `, to ${certificate.relativeGap.toExponential(0)} of it`}`
        : `not proved: a plan better by ${(100 * certificate.relativeGap).toFixed(4)} % may exist`;
  return `${[
    heading(plan, currency),
    ...against(plan),
    table(rows),
    ...(binding.length === 0 ? [] : ["held back by", ...binding]),
    proof,
    ...plan.warnings.map((warning) => `! ${warning}`),
    ...(frontier === null
      ? []
      : [
          "budgets around it",
          table([
            ["budget", "response", "ROAS", "next unit"],
            ...frontier.points.map((point) => [
              amount(point.budget),
              amount(point.response),
              ratio(point.roas),
              ratio(point.marginalRoas),
            ]),
          ]),
          ...frontier.infeasible.map(({ budget, reason }) => `  ${amount(budget)}: ${reason}`),
        ]),
  ].join("\n")}\n`;
}
