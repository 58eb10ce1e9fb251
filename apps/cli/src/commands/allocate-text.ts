import type { FrontierPoint } from "@ie/allocate";
import type { AllocateResult, Excluded, SmallestChanges } from "@ie/contracts";
import { formatAmount } from "@ie/orchestrator";

/** Six significant digits, whole where whole: what a stated change was tried with. */
function exactly(value: number): string {
  return Number.isInteger(value) ? formatAmount(value) : String(Number(value.toPrecision(6)));
}

function changeText(changes: SmallestChanges | undefined, money: string): string {
  if (changes === undefined) return "";
  const ways = [
    ...(changes.returns === null ? [] : [`returns ${money}${exactly(changes.returns)} higher`]),
    ...(changes.cost === null ? [] : [`cost ${money}${exactly(changes.cost)} lower`]),
    ...(changes.confidence === null ? [] : [`confidence ${exactly(changes.confidence)} higher`]),
  ];
  return ways.length === 0 ? "; no single change would select it" : `; would be selected with ${ways.join(", or ")}`;
}

function excludedLine({ initiativeId, reason, changes }: Excluded, money: string): string {
  return `  not ${initiativeId}: ${reason}${changeText(changes, money)}`;
}

/** What the objective of a built-in rule is. */
const objectives: Readonly<Record<string, string>> = {
  minimax_regret: "largest regret",
  bayesian: "weighted return",
  expected_value: "expected return",
  cvar: "mean return of the worst draws",
  hurwicz: "weighted best and worst return",
  maximin: "least return",
};

function proofLine(
  { rule, explanation: { objective, solution }, solver }: AllocateResult,
  money: string,
): readonly string[] {
  if (solution === undefined || objective === null) return [];
  const { status, gap, seconds } = solution;
  const what = rule !== null && Object.hasOwn(objectives, rule) ? objectives[rule]! : "objective"; // just seen
  const by = solver === null ? "" : ` by ${solver}`;
  const took = seconds === null ? "" : ` in ${Number(seconds.toPrecision(2))} s`;
  const proof = {
    optimal: `proved optimal${by}${took}`,
    feasible: `best found${by}${took}, ${gap === null ? "nothing proved" : `proved within ${money}${formatAmount(gap)} of the best there is`}`,
    heuristic: "a rule of thumb, nothing proved",
  };
  return [`  ${what} ${money}${formatAmount(objective)}, ${proof[status]}`];
}

function scenarioLines({ explanation: { scenarios } }: AllocateResult, money: string): readonly string[] {
  const width = Math.max(6, ...(scenarios ?? []).map(({ name }) => name.length));
  return (scenarios ?? []).map(({ name, optimum, reached, regret }) =>
    optimum === null || regret === null
      ? `  ${name.padEnd(width)} returns ${money}${formatAmount(reached)}`
      : `  ${name.padEnd(width)} best reachable ${money}${formatAmount(optimum)}, regret ${money}${formatAmount(regret)}`,
  );
}

function moneyLines({ explanation, budget }: AllocateResult, money: string): readonly string[] {
  const { binding, nextBudget, runnersUp } = explanation;
  const binds = (binding ?? []).map(({ constraint, gain }) =>
    gain === null ? constraint : `${constraint} (objective ${money}${formatAmount(gain)} better without it)`,
  );
  const next =
    nextBudget === undefined
      ? []
      : nextBudget === null
        ? ["  more money: no budget betters the objective"]
        : [
            `  more money: at ${money}${formatAmount(nextBudget.budget)} (${formatAmount(nextBudget.budget - budget)} more) the objective is ${money}${formatAmount(nextBudget.objective)}, ${exactly(Number(nextBudget.price.toPrecision(3)))} for each unit${nextBudget.adds.length === 0 ? "" : `; adds ${nextBudget.adds.join(", ")}`}${nextBudget.drops.length === 0 ? "" : `, drops ${nextBudget.drops.join(", ")}`}`,
          ];
  return [
    ...(binding === undefined ? [] : [`  binding: ${binds.join("; ") || "nothing"}`]),
    ...next,
    ...(runnersUp ?? []).map(
      ({ selected, objective, cost }) =>
        `  runner-up ${selected.join(", ") || "none"}: objective ${money}${formatAmount(objective)}, cost ${money}${formatAmount(cost)}`,
    ),
  ];
}

function selectedText({ selected, shares = {}, explanation: { stability } }: AllocateResult): string {
  return selected
    .map((id) => {
      const facts = [
        ...(Object.hasOwn(shares, id) ? [`${exactly(100 * shares[id]!)}% funded`] : []),
        ...(stability?.[id] === undefined ? [] : [`in ${Math.round(100 * stability[id])}% of draws`]),
      ];
      return facts.length === 0 ? id : `${id} (${facts.join(", ")})`;
    })
    .join(", ");
}

/** An allocation for people: the selection, what it costs and forgoes, what would change it. */
export function formatAllocation(result: AllocateResult, candidates: number): string {
  const money = result.currency === null ? "" : `${result.currency} `;
  const { excluded, warnings } = result.explanation;
  return [
    `selected ${result.selected.length} of ${candidates}: ${selectedText(result) || "none"}`,
    `  spent ${money}${formatAmount(result.budget - result.unspent)} of ${formatAmount(result.budget)}, ${formatAmount(result.unspent)} left`,
    ...proofLine(result, money),
    ...scenarioLines(result, money),
    ...moneyLines(result, money),
    ...excluded.map((item) => excludedLine(item, money)),
    ...warnings.map((warning) => `  warning: ${warning}`),
    "",
  ].join("\n");
}

/** One line a budget: what it selects. */
export function formatFrontier(points: readonly FrontierPoint[], currency: string | null): string {
  const lines = points.map(({ budget, selected, cost, objective }) => {
    if (selected === null || cost === null)
      return `  ${formatAmount(budget).padStart(14)}  no portfolio keeps the constraints`;
    const reached = objective === null ? "" : formatAmount(objective);
    return `  ${formatAmount(budget).padStart(14)}  ${formatAmount(cost).padStart(14)}  ${reached.padStart(14)}  ${selected.join(", ") || "none"}`;
  });
  const heads = ["budget", "cost", "objective"].map((text) => text.padStart(14)).join("  ");
  return [`frontier${currency === null ? "" : ` in ${currency}`}`, `  ${heads}  selected`, ...lines, ""].join("\n");
}
