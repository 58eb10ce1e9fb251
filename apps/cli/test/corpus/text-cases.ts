import { file, people, peopleJson, type CorpusCase } from "./corpus-case.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string, isBig: boolean): Uint8Array => {
  const codes = Uint16Array.from(`\uFEFF${text}`, (char) => char.charCodeAt(0));
  const view = new DataView(new ArrayBuffer(2 * codes.length));
  codes.forEach((code, i) => view.setUint16(2 * i, code, !isBig));
  return new Uint8Array(view.buffer);
};
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

function csv(
  name: string,
  content: string | Uint8Array,
  rest: Pick<CorpusCase, "code" | "place"> & Partial<CorpusCase>,
): CorpusCase {
  return { kind: "csv", name, files: { "rows.csv": content }, source: file("rows.csv"), exitCode: 3, ...rest };
}

function json(
  name: string,
  content: string | Uint8Array,
  rest: Pick<CorpusCase, "code" | "place"> & Partial<CorpusCase>,
): CorpusCase {
  return { kind: "json", name, files: { "rows.json": content }, source: file("rows.json"), exitCode: 3, ...rest };
}

function ndjson(
  name: string,
  content: string | Uint8Array,
  rest: Pick<CorpusCase, "code" | "place"> & Partial<CorpusCase>,
): CorpusCase {
  return { kind: "ndjson", name, files: { "rows.ndjson": content }, source: file("rows.ndjson"), exitCode: 3, ...rest };
}

const whole = { code: null, exitCode: 0, place: /60 rows|"rows":\s*60/ } as const;
const lines = JSON.parse(peopleJson) as readonly unknown[];

