import { encodeJson, evaluateResult, measureResult, silentLog, unwrap } from "@ie/contracts";
import { evaluate } from "@ie/evaluate";
import { formatReturn } from "@ie/orchestrator";
import { createRng } from "@ie/stats";
import type { ExitCode } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { parseNumber } from "../parse-number.ts";
import { readJsonInput } from "../read-input.ts";

export interface EvaluateFlags {
  readonly input: string;
  readonly cost: string;
  readonly returnMultiplier: string;
  readonly currency?: string;
  readonly scorer: string;
  readonly json: boolean;
}

/** `ie evaluate`: a MeasureResult to an EvaluateResult. */
export async function evaluateCommand(flags: EvaluateFlags, io: Io): Promise<ExitCode> {
  const cost = parseNumber("--cost", flags.cost, 0);
  const returnMultiplier = parseNumber("--return-multiplier", flags.returnMultiplier, 0);
  const result = unwrap(measureResult.parse(await readJsonInput(flags.input, io)), "measure_result");
  const context = { rng: createRng(0), log: silentLog, signal: io.signal };
  const evaluated = await evaluate(
    result,
    { cost, returnMultiplier, currency: flags.currency ?? null, scorer: flags.scorer },
    { context },
  );
  if (flags.json) {
    io.stdout(encodeJson(evaluateResult.format(evaluated)));
    return 0;
  }
  const { best, med, worst } = evaluated.returns;
  const { level } = result.estimate.interval;
  const worth = formatReturn(med, { lower: worst, upper: best, level }, evaluated.currency);
  const reasons = evaluated.reasons.map(
    ({ domain, score, weight, reason }) =>
      `  ${domain.padEnd(14)} ${score.toFixed(2)} × ${weight.toFixed(2)}  ${reason}`,
  );
  io.stdout(
    [
      `${evaluated.initiativeId}  confidence ${evaluated.confidence.toFixed(2)} (${evaluated.design})`,
      `  return         ${worth}`,
      ...reasons,
      ...(evaluated.flags.length > 0 ? [`  flags          ${evaluated.flags.join(", ")}`] : []),
      "",
    ].join("\n"),
  );
  return 0;
}
