import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Design } from "./design.ts";
import type { Finding } from "./finding.ts";

const nonFinite: Readonly<Record<string, number>> = { NaN, Infinity, "-Infinity": -Infinity };

const toText = (_key: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
const fromText = (_key: string, value: unknown): unknown =>
  typeof value === "string" ? (nonFinite[value] ?? value) : value;

/** Findings of earlier runs by the design's id, one JSON object a line. Designs that no longer exist are left out. */
export function readFindings(path: string, designs: readonly Design[]): Map<string, Finding> {
  const byId = new Map(designs.map((design) => [design.id, design]));
  const findings = new Map<string, Finding>();
  if (!existsSync(path)) return findings;
  for (const line of readFileSync(path, "utf8").split("\n").filter(Boolean)) {
    const { id, ...rest } = JSON.parse(line, fromText) as { id: string } & Omit<Finding, "design">; // written below
    const design = byId.get(id);
    if (design !== undefined) findings.set(id, { ...rest, design });
  }
  return findings;
}

/** Writes the findings in the order of the designs. */
export function writeFindings(path: string, findings: readonly Finding[]): void {
  const lines = findings.map(({ design, ...rest }) => JSON.stringify({ id: design.id, ...rest }, toText));
  writeFileSync(path, `${lines.join("\n")}\n`);
}
