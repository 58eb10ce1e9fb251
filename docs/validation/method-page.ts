import { isMissed, rateError, type Finding } from "./finding.ts";

const [begin, end] = ["<!-- validation -->", "<!-- /validation -->"];

function range(rates: readonly number[]): string {
  const known = rates.filter(Number.isFinite);
  if (known.length === 0) return "–";
  const [least, most] = [Math.min(...known), Math.max(...known)].map((rate) => (100 * rate).toFixed(1));
  return least === most ? `${least}` : `${least} to ${most}`;
}

function row(group: string, findings: readonly Finding[]): string {
  const asked = findings.filter(({ design: { targets } }) => targets.coverage !== null);
  const nulls = findings.filter(({ design }) => design.effect === 0 && design.targets.falseAlarms !== null);
  const alarmed = findings.filter(({ design }) => design.targets.alarm !== undefined);
  const error = Math.max(...findings.map(({ answers }) => rateError(0.05, answers)));
  const missed = findings.filter(isMissed).length;
  const alarms = alarmed.length === 0 ? "" : `; a check has to warn in ${alarmed.length}`;
  const cells = [
    group,
    `${findings.length}${alarms}`,
    range(findings.map(({ runs }) => runs / 100)).replaceAll(".0", ""),
    range(asked.map(({ coverage }) => coverage)),
    range(nulls.map(({ rejections }) => rejections.five)),
    (100 * error).toFixed(1),
    missed === 0 ? "yes" : `all but ${missed}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

const head = [
  "situation",
  "designs",
  "runs of each",
  "coverage of 95 % intervals, %",
  "false alarms at 5 %, %",
  "Monte Carlo error",
  "as asked",
];

/** A method's page with the ranges of its designs between the two marks; pages without marks stay as they are. */
export function withValidation(page: string, findings: readonly Finding[]): string {
  const at = page.indexOf(begin);
  if (at === -1 || findings.length === 0) return page;
  const last = page.indexOf(end);
  const rest = last === -1 ? page.slice(at + begin.length) : page.slice(last + end.length);
  const groups = [...new Set(findings.map(({ design }) => design.group))];
  const families = [...new Set(findings.map(({ design }) => design.family))];
  const links = families.map((family) => `[${family}](../../validation/${family}.md)`).join(", ");
  const table = [
    `| ${head.join(" | ")} |`,
    `|${" --- |".repeat(head.length)}`,
    ...groups.map((group) =>
      row(
        group,
        findings.filter(({ design }) => design.group === group),
      ),
    ),
  ].join("\n");
  const text = `Coverage and false alarms are the lowest and highest of the designs of which something is asked. Every design, with power and bias: ${links}.`;
  return `${page.slice(0, at)}${begin}\n\n${table}\n\n${text}\n\n${end}${rest}`;
}
