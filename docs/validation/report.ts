import type { Family } from "./design.ts";
import { isMissed, rateError, verdicts, type Finding } from "./finding.ts";

const percent = (rate: number, n: number): string =>
  Number.isFinite(rate) ? `${(100 * rate).toFixed(1)} ± ${(100 * rateError(rate, n)).toFixed(1)}` : "–";

function judged(text: string, asked: readonly [number, number] | null, isMet: boolean | null): string {
  if (asked === null) return text;
  const bounds = asked[0] === 0 ? `≤ ${asked[1]}` : `${asked[0]}–${asked[1]}`;
  return `${text} (${bounds}${isMet === true ? "" : " **missed**"})`;
}

const head = [
  "design",
  "what",
  "runs",
  "coverage, %",
  "p < 0.05, %",
  "p < 0.10 / 0.01, %",
  "distance of p from uniform (p)",
  "bias",
  "RMSE",
  "mean SE ÷ SD",
  "mean width",
  "no answer",
  "ms a fit",
];

function row(finding: Finding): string {
  const { design, runs, answers, coverage, cumulativeCoverage, rejections, uniformity } = finding;
  const { targets } = design;
  const met = verdicts(finding);
  const total = cumulativeCoverage === null ? "" : `; total ${percent(cumulativeCoverage, answers)}`;
  const alarm =
    targets.alarm === undefined
      ? ""
      : `; \`${targets.alarm}\` warns in ${(100 * finding.alarms).toFixed(0)}${met.alarm === true ? "" : " **missed**"}`;
  const refused = runs - answers;
  const cells = [
    design.id,
    design.what,
    String(runs),
    `${judged(percent(coverage, answers), targets.coverage, met.coverage)}${total}${alarm}`,
    judged(percent(rejections.five, answers), targets.falseAlarms, met.falseAlarms),
    Number.isFinite(rejections.ten)
      ? `${(100 * rejections.ten).toFixed(1)} / ${(100 * rejections.one).toFixed(1)}`
      : "–",
    uniformity === null ? "–" : `${uniformity.statistic.toFixed(3)} (${uniformity.pValue.toFixed(2)})`,
    finding.bias.toPrecision(2),
    finding.rmse.toPrecision(3),
    finding.stderrRatio === null ? "–" : finding.stderrRatio.toFixed(3),
    `${finding.width.toPrecision(3)}${finding.unbounded > 0 ? `; ${(100 * finding.unbounded).toFixed(1)} % unbounded` : ""}`,
    `${refused}${met.answers ? "" : " **missed**"}`,
    finding.millisecondsPerFit.toPrecision(2),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("NaN", "–")).join(" | ")} |`;
}

/** The rows of one heading as a Markdown table. */
export function tableOf(findings: readonly Finding[]): string {
  return [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...findings.map(row)].join("\n");
}

/** One line on a design that is done, for the console. */
export function lineOf(finding: Finding): string {
  const { design, answers, runs, coverage, rejections, millisecondsPerFit, refusal } = finding;
  const verdict = isMissed(finding) ? " MISSED" : "";
  const why = answers < runs && refusal !== null ? ` (${runs - answers} without an answer: ${refusal})` : "";
  const rates = `coverage ${percent(coverage, answers)}, p < 0.05 ${percent(rejections.five, answers)}`;
  return `${design.id}: ${rates}, ${millisecondsPerFit.toPrecision(2)} ms${verdict}${why}`;
}

/** Pages by family, in the order of the report. */
export const pages: Readonly<Record<Family, { readonly title: string; readonly text: string }>> = {
  experiment: {
    title: "Validation of `experiment`",
    text: "Each fit has the defaults, apart from what its row names. The defaults are HC2 with Bell and McCaffrey's degrees of freedom, and with `cluster` CR2 or, below 40 clusters, the wild cluster bootstrap.",
  },
  "repeated-looks": {
    title: "Validation of repeated looks and of several metrics",
    text: "A false alarm is a rejection at any of the looks, or of any of the metrics. Coverage is that of the interval at the look where the experiment stops.",
  },
  "interrupted-time-series": {
    title: "Validation of `interrupted_time_series`",
    text: "Errors are autoregressive of first order with innovations of standard deviation 9, unless a row says otherwise; two thirds of the dates lie before the intervention. `total` is the coverage of the cumulative effect's interval. Placebo dates, a check that changes no interval, are tried in one row alone, which shows one of them.",
  },
  bsts: {
    title: "Validation of `method: bsts`",
    text: "Few runs, since a fit is a Monte Carlo of its own. With random-walk errors nothing is asked for: the report shows how the priors fail.",
  },
  "difference-in-differences": {
    title: "Validation of `difference_in_differences`",
    text: "Panels of groups and periods with autocorrelated errors; each fit has the defaults, apart from what its row names.",
  },
  "synthetic-control": {
    title: "Validation of `synthetic_control`",
    text: "Panels from a factor model; the interval is the one that the result states, made by permutation or conformal inference.",
  },
  "regression-discontinuity": {
    title: "Validation of `regression_discontinuity`",
    text: "500 rows a data set: the score is 2 Beta(2, 4) − 1 and the noise normal with standard deviation 0.1295, as in the simulations of Imbens and Kalyanaraman (2012) and Calonico, Cattaneo and Titiunik (2014), unless a row says otherwise. Each fit has the defaults, apart from what its row names.",
  },
  matching: {
    title: "Validation of `nearest_neighbour_matching` and `subclassification`",
    text: "Treatment depends on the covariates; the outcome depends on them linearly and by a curve, and the effect is the same for all units unless a row says otherwise.",
  },
  weighting: {
    title: "Validation of `inverse_probability_weighting` and `doubly_robust`",
    text: "Treatment depends on the covariates; overlap is good or poor as the row says.",
  },
  "metrics-approximation": {
    title: "Validation of `metrics_approximation`",
    text: "The response coefficient is drawn with its stated error in each run, so that coverage counts its uncertainty.",
  },
  simulator: {
    title: "Truth recovery on simulated retail data",
    text: "Each shipped model on the design of `@ie/simulate` that it is made for. Estimates and intervals are shares of the truth of the very rows, which both potential outcomes give as in `ie verify`: 1 is right, bias is relative. That truth is one of finite rows, so that intervals of what could have been drawn cover it a little more often than they say.",
  },
};

/** The page of one family. */
export function pageOf(family: Family, findings: readonly Finding[]): string {
  const { title, text } = pages[family];
  const groups = [...new Set(findings.map(({ design }) => design.group))];
  const sections = groups.map(
    (group) => `## ${group}\n\n${tableOf(findings.filter(({ design }) => design.group === group))}\n`,
  );
  return `# ${title}\n\n${text}\nHow to read the columns: [the report](README.md).\n\n${sections.join("\n")}`;
}

