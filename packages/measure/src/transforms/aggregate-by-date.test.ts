import { unwrap, validate, type Table } from "@ie/contracts";
import { createTable } from "@ie/table";
import { expect, test } from "vitest";
import { aggregateByDate } from "./aggregate-by-date.ts";

const rows = createTable({
  date: ["2024-01-02 00:00:00", "2024-01-01", "2024-01-02", "2024-01-01T00:00:00Z"],
  product: ["a", "a", "b", "b"],
  revenue: [1, 2, 3, 4],
  units: [10, 20, 30, 40],
});

function apply(table: Table, options: object): Table {
  return aggregateByDate.apply(table, unwrap(validate(aggregateByDate.options, options), "test"));
}

test("adds rows up by date, in the order of dates", () => {
  expect({ ...apply(rows, { metric: "revenue" }) }).toEqual({
    date: ["2024-01-01", "2024-01-02"],
    revenue: Float64Array.of(6, 4),
  });
  expect({ ...apply(rows, { metric: ["revenue", "units"], how: "mean" }) }).toEqual({
    date: ["2024-01-01", "2024-01-02"],
    revenue: Float64Array.of(3, 2),
    units: Float64Array.of(30, 20),
  });
});

test("names a column that is absent or not a date", () => {
  expect(() => apply(rows, { metric: "revenu" })).toThrow(
    'aggregate_by_date: no column "revenu"; did you mean "revenue"? the table has date, product, revenue, units',
  );
  expect(() => apply(rows, { metric: "revenue", date_column: "product" })).toThrow(
    'aggregate_by_date: column "product" has "a" in row 1, which is not a date; write dates as YYYY-MM-DD',
  );
});
