import { formatValue } from "@ie/contracts";
import type { Curve } from "./curves/curve.ts";
import { exponential } from "./curves/exponential.ts";
import { hill } from "./curves/hill.ts";
import { logistic } from "./curves/logistic.ts";
import { meanOf, meanOfHill, type Mean } from "./curves/mean.ts";
import { michaelisMenten } from "./curves/michaelis-menten.ts";
import { monotoneSlopes } from "./curves/monotone-slopes.ts";
import { piecewiseCubic } from "./curves/piecewise-cubic.ts";
import { piecewiseLinear } from "./curves/piecewise-linear.ts";
import { power } from "./curves/power.ts";
import { tabulate } from "./curves/tabulate.ts";
import { invalid } from "./fault.ts";
import type { FunctionCurve, Parameter, ResponseCurve, SampledCurve } from "./response-curve.ts";

/** A channel's curve: one alone, or one a posterior draw. */
export interface BuiltCurve {
  readonly single: Curve | null;
  readonly draws: readonly Curve[] | null;
  /** What is reported and polished with: the curve itself, or the mean of the draws. */
  readonly mean: Mean;
}

function evaluateBy({ value, slope }: Pick<Mean, "value" | "slope">): Mean {
  return {
    value,
    slope,
    evaluate: (x, out) => {
      out[0] = value(x);
      out[1] = slope(x);
    },
  };
}

const alone = (curve: Curve): BuiltCurve => ({ single: curve, draws: null, mean: evaluateBy(curve) });

const positive = (value: number): string | null => (value > 0 ? null : "give a number above 0");
const notNegative = (value: number): string | null => (value >= 0 ? null : "give a number of 0 or more");

interface Field {
  readonly name: string;
  readonly values: Parameter;
  readonly fault: (value: number) => string | null;
}

/** One curve, or one a draw, of parameters that are checked first. */
function parametric(channel: string, fields: readonly Field[], make: (...p: readonly number[]) => Curve): BuiltCurve {
  let draws: number | null = null;
  for (const { name, values, fault } of fields) {
    const where = `channel ${formatValue(channel)}: ${name}`;
    const many = typeof values === "object" && values !== null;
    if (many) {
      const { length } = values;
      if (!(length > 0)) throw invalid(`${where} has no draws`, "give a number, or one a posterior draw");
      if (draws !== null && draws !== length)
        throw invalid(
          `${where} has ${length} draws and another parameter ${draws}`,
          "give every parameter equally many",
        );
      draws = length;
    }
    for (let d = 0; d < (many ? values.length : 1); d++) {
      const value: unknown = many ? values[d] : values;
      const hint = typeof value === "number" && Number.isFinite(value) ? fault(value) : "give a number";
      if (hint !== null) throw invalid(`${where} is ${formatValue(value)}${many ? ` in draw ${d}` : ""}`, hint);
    }
  }
  const at = (d: number): Curve =>
    make(...fields.map(({ values }) => (typeof values === "number" ? values : values[d]!)));
  if (draws === null) return alone(at(0));
  const curves = Array.from({ length: draws }, (_, d) => at(d));
  return { single: null, draws: curves, mean: meanOf(curves) };
}

function numbers(where: string, values: ArrayLike<unknown> | null | undefined): Float64Array {
  if (typeof values !== "object" || values === null)
    throw invalid(`${where} is ${formatValue(values)}`, "give a list of numbers");
  return Float64Array.from(values, (value, k) => {
    if (typeof value !== "number" || !Number.isFinite(value))
      throw invalid(`${where} is ${formatValue(value)} at point ${k}`, "give numbers");
    return value;
  });
}