/** The report's first page. */
export function readmeOf(findings: readonly Finding[], seed: number): string {
  const missed = findings.filter(isMissed);
  const lines = (Object.keys(pages) as Family[]).flatMap((family) => {
    const own = findings.filter(({ design }) => design.family === family);
    if (own.length === 0) return [];
    const asked = own.filter(({ design: { targets } }) => targets.coverage ?? targets.falseAlarms ?? targets.alarm);
    const met = asked.length - asked.filter(isMissed).length;
    return [`| [${pages[family].title}](${family}.md) | ${own.length} | ${met} of ${asked.length} |`];
  });
  return `# Validation: do the intervals hold what they promise?

Each design draws data sets with a known effect, as many as its row says, and measures each with the built-in model.

| page | designs | met |
| --- | --- | --- |
${lines.join("\n")}

${missed.length === 0 ? "Everything that is asked for is met." : `Missed: ${missed.map(({ design }) => `\`${design.id}\``).join(", ")}.`}

## How to read the columns

- **coverage**: how often the 95 % interval holds the effect; in brackets what is asked for. "±" is one Monte Carlo standard error of
  the rate. A rate is met when it is inside the bounds or within three Monte Carlo standard errors of nominal.
- **p < 0.05**: in designs whose name ends in \`null\` the effect is 0, so this is the rate of false alarms; elsewhere it is the power.
- **distance of p from uniform**: Kolmogorov's statistic where there is no effect, and its p-value. Few clusters and randomisation give
  p-values on a grid, whose distance is that of the grid.
- **mean SE ÷ SD**: mean standard error over the standard deviation of the estimates.
- **no answer**: runs that the model refused. More than 5 % count as missed.
- **ms a fit** depends on the machine; all else is the same for the same seed and engine.

Where a method cannot promise coverage (a handful of units with a skewed outcome, a random walk), the row asks that a check warns.

Made by \`pnpm validation full --write\` with seed ${seed}; \`quick\` takes a fifth of the runs, \`--only <regex>\` some designs, and without
\`--write\` the table is only printed.
`;
}