export const textCases: readonly CorpusCase[] = [
  csv("not broken", people(), whole),
  csv("not broken: a byte order mark and CRLF", `\uFEFF${people().replaceAll("\n", "\r\n")}`, whole),
  csv("not broken: semicolons", people().replaceAll(",", ";"), whole),
  csv("an empty file", "", { code: "data/unreadable", place: /rows\.csv/ }),
  csv("a header alone", "treated,spend\n", { code: "data/unreadable", place: /rows\.csv/ }),
  csv("blank lines alone", "\n\n\n", { code: "data/unreadable", place: /rows\.csv/ }),
  csv("UTF-16, little end first", utf16(people(), false), {
    code: "data/unreadable",
    place: /rows\.csv.*UTF-(?:8|16)/,
  }),
  csv("UTF-16, big end first", utf16(people(), true), { code: "data/unreadable", place: /rows\.csv.*UTF-(?:8|16)/ }),
  csv("Latin-1", latin1(people((row, i) => (i === 3 ? `${row}é` : row))), {
    code: "data/unreadable",
    place: /rows\.csv.*UTF-8/,
  }),
  csv("a byte that is no UTF-8", Uint8Array.of(...bytes(people()), 0x31, 0x2c, 0xff, 0x0a), {
    code: "data/unreadable",
    place: /rows\.csv.*UTF-8/,
  }),
  csv(
    "NUL characters",
    people((row, i) => (i === 4 ? `1,1\u00002` : row)),
    { code: "data/unreadable", place: /rows\.csv/ },
  ),
  csv(
    "a row too short",
    people((row, i) => (i === 9 ? "1" : row)),
    { code: "data/unreadable", place: /rows\.csv.*line 11/ },
  ),
  csv(
    "a row too long",
    people((row, i) => (i === 9 ? `${row},7` : row)),
    { code: "data/unreadable", place: /rows\.csv.*line 11/ },
  ),
  csv(
    "a name twice in the header",
    people((row) => `${row},1`, "treated,spend,spend"),
    { code: "data/unreadable", place: /rows\.csv.*line 1.*spend/ },
  ),
  csv(
    "a column without a name",
    people((row) => `${row},1`, "treated,spend,"),
    { code: "data/unreadable", place: /rows\.csv.*line 1/ },
  ),
  csv(
    "a quote that is not closed",
    people((row, i) => (i === 20 ? '1,"12' : row)),
    { code: "data/unreadable", place: /rows\.csv.*line 22/ },
  ),
  csv("another delimiter", people().replaceAll(",", ":"), { code: "data/missing-column", place: /treated/ }),
  csv(
    "decimal commas that nobody declared",
    people((row) => `${row.replace(",", ";")},5`, "treated;spend"),
    { code: "data/not-numeric", place: /spend.*row.* 1\b/ },
  ),
  csv(
    "text among numbers",
    people((row, i) => (i === 16 ? "1,n.a." : row)),
    { code: "data/not-numeric", place: /spend.*row 17/ },
  ),
  csv(
    "an amount with its sign",
    people((row, i) => (i === 16 ? "1,€12" : row)),
    { code: "data/not-numeric", place: /spend.*row 17/ },
  ),
  csv(
    "NaN",
    people((row, i) => (i === 16 ? "1,NaN" : row)),
    { code: "data/not-finite", place: /spend.*row 17/ },
  ),
  csv(
    "Infinity",
    people((row, i) => (i === 16 ? "1,Infinity" : row)),
    { code: "data/not-numeric", place: /spend.*row 17/ },
  ),
  csv(
    "a number beyond doubles",
    people((row, i) => (i === 16 ? "1,1e999" : row)),
    { code: "data/not-numeric", place: /spend.*row 17/ },
  ),
  csv(
    "a number whose square is beyond doubles",
    people((row, i) => (i === 16 ? "1,1e200" : row)),
    { code: "data/out-of-range", measured: "data/no-variation", place: /spend/ },
  ),
  csv("two million characters on a line", "x".repeat(2_000_000), {
    code: "data/unreadable",
    place: /rows\.csv.*line 1/,
  }),
  csv("twenty thousand names", `${Array.from({ length: 20_000 }, (_, i) => `c${i}`).join(",")}\n`, {
    code: "data/unreadable",
    place: /rows\.csv.*line 1/,
  }),
  csv("a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0xff, 0xfe), {
    code: "data/unreadable",
    place: /rows\.csv/,
  }),
  csv("a page of HTML", "<!doctype html>\n<html><body>Sign in, please</body></html>\n", {
    code: "data/unreadable",
    place: /rows\.csv/,
  }),
  csv("a spreadsheet", Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 6, 0, 8, 0, 0xe2, 0x9c, 0xff), {
    code: "data/unreadable",
    place: /rows\.csv/,
  }),
  csv(
    "a formula of a spreadsheet",
    people((row, i) => (i === 2 ? "1,\"=cmd|' /C calc'!A0\"" : row)),
    { code: "data/not-numeric", place: /spend.*row 3/ },
  ),
  csv(
    "a terminal's escape sequence",
    people((row, i) => (i === 2 ? "1,\u001b[2J\u001b]0;owned\u0007" : row)),
    { code: "data/not-numeric", place: /spend.*row 3/ },
  ),

  json("not broken", peopleJson, whole),
  json("cut off", peopleJson.slice(0, -20), { code: "data/unreadable", place: /rows\.json/ }),
  json("nested values", '[{"treated": 1, "spend": {"eur": 3}}]', {
    code: "data/unreadable",
    place: /rows\.json.*(?:record|row) 1.*spend/,
  }),
  json("NaN, which JSON has not", peopleJson.replace("12", "NaN"), { code: "data/unreadable", place: /rows\.json/ }),
  json("a map in place of a list", '{"treated": 1}', { code: "data/unreadable", place: /rows\.json/ }),
  json("a list of numbers", "[1, 2, 3]", { code: "data/unreadable", place: /rows\.json/ }),
  json("an empty list", "[]", { code: "data/unreadable", place: /rows\.json/ }),
  json("an empty file", "", { code: "data/unreadable", place: /rows\.json/ }),
  json("a hundred thousand brackets", "[".repeat(100_000), { code: "data/unreadable", place: /rows\.json/ }),
  json("text among numbers", peopleJson.replace('"spend":12', '"spend":"twelve"'), {
    code: "data/unreadable",
    place: /rows\.json.*record 3.*spend/,
  }),
  json("a key twice", peopleJson.replace('"spend":10', '"spend":10,"spend":99999'), {
    code: "data/unreadable",
    place: /rows\.json.*spend/,
  }),
  json("__proto__ as a key", peopleJson.replaceAll('"spend"', '"__proto__"'), {
    code: "data/missing-column",
    place: /spend/,
  }),
  json("null in every cell", peopleJson.replaceAll(/"spend":\d+/g, '"spend":null'), {
    code: "data/not-finite",
    place: /spend/,
  }),

  ndjson("not broken", lines.map((line) => JSON.stringify(line)).join("\n"), whole),
  ndjson(
    "a broken line",
    lines.map((line, i) => (i === 6 ? '{"treated": 1, "spend"' : JSON.stringify(line))).join("\n"),
    { code: "data/unreadable", place: /rows\.ndjson.*line 7/ },
  ),
  ndjson("a line that is no record", lines.map((line, i) => (i === 6 ? "[1]" : JSON.stringify(line))).join("\n"), {
    code: "data/unreadable",
    place: /rows\.ndjson.*line 7/,
  }),
];
