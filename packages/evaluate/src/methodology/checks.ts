import type { Check } from "@ie/contracts";
import { judge, unknown, type Judgement } from "./domain.ts";

/** What is left of the quality after each check of the status. */
const left: Readonly<Record<Check["status"], number>> = { pass: 1, warn: 0.8, fail: 0.3 };

function named(checks: readonly Check[], status: Check["status"]): readonly string[] {
  return checks.filter((check) => check.status === status).map(({ name }) => name);
}

/** Integrity of the design: 0.8 for each warning times 0.3 for each failure, so that no passed check makes up for a failed one. */
export function checksQuality(checks: readonly Check[]): Judgement {
  if (checks.length === 0) return unknown("the model reports no checks");
  const quality = checks.reduce((product, { status }) => product * left[status], 1);
  const [failed, warned] = [named(checks, "fail"), named(checks, "warn")];
  const faults = [
    ...(failed.length === 0 ? [] : [`failed ${failed.join(", ")}`]),
    ...(warned.length === 0 ? [] : [`warned ${warned.join(", ")}`]),
  ];
  const of = `of ${checks.length} ${checks.length === 1 ? "check" : "checks"}`;
  return judge(quality, faults.length === 0 ? `${of} all passed` : `${of}: ${faults.join("; ")}`);
}

/** `check_failed:<name>` and `check_warned:<name>`, in the order of the checks. */
export function checkFlags(checks: readonly Check[]): readonly string[] {
  return checks.flatMap(({ name, status }) =>
    status === "pass" ? [] : [`check_${status === "fail" ? "failed" : "warned"}:${name}`],
  );
}
