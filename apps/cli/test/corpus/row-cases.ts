import { daily, file, people, series, type CorpusCase } from "./corpus-case.ts";

function rows(
  name: string,
  content: string,
  rest: Pick<CorpusCase, "code" | "place"> & Partial<CorpusCase>,
): CorpusCase {
  return {
    kind: "rows",
    name,
    files: { "rows.csv": content },
    source: file("rows.csv"),
    measurement: series,
    exitCode: 3,
    ...rest,
  };
}

const units = {
  model: "inverse_probability_weighting",
  params: { treatment_column: "treated", dependent_variable: "spend", covariate_columns: ["age"], unit_column: "id" },
};
const withAge = (
  id: (i: number) => string,
  age: (i: number) => string | number = (i) => 20 + ((i * 13) % 40),
): string => people((row, i) => `${id(i)},${row},${age(i)}`, "id,treated,spend,age");

export const rowCases: readonly CorpusCase[] = [
  rows("not broken", daily(), { code: null, exitCode: 0, place: /60 rows|"rows":\s*60/ }),
  rows(
    "a date twice",
    daily((row, i) => (i === 9 ? row.replace("2024-01-10", "2024-01-09") : row)),
    { code: "data/duplicate-key", place: /2024-01-09/ },
  ),
  rows(
    "a date that is absent",
    daily((row, i) => (i === 12 ? null : row)),
    { code: "data/date-gap", place: /2024-01-13/ },
  ),
  rows(
    "30 February",
    daily((row, i) => (i === 12 ? row.replace("2024-01-13", "2024-02-30") : row)),
    { code: "data/not-finite", place: /2024-02-30.*row 13/ },
  ),
  rows(
    "days before months",
    daily((row) => row.replace(/^(\d+)-(\d+)-(\d+)/, "$3/$2/$1")),
    { code: "data/not-finite", place: /01\/01\/2024.*row.* 1\b/ },
  ),
  rows(
    "two ways of writing dates",
    daily((row, i) => (i === 30 ? row.replace("2024-01-31", "31.01.2024") : row)),
    { code: "data/not-finite", place: /31\.01\.2024.*row 31/ },
  ),
  rows(
    "times of a zone",
    daily((row) => row.replace(",", "T00:00:00+02:00,")),
    { code: "data/not-finite", place: /\+02:00.*row.* 1\b/ },
  ),
  rows(
    "seconds since 1970",
    daily((row) => row.replace(/^[^,]+/, (date) => String(Date.parse(date) / 1000))),
    { code: "config/invalid", measured: "data/not-finite", place: /2024-02-10/ },
  ),
  rows("a launch after the data", daily(), {
    measurement: { model: series.model, params: { intervention_date: "2030-01-01" } },
    code: "data/out-of-range",
    place: /2030-01-01/,
  }),
  rows(
    "ten days",
    daily((row, i) => (i < 10 ? row : null)),
    { code: "data/too-few-rows", place: /10/ },
  ),
  rows("a window without rows", daily(), {
    source: file("rows.csv", { start_date: "2031-01-01" }),
    code: "data/too-few-rows",
    place: /2031-01-01/,
  }),
  rows(
    "an id twice",
    withAge((i) => `k${i === 7 ? 3 : i}`),
    { measurement: units, code: "data/duplicate-key", place: /k3/ },
  ),
  rows(
    "one arm",
    people((row) => row.replace(/^./, "1")),
    {
      measurement: { model: "experiment", params: { formula: "spend ~ treated" } },
      code: "data/no-variation",
      place: /treated/,
    },
  ),
  rows(
    "three arms for a model of two",
    withAge((i) => `k${i}`)
      .replaceAll(/,1,(\d+),(\d)/g, ",2,$1,$2")
      .replace(",2,", ",1,"),
    { measurement: units, code: "data/out-of-range", place: /treated/ },
  ),
  rows(
    "a covariate that is the outcome",
    withAge(
      (i) => `k${i}`,
      (i) => 10 + (i % 5) + (i % 2) * 3,
    ),
    { measurement: units, code: "data/no-variation", place: /age/ },
  ),
  rows(
    "more units than there are",
    withAge((i) => `k${i}`),
    {
      measurement: units,
      source: file("rows.csv", { unit_column: "id", sample_size: 61 }),
      code: "data/too-few-rows",
      place: /60.*61/,
    },
  ),
  rows(
    "addresses of people among numbers",
    people((row, i) => (i === 3 ? "1,jane.doe@example.org" : row)),
    {
      measurement: { model: "experiment", params: { formula: "spend ~ treated" } },
      code: "data/not-numeric",
      place: /spend.*row 4/,
    },
  ),
];
