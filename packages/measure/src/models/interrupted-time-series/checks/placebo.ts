import type { Check, Table } from "@ie/contracts";
import type { Answer, Inference } from "../method.ts";
import { rowsOf, type Series } from "../series.ts";

/** Dates on each side of a fake intervention. */
const leastSide = 8;

export interface Placebo {
  readonly checks: readonly Check[];
  readonly tables: Readonly<Record<string, Table>>;
}

/** Fake dates, at most `most`, spread over the middle of the dates before the intervention. */
function fakeDates(before: number, most: number): number[] {
  const [first, last] = [leastSide, before - leastSide];
  const room = last - first + 1;
  if (room < 3 || most < 1) return [];
  const count = Math.min(most, room);
  return Array.from({ length: count }, (_, i) =>
    count === 1 ? first : Math.round(first + (i * (last - first)) / (count - 1)),
  );
}

/**
 * The fit at fake dates among the dates before the intervention, where nothing happened: how often it finds an effect there,
 * and where the real effect ranks among the fake ones by |t|. Neighbouring dates share data, so the rates are rough.
 */
export function placeboDates(series: Series, { estimate, probe }: Answer, most: number, level: number): Placebo {
  const { y, before, background, dates } = series;
  const pre = y.slice(0, before);
  const regressors = rowsOf(background, 0, before);
  const tried = fakeDates(before, most);
  const found = tried.flatMap((at): { at: number; fake: Inference }[] => {
    const column = Float64Array.from({ length: before }, (_, t) => (t < at ? 0 : 1));
    const fake = probe({ y: pre, background: regressors, column });
    return fake === null ? [] : [{ at, fake }];
  });
  if (found.length < 3) {
    const message =
      most === 0
        ? "no fake dates were tried, as placebo_dates: 0 says"
        : `the ${before} dates before the intervention are too few for fake ones`;
    return { checks: [{ name: "placebo_dates", status: "warn", message, value: null }], tables: {} };
  }
  const alpha = 1 - level;
  const significant = found.filter(({ fake }) => fake.pValue < alpha).length;
  const rate = significant / found.length;
  const size = ({ value, stderr }: Inference): number => Math.abs(value / stderr);
  const real = size(estimate);
  const rank = 1 + found.filter(({ fake }) => size(fake) >= real).length;
  const share = rank / (found.length + 1);
  const column = (pick: (each: (typeof found)[number]) => number): Float64Array => Float64Array.from(found, pick);
  return {
    checks: [
      {
        name: "placebo_dates",
        status: rate > 0.3 ? "fail" : rate > 0.15 ? "warn" : "pass",
        message:
          rate > 0.15
            ? `the model finds an effect at ${significant} of ${found.length} fake dates before the intervention, where ${(alpha * 100).toPrecision(2)} % are due; distrust its interval`
            : `the model finds an effect at ${significant} of ${found.length} fake dates before the intervention`,
        value: rate,
      },
      {
        name: "placebo_rank",
        status: estimate.pValue < alpha && share > 0.2 ? "warn" : "pass",
        message: `the effect's |t| ranks ${rank} among it and ${found.length} fake dates${estimate.pValue < alpha && share > 0.2 ? "; dates where nothing happened look alike" : ""}`,
        value: share,
      },
    ],
    tables: {
      placebo: {
        date: found.map(({ at }) => dates[at]!),
        effect: column(({ fake }) => fake.value),
        std_error: column(({ fake }) => fake.stderr),
        lower: column(({ fake }) => fake.interval.lower),
        upper: column(({ fake }) => fake.interval.upper),
        p_value: column(({ fake }) => fake.pValue),
      },
    },
  };
}
