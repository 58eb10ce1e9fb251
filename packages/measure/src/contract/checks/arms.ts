import { counted, finding, percent, type DataFinding } from "../finding.ts";
import { shown } from "../personal/index.ts";
import { columnIn, type Subject } from "../subject.ts";

const usualControls = new Set(["0", "false", "no", "control", "off"]);
/** Units of an arm below which its variance is a guess. */
const fewUnits = 30;
/** Share of the units below which an arm is tiny beside the others. */
const tinyShare = 0.02;
/** Fewest units of an arm of which a variance can be known. */
const fewestUnits = 2;

/** Units of each arm, added up where the rows are sums; a unit whose rows change arm counts in the last one, which is that of its treatment. */
function countUnits({ table, rows, arms: assigned, armCodes, unitCodes, key }: Subject, levels: number): Float64Array {
  const counts = new Float64Array(levels);
  if (unitCodes === null || key.length === 0) {
    const sizes = columnIn(table, assigned?.sizes ?? null);
    const sizeOf = (row: number): number => (sizes instanceof Float64Array ? sizes[row]! : 1);
    for (let row = 0; row < rows; row++) if (armCodes!.codes[row]! >= 0) counts[armCodes!.codes[row]!]! += sizeOf(row);
    return counts;
  }
  const armOf = new Int32Array(unitCodes.levels.length).fill(-1);
  for (let row = 0; row < rows; row++) {
    const u = unitCodes.codes[row]!;
    if (u >= 0) armOf[u] = Math.max(armOf[u]!, armCodes!.codes[row]!);
  }
  for (const arm of armOf) if (arm >= 0) counts[arm]! += 1;
  return counts;
}

/** A treatment that ends: 1, then 0, in the rows of one unit. */
function endings({ table, rows, unit, unitCodes, calendar, armCodes, arms, launch }: Subject): readonly DataFinding[] {
  if (unitCodes === null || calendar === null || unit === null || armCodes?.levels.join() !== "0,1") return [];
  const order = Int32Array.from({ length: rows }, (_, i) => i).sort((a, b) => calendar.of[a]! - calendar.of[b]!);
  const treated = new Uint8Array(unitCodes.levels.length);
  for (const row of order) {
    const [u, arm] = [unitCodes.codes[row]!, armCodes.codes[row]!];
    if (u < 0 || arm < 0 || calendar.of[row]! < 0) continue;
    if (arm === 1) treated[u] = 1;
    else if (treated[u] === 1) {
      const [name, date] = [shown(table[unit]![row]!, unit), calendar.periods[calendar.of[row]!]!];
      return [
        finding({
          severity: "error",
          code: "data/out-of-range",
          column: arms!.column,
          row: row + 1,
          date,
          unit: name,
          message: `column "${arms!.column}": the treatment of unit ${name} ends on ${date}`,
          fix:
            launch === null
              ? "only treatments that last can be measured; leave the dates after it out"
              : "it must be the same in all rows of a unit, or 1 from the intervention on",
        }),
      ];
    }
  }
  return [];
}

/** The arms: how many there are, how large they are, which one is the control. */
export function arms(subject: Subject): readonly DataFinding[] {
  const { arms: assigned, armCodes, rows, key } = subject;
  if (assigned === null || armCodes === null || rows === 0) return [];
  const { column, control, most, cells } = assigned;
  const { levels } = armCodes;
  const say = (level: string): string => shown(level, column);
  const fault = (
    severity: DataFinding["severity"],
    code: DataFinding["code"],
    message: string,
    fix: string,
    count = 1,
  ): DataFinding => finding({ severity, code, column, message, fix, count });
  if (levels.length < 2) {
    const [only] = levels;
    const message =
      only === undefined ? `"${column}" assigns no arm` : `"${column}" puts every row into one arm, ${say(only)}`;
    return [
      fault("error", "data/no-variation", message, "both arms are needed: rows with and without the treatment", rows),
    ];
  }
  if (levels.length > most) {
    const row = Array.from(cells as readonly (string | number)[], String).findIndex(
      (cell) => cell !== "" && cell !== levels[0] && cell !== levels[1],
    );
    const list = levels.slice(0, 8).map(say).join(", ");
    return [
      finding({
        severity: "error",
        code: "data/out-of-range",
        column,
        row: row === -1 ? null : row + 1,
        count: levels.length,
        message: `the treatment "${column}" has ${levels.length} values (${list}${levels.length > 8 ? ", …" : ""}), of which ${most} can be compared`,
        fix: "keep the rows of the arms to compare, or make one column of 0 and 1",
      }),
    ];
  }
  const found: DataFinding[] = [];
  if (control !== null && !levels.includes(control) && assigned.most > 0 && control !== "0") {
    const message = `column "${column}" has no control "${control}"; it has ${levels.map(say).join(", ")}`;
    found.push(fault("error", "config/invalid", message, "name one of them as control"));
  } else if (control === null && !levels.some((level) => usualControls.has(level.toLowerCase()))) {
    const message = `no value of "${column}" is called control; ${say(levels[0]!)} will be taken for it`;
    found.push(fault("warning", "data/no-control", message, `set control to ${say(levels[0]!)} or to another value`));
  }
  const counts = countUnits(subject, levels.length);
  const units = counts.reduce((sum, count) => sum + count, 0);
  const isPanel = key.length > 1;
  const what = isPanel || subject.unitCodes !== null || (assigned.sizes ?? null) !== null ? "unit" : "row";
  for (const [i, count] of counts.entries()) {
    const level = levels[i]!;
    const says = `arm ${say(level)} of "${column}" has ${counted(count, what)}`;
    if (!isPanel && count < fewestUnits) {
      found.push(
        fault("error", "data/too-few-rows", says, "at least two of each are needed to know how much they vary", count),
      );
    } else if (isPanel && count === 0) {
      const message = `every unit is treated at some date, so none is untreated throughout`;
      found.push(fault("warning", "data/few-units", message, "give units that were never treated, to compare with", 0));
    } else if (!isPanel && count < fewUnits) {
      found.push(
        fault(
          "warning",
          "data/few-units",
          `${says}, fewer than ${fewUnits}`,
          "give more, or read the interval as rough",
          count,
        ),
      );
    } else if (!isPanel && count < tinyShare * units) {
      const message = `${says} of ${units}, ${percent(count / units)}`;
      found.push(
        fault("warning", "data/imbalance", message, "look whether the assignment was meant to be so unequal", count),
      );
    }
  }
  return [...found, ...(isPanel ? endings(subject) : [])];
}
