import { describe, expect, it } from "vitest";
import reference from "../test/fixtures/reference.json" with { type: "json" };
import { dump } from "../test/dump.ts";
import { type CsvOptions, parseCsv } from "./parse-csv.ts";
import { rowCount } from "./table.ts";

function read(text: string, options?: CsvOptions): { columns: unknown; messages: string[] } {
  const { table, issues } = parseCsv(text, options);
  return { columns: Object.fromEntries(dump(table)), messages: issues.map((issue) => issue.message) };
}

describe("parseCsv", () => {
  it("reads what Python's csv module wrote", () => {
    for (const { text, header, rows } of reference.csv) {
      const { table, issues } = parseCsv(text, { text: header });
      expect(dump(table)).toEqual(header.map((name, i) => [name, rows.map((row) => row[i])]));
      expect(issues).toEqual([]);
    }
  });

  it("tells numbers, text, missing cells and identifiers apart", () => {
    const text = "date,y,gap,id,flag,late\n2024-01-01,1.50,NA,007,True,1.0\n2024-01-02,-2e3,,012,False,n/a\n";
    expect(read(text)).toEqual({
      columns: {
        date: ["2024-01-01", "2024-01-02"],
        y: [1.5, -2000],
        gap: [NaN, NaN],
        id: ["007", "012"],
        flag: ["True", "False"],
        late: ["1.0", "n/a"],
      },
      messages: [],
    });
  });

  it("keeps the cells of a column that turns to text late as they stand", () => {
    const rows = Array.from({ length: 200 }, (_, i) => `${i}.0,${i}`);
    const { table } = parseCsv(`a,b\n${rows.join("\n")}\nlast,\n`);
    expect(table["a"]!.slice(0, 2)).toEqual(["0.0", "1.0"]);
    expect(table["a"]!.at(-1)).toBe("last");
    expect(table["b"]!.slice(-2)).toEqual(new Float64Array([199, NaN]));
  });

  it("keeps named columns as text, and reads decimal commas", () => {
    expect(read("id;y\n1;1,5\n2;NA\n", { text: ["id", "absent"], decimal: "," }).columns).toEqual({
      id: ["1", "2"],
      y: [1.5, NaN],
    });
    expect(read("a;b,c\n1;2,3\n", { delimiter: ";" }).columns).toEqual({ a: [1], "b,c": ["2,3"] });
  });

  it.each([
    ["byte order mark", "\uFEFFa,b\n1,x\n"],
    ["CRLF", "a,b\r\n1,x\r\n"],
    ["CR", "a,b\r1,x\r"],
    ["no last line ending", "a,b\n1,x"],
    ["LF then CRLF", "a,b\n1,x\r\n"],
    ["CRLF then LF", "a,b\r\n1,x\n"],
    ["blank lines", "\n \r\na,b\n\n1,x\n\n\n"],
    ["quotes and blanks", '"a","b"\r\n"1" ,"x" \r\n'],
    ["tabs", "a\tb\n1\tx\n"],
  ])("takes %s", (_, text) => {
    expect(read(text)).toEqual({ columns: { a: [1], b: ["x"] }, messages: [] });
  });

  it("takes line ends, delimiters and quotes inside quoted cells", () => {
    expect(read('a,b\r\n"x\r\ny, ""z""\r",1\r\n"w","2\r"\r\n', { text: ["b"] })).toEqual({
      columns: { a: ['x\r\ny, "z"\r', "w"], b: ["1", "2\r"] },
      messages: [],
    });
  });

  it("takes names of Object.prototype for names like any other", () => {
    const { table } = parseCsv("__proto__,constructor,toString\n1,2,x\n");
    expect(dump(table)).toEqual([
      ["__proto__", [1]],
      ["constructor", [2]],
      ["toString", ["x"]],
    ]);
  });

  it("takes a quoted empty cell, but not a blank line, for a row of one column", () => {
    expect(read('a\n1\n""\n\n2\n').columns).toEqual({ a: [1, NaN, 2] });
  });

  it("rejects unknown options", () => {
    expect(() => parseCsv("", { decimal: ";" as "," })).toThrow(
      new RangeError('parseCsv: decimal is ";"; it is one of ".", ","'),
    );
    expect(() => parseCsv("", { delimiter: ":" as "," })).toThrow('parseCsv: delimiter is ":"');
  });
});

