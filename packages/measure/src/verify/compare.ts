import type { Alternative, MeasureResult } from "@ie/contracts";
import { spreadOf } from "./judge.ts";

type Estimate = MeasureResult["estimate"];

const short = (value: number): string => String(Number(value.toPrecision(4)));

/**
 * Two answers to one question, in standard errors of the first: within one they agree, of opposite sign and each away from zero they
 * contradict each other. Both rest on the same data, so that chance explains less of the difference than two standard errors would.
 */
export function compare(first: Estimate, second: Estimate): Pick<Alternative, "status" | "message" | "difference"> {
  const difference = second.value - first.value;
  const spread = spreadOf(first);
  const found = `${short(second.value)} against ${short(first.value)}: ${short(Math.abs(difference) / spread)} standard errors apart`;
  const estimands =
    first.estimand === second.estimand ? "" : `; it is about the ${second.estimand}, not the ${first.estimand}`;
  const isSigned = ({ interval }: Estimate): boolean => interval.lower > 0 || interval.upper < 0;
  if (isSigned(first) && isSigned(second) && first.value > 0 !== second.value > 0) {
    return { status: "fail", message: `${found}, with opposite signs${estimands}`, difference };
  }
  const agrees = Math.abs(difference) <= spread && first.value > 0 === second.value > 0;
  return { status: agrees ? "pass" : "warn", message: `${found}${estimands}`, difference };
}
