import { curveOfDraw, type Model } from "./model.ts";

/** Responses of channel i to `spend` in every draw. */
export function drawResponses({ channels, draws }: Model, i: number, spend: number): Float64Array {
  return Float64Array.from({ length: draws }, (_, d) => curveOfDraw(channels[i]!, d).value(spend));
}

/** Total responses to `x` in every draw. */
export function drawTotals(model: Model, x: Float64Array): Float64Array {
  const totals = new Float64Array(model.draws);
  for (let i = 0; i < x.length; i++) {
    const channel = model.channels[i]!;
    for (let d = 0; d < totals.length; d++) totals[d]! += curveOfDraw(channel, d).value(x[i]!);
  }
  return totals;
}