function sampled(channel: string, { spend, response, interpolation = "monotone" }: SampledCurve): BuiltCurve {
  const who = `channel ${formatValue(channel)}: the sampled curve`;
  const x = numbers(`${who}: spend`, spend);
  if (x.length < 2) throw invalid(`${who} has ${x.length} points`, "give at least 2");
  x.forEach((at, k) => {
    if (at < 0 || (k > 0 && at <= x[k - 1]!))
      throw invalid(
        `${who} has the spend ${formatValue(at)} at point ${k}`,
        "give spends of 0 or more, each above the one before",
      );
  });
  if (interpolation !== "monotone" && interpolation !== "linear")
    throw invalid(`${who} has the interpolation ${formatValue(interpolation)}`, "there is monotone, linear");
  const make = (response: ArrayLike<number>): Curve => {
    const y = numbers(`${who}: response`, response);
    if (y.length !== x.length)
      throw invalid(`${who} has ${x.length} spends and ${y.length} responses`, "give one response a spend");
    const key = `${interpolation} ${x.join(" ")} ${y.join(" ")}`;
    if (interpolation === "linear") return piecewiseLinear(x, y, key);
    return piecewiseCubic({ x, y, slope: monotoneSlopes(x, y), error: 0 }, key);
  };
  if (typeof response?.[0] !== "object") return alone(make(response as ArrayLike<number>));
  const curves = (response as readonly ArrayLike<number>[]).map(make);
  return { single: null, draws: curves, mean: meanOf(curves) };
}

function ofFunction(channel: string, { response, upTo }: FunctionCurve): BuiltCurve {
  const who = `channel ${formatValue(channel)}`;
  if (typeof response !== "function")
    throw invalid(`${who}: response is ${formatValue(response)}`, "give a function of the spend");
  if (!(Number.isFinite(upTo) && upTo > 0))
    throw invalid(`${who}: upTo is ${formatValue(upTo)}`, "give the largest spend");
  const value = (x: number): number => {
    const y: unknown = response(x);
    if (typeof y !== "number" || !Number.isFinite(y))
      throw invalid(`${who}: the response to ${x} is ${formatValue(y)}`, "return a number");
    return y;
  };
  const slope = (x: number): number => {
    const h = 1e-5 * (x > 0 ? x : 1e-6 * upTo);
    if (x < h) return (4 * value(x + h) - 3 * value(x) - value(x + 2 * h)) / (2 * h);
    if (x + h > upTo) return (3 * value(x) + value(x - 2 * h) - 4 * value(x - h)) / (2 * h);
    return (value(x + h) - value(x - h)) / (2 * h);
  };
  const exact = evaluateBy({ value, slope });
  const knots = tabulate(exact.evaluate, upTo, { tolerance: 1e-9, maxKnots: 4000 });
  return { single: piecewiseCubic(knots, `function ${channel}`), draws: null, mean: exact };
}

/** Throws `config/invalid` where a parameter is impossible. */
export function buildCurve(channel: string, curve: ResponseCurve): BuiltCurve {
  const field = (name: string, values: Parameter, fault: Field["fault"] = positive): Field => ({ name, values, fault });
  switch (curve?.type) {
    case "hill": {
      const fields = [
        field("beta", curve.beta, notNegative),
        field("halfSaturation", curve.halfSaturation),
        field("slope", curve.slope),
      ];
      const built = parametric(channel, fields, (beta, k, s) =>
        s === 1 ? michaelisMenten(beta, k) : hill(beta, k, s),
      );
      if (built.draws === null) return built;
      const [beta, k, s] = fields.map(({ values }) =>
        typeof values === "number" ? new Float64Array(built.draws!.length).fill(values) : Float64Array.from(values),
      );
      return { ...built, mean: meanOfHill(beta!, k!, s!, built.draws) };
    }
    case "michaelis_menten": {
      const fields = [field("beta", curve.beta, notNegative), field("halfSaturation", curve.halfSaturation)];
      return parametric(channel, fields, (beta, k) => michaelisMenten(beta, k));
    }
    case "exponential": {
      const fields = [field("beta", curve.beta, notNegative), field("rate", curve.rate)];
      return parametric(channel, fields, (beta, rate) => exponential(beta, rate));
    }
    case "logistic": {
      const { midpoint = 0 } = curve;
      const fields = [
        field("beta", curve.beta, notNegative),
        field("rate", curve.rate),
        field("midpoint", midpoint, notNegative),
      ];
      return parametric(channel, fields, (beta, rate, midpoint) => logistic(beta, rate, midpoint));
    }
    case "power": {
      const fields = [field("scale", curve.scale, notNegative), field("exponent", curve.exponent)];
      return parametric(channel, fields, (scale, p) => power(scale, p));
    }
    case "sampled":
      return sampled(channel, curve);
    case "function":
      return ofFunction(channel, curve);
    default:
      throw invalid(
        `channel ${formatValue(channel)}: the curve's type is ${formatValue((curve as { type?: unknown } | null | undefined)?.type)}`,
        "there is hill, michaelis_menten, exponential, logistic, power, sampled, function",
      );
  }
}
