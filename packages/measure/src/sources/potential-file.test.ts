import { createTable } from "@ie/table";
import { expect, test } from "vitest";
import { potentialFrom } from "./potential-file.ts";

const table = createTable({ id: ["b", "a"], date: ["2024-01-01", "2024-01-01"], sales: [5, 2], price: [1, 1] });
const truth = createTable({
  id: ["a", "b", "c"],
  date: ["2024-01-01", "2024-01-01", "2024-01-01"],
  sales_untreated: [2, 4, 9],
  sales_treated: [3, 5, 9],
});

test("takes each row's potential outcomes by its keys", () => {
  const { untreated, treated } = potentialFrom(table, truth);
  expect(untreated["sales"]).toEqual(Float64Array.of(4, 2));
  expect(treated["sales"]).toEqual(Float64Array.of(5, 3));
  expect(treated["price"]).toEqual(table["price"]);
});

test("a key may be a number in one table and its text in the other", () => {
  const rows = createTable({ id: [1, 2], sales: [1, 2] });
  const { untreated } = potentialFrom(
    rows,
    createTable({ id: ["2", "1"], sales_untreated: [7, 8], sales_treated: [7, 9] }),
  );
  expect(untreated["sales"]).toEqual(Float64Array.of(8, 7));
});

test.each([
  [{ ...truth, id: ["a", "x", "c"] }, null, 'truth: no row for id, date ["b","2024-01-01"], row 1 of the data; give'],
  [{ ...truth, id: ["a", "a", "c"] }, null, "truth: rows 1 and 2 are both"],
  [{ id: ["a", "b"], sales_treated: [1, 2] }, null, "truth: no column holds a potential outcome"],
  [{ name: ["a", "b"], sales_untreated: [1, 2], sales_treated: [1, 2] }, null, "truth: no column names its rows"],
  [truth, ["shop"], 'truth: no column "shop"'],
])("refuses %#", (columns, keys, message) => {
  expect(() => potentialFrom(table, createTable(columns), { keys })).toThrow(message);
});