describe("issues of parseCsv", () => {
  it("place a ragged row, whose cells are filled up or dropped", () => {
    const { table, issues } = parseCsv('a,b\n"x\ny",1\n\n2\n3,4,5\n');
    expect(issues).toEqual([
      { row: 2, line: 5, column: null, message: "line 5: too few cells, 1; the header has 2" },
      { row: 3, line: 6, column: null, message: "line 6: too many cells, 3; the header has 2" },
    ]);
    expect(dump(table)).toEqual([
      ["a", ["x\ny", "2", "3"]],
      ["b", [1, NaN, 4]],
    ]);
  });

  it("name each column that has no name of its own, which is dropped", () => {
    const { table, issues } = parseCsv("a,,a\n1,2,3\n");
    expect(issues).toEqual([
      { row: null, line: 1, column: null, message: "line 1: column 2 has no name; name it or leave it out" },
      { row: null, line: 1, column: "a", message: 'line 1: columns 1 and 3 are both called "a"; names are unique' },
    ]);
    expect(dump(table)).toEqual([["a", [1]]]);
  });

  it("place an unclosed quote at its row, which is dropped", () => {
    const { table, issues } = parseCsv('a,b\n1,x\n2,"y\n3,z\n');
    expect(issues).toEqual([
      { row: 2, line: 3, column: "b", message: "line 3: a quote is not closed; the text ends inside it" },
    ]);
    expect(dump(table)).toEqual([
      ["a", [1]],
      ["b", ["x"]],
    ]);
    expect(read('"a,b\n1,2\n').messages).toEqual(["line 1: a quote is not closed; the text ends inside it"]);
  });

  it("place text after a closing quote, and NUL", () => {
    expect(parseCsv('a,b\n"x"y",1\n').issues).toEqual([
      {
        row: 1,
        line: 2,
        column: null,
        message: 'line 2: text follows a closing quote; write a quote inside a quoted cell as ""',
      },
    ]);
    expect(read('a,b\n"x"y,1\n2,3\n').messages.map((message) => message.slice(0, 36))).toEqual([
      "line 2: text follows a closing quote",
      "line 2: a quote is not closed; the t",
    ]);
    expect(parseCsv("a,b\n1,x\n1,\0\n").issues).toEqual([
      {
        row: 2,
        line: 3,
        column: "b",
        message: "line 3: a cell has a NUL character; the text is binary or not UTF-8",
      },
    ]);
  });

  it.each([
    ["", "line 1: no header; the text is empty"],
    ["\n \r\n", "line 1: no header; the text is empty"],
    ["1,2.5\n", 'line 1: no header; the first line holds numbers, from "1"'],
    ["a,b\n\n", "line 1: no rows; the text ends with its header"],
  ])("of %j", (text, message) => {
    expect(read(text).messages).toContain(message);
  });

  it("come to a hundred, and a count", () => {
    const { table, issues } = parseCsv(`a,b\n${"1\n".repeat(5000)}`);
    expect(rowCount(table)).toBe(5000);
    expect(issues).toHaveLength(101);
    expect(issues[100]).toEqual({
      row: 5000,
      line: 5001,
      column: null,
      message: "line 5001: 4900 more issues up to here; those before are the first 100",
    });
  });

  it.each([
    ["one line", "x,".repeat(1e6), "line 1: 2000000 characters without a line break; a CSV has"],
    ["one long cell", `a,b\n1,${"x".repeat(2e6)}\n`, "line 2: 2000002 characters without a line break"],
    ["padding and bad quotes", `a,b\n"${'x"'.repeat(2e5)}${" ".repeat(2e5)},1\n`, "line 2: 4096 blanks in a row"],
    ["a wide header", `${"x,".repeat(20_000)}y\n`, "line 1: the header has 20001 names; at most 16384 are read"],
  ])("end the reading of %s", (_, text, message) => {
    const { table, issues } = parseCsv(text);
    expect(dump(table)).toEqual([]);
    expect(issues).toHaveLength(1);
    expect(issues[0]!.message).toContain(message);
  });
});
