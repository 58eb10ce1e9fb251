import { normal, studentT } from "@ie/stats";
import * as z from "zod/mini";

/** A parameter as a configuration gives it, snake_case. */
export interface GivenParameter {
  readonly value: number | null;
  readonly std_error: number | null;
  readonly df: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly level: number;
  readonly distribution: "normal" | "lognormal" | "uniform" | "triangular";
}

/** A parameter with what is known of it. */
export interface Parameter {
  readonly name: string;
  /** Its median, at which the effect is estimated. */
  readonly centre: number;
  /** Standard deviation; 0 where it is taken as known, Infinity where it has none. */
  readonly sd: number;
  /** Standard error as given, `sd` where none was. */
  readonly scale: number;
  readonly shape: "known" | "normal" | "student_t" | "lognormal" | "uniform" | "triangular";
  /** Degrees of freedom of `student_t`; Infinity otherwise. */
  readonly df: number;
  /** The value at the standard normal deviate `z` of the same rank. */
  at(z: number): number;
}

const number = z._default(z.nullable(z.number()), null);

const described = z.strictObject({
  value: number,
  std_error: z._default(z.nullable(z.number().check(z.positive())), null),
  df: z._default(z.nullable(z.number().check(z.positive())), null),
  lower: number,
  upper: number,
  level: z._default(z.number().check(z.gt(0), z.lt(1)), 0.95),
  distribution: z._default(z.enum(["normal", "lognormal", "uniform", "triangular"]), "normal"),
});

/** A number, or a value with its standard error, interval or distribution. */
export const parameterSchema: z.ZodMiniType<number | GivenParameter> = z.union([z.number(), described], {
  error: "expected a number, or {value, std_error}, {lower, upper, level} or {distribution, lower, upper}",
});

/** Room for rounding in intervals that are published with a few digits, as a share of their width. */
const rounding = 0.05;

function fromInterval(name: string, given: GivenParameter): Parameter | string {
  const { lower, upper, level, distribution, value } = given;
  if (lower === null || upper === null) return "needs both lower and upper";
  if (!(lower < upper)) return `lower ${lower} is not below upper ${upper}`;
  const q = normal.upperTailQuantile((1 - level) / 2);
  const base = { name, df: Infinity };
  if (distribution === "lognormal") {
    if (!(lower > 0)) return `a lognormal is positive; lower is ${lower}`;
    const [mu, sigma] = [(Math.log(lower) + Math.log(upper)) / 2, (Math.log(upper) - Math.log(lower)) / (2 * q)];
    const middle = Math.exp(mu);
    if (value !== null && Math.abs(Math.log(value / middle)) > rounding * 2 * q * sigma) {
      return `value ${value} is not the median of a lognormal from ${lower} to ${upper}, ${middle.toPrecision(4)}; leave it out`;
    }
    const sd = middle * Math.exp(sigma ** 2 / 2) * Math.sqrt(Math.expm1(sigma ** 2));
    return { ...base, centre: middle, sd, scale: sd, shape: "lognormal", at: (each) => Math.exp(mu + sigma * each) };
  }
  const middle = (lower + upper) / 2;
  if (distribution === "uniform") {
    const at = (each: number): number => lower + (upper - lower) * normal.cdf(each);
    const sd = (upper - lower) / Math.sqrt(12);
    return { ...base, centre: middle, sd, scale: sd, shape: "uniform", at };
  }
  if (distribution === "triangular") return triangular(name, lower, value ?? middle, upper);
  if (value !== null && Math.abs(value - middle) > rounding * (upper - lower)) {
    return `value ${value} is not in the middle of ${lower} to ${upper}; set distribution: lognormal or triangular, or leave value out`;
  }
  const [centre, sd] = [value ?? middle, (upper - lower) / (2 * q)];
  return { ...base, centre, sd, scale: sd, shape: "normal", at: (each) => centre + sd * each };
}

/** Triangular with its peak at `mode`. */
function triangular(name: string, lower: number, mode: number, upper: number): Parameter | string {
  if (!(lower <= mode && mode <= upper)) return `value ${mode}, the peak, is outside ${lower} to ${upper}`;
  const width = upper - lower;
  const below = (mode - lower) / width;
  const at = (each: number): number => {
    const p = normal.cdf(each);
    return p < below
      ? lower + Math.sqrt(p * width * (mode - lower))
      : upper - Math.sqrt(normal.upperTail(each) * width * (upper - mode));
  };
  const squares = lower ** 2 + mode ** 2 + upper ** 2 - lower * mode - lower * upper - mode * upper;
  const sd = Math.sqrt(squares / 18);
  return { name, centre: at(0), sd, scale: sd, shape: "triangular", df: Infinity, at };
}

/** The parameter that `given` describes, or what is wrong with it. */
export function readParameter(name: string, given: number | GivenParameter): Parameter | string {
  const known = (value: number): Parameter => ({
    name,
    centre: value,
    sd: 0,
    scale: 0,
    shape: "known",
    df: Infinity,
    at: () => value,
  });
  if (typeof given === "number") return known(given);
  const { value, std_error: stderr, df, lower, upper, distribution } = given;
  if (lower !== null || upper !== null) {
    if (stderr !== null) return "has both std_error and an interval; give one";
    return df === null ? fromInterval(name, given) : "df goes with std_error";
  }
  if (value === null) return "is missing its value";
  if (stderr === null) return known(value);
  if (distribution === "lognormal") {
    if (!(value > 0)) return `a lognormal is positive; value is ${value}`;
    if (df !== null) return "df goes with distribution: normal";
    // Median and standard deviation to the log scale: sd² = median² e^σ² (e^σ² − 1).
    const sigma = Math.sqrt(Math.log((1 + Math.sqrt(1 + 4 * (stderr / value) ** 2)) / 2));
    const at = (each: number): number => value * Math.exp(sigma * each);
    return { name, centre: value, sd: stderr, scale: stderr, shape: "lognormal", df: Infinity, at };
  }
  if (distribution !== "normal") return `distribution: ${distribution} needs lower and upper`;
  const base = { name, centre: value, scale: stderr };
  if (df === null) return { ...base, sd: stderr, shape: "normal", df: Infinity, at: (z) => value + stderr * z };
  const quantile = (z: number): number =>
    z > 0 ? studentT.upperTailQuantile(normal.upperTail(z), df) : studentT.quantile(normal.cdf(z), df);
  const sd = df > 2 ? stderr * Math.sqrt(df / (df - 2)) : Infinity;
  return { ...base, sd, shape: "student_t", df, at: (z) => value + stderr * quantile(z) };
}
