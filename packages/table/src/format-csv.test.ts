import { expect, it } from "vitest";
import { formatCsv } from "./format-csv.ts";
import { createTable } from "./table.ts";

it("writes RFC 4180: commas, CRLF, quotes where needed, missing as nothing", () => {
  const table = createTable({ "unit, shop": ["a", 'b "x"\n', ""], y: [0.1, NaN, -0], z: [1e21, 2 ** 53, 1e-7] });
  expect(formatCsv(table)).toBe(
    '"unit, shop",y,z\r\na,0.1,1e+21\r\n"b ""x""\n",,9.007199254740992e+15\r\n,-0,1e-7\r\n',
  );
});

it("writes a missing cell that is alone in its row so that the row stays", () => {
  expect(formatCsv(createTable({ a: [1, NaN] }))).toBe('a\r\n1\r\n""\r\n');
});

it("rejects what a CSV cannot hold", () => {
  expect(() => formatCsv(createTable({}))).toThrow(
    new RangeError("formatCsv: the table has no columns; a CSV needs a header"),
  );
  expect(() => formatCsv(createTable({ a: [1, -Infinity] }))).toThrow(
    'formatCsv: row 2 of column "a" is -Infinity; a CSV holds finite numbers',
  );
});
