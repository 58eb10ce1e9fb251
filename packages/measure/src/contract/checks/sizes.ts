import { columnIn, type Subject } from "../subject.ts";
import { counted, finding, type DataFinding } from "../finding.ts";

/** Rows below which an interval is wide and its coverage rough. */
const small = 60;

/** Fewer rows than any answer may rest on. */
export function sizes({ table, rows, outcome, fewestRows, armCodes }: Subject): readonly DataFinding[] {
  if (rows === 0) return [];
  const cells = columnIn(table, outcome);
  let known = 0;
  for (let i = 0; i < rows; i++) {
    const lacks = cells !== null && (cells[i] === "" || Number.isNaN(cells[i]));
    if (!lacks && armCodes?.codes[i] !== -1) known += 1;
  }
  if (known < fewestRows) {
    return [
      finding({
        severity: "error",
        code: "data/too-few-rows",
        message: `${counted(known, "row")}${known < rows ? ` of ${rows} hold an outcome` : ""}, of which at least ${fewestRows} are needed`,
        fix: "give more data",
        count: known,
      }),
    ];
  }
  if (fewestRows < 30 || known >= small) return [];
  return [
    finding({
      severity: "note",
      code: "data/few-rows",
      message: `${counted(known, "row")} are few`,
      fix: "ie design says what effect so few can show",
      count: known,
    }),
  ];
}
