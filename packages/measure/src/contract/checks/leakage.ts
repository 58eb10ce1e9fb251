import { codesOf } from "../../models/experiment/formula/codes.ts";
import { placeOf } from "../calendar.ts";
import { finding, type DataFinding } from "../finding.ts";
import type { Subject } from "../subject.ts";

/** Titles of what is measured after the treatment. */
const after = /(?:^|[_\W])(?:after|post|nach|nachher|apres|après|despues|después|followup|follow_up)(?:[_\W]|$)/i;
/** Correlations at which a covariate repeats the outcome, and at which it all but does. */
const same = 1 - 1e-12;
const almost = 0.995;
/** Standard deviations by which a covariate moves at the treatment before it is said. */
const moves = 3;

function correlation(x: Float64Array, y: Float64Array): number {
  let [n, mx, my, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]!) || !Number.isFinite(y[i]!)) continue;
    n += 1;
    const [dx, dy] = [x[i]! - mx, y[i]! - my];
    mx += dx / n;
    my += dy / n;
    xx += dx * (x[i]! - mx);
    yy += dy * (y[i]! - my);
    xy += dx * (y[i]! - my);
  }
  return n < 3 || xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

/** A covariate that is the outcome under another name, or nearly. */
function repeatsOutcome({ table, outcome }: Subject, name: string): DataFinding | null {
  const y = outcome === null ? undefined : table[outcome];
  const x = table[name];
  if (outcome === null || !(x instanceof Float64Array) || !(y instanceof Float64Array)) return null;
  const r = correlation(x, y);
  if (Math.abs(r) < almost) return null;
  const isSame = Math.abs(r) >= same;
  return finding({
    severity: isSame ? "error" : "warning",
    code: isSame ? "data/no-variation" : "data/leakage",
    column: name,
    message: isSame
      ? `covariate "${name}" repeats the outcome "${outcome}"`
      : `covariate "${name}" all but repeats the outcome "${outcome}": their correlation is ${r.toFixed(4)}`,
    fix: "leave it out; covariates are measured before the treatment",
  });
}

/** A covariate from which the arm can be read. */
function tellsArm({ table, arms, armCodes, rows, calendar }: Subject, name: string): DataFinding | null {
  if (arms === null || armCodes === null || armCodes.levels.length !== 2) return null;
  const cells = table[name]!;
  const { levels, codes } = codesOf(cells);
  // Of a panel, units differ between the arms by nature.
  if (levels.length < 2 || levels.length > (calendar === null ? rows / 3 : 2)) return null;
  const armOf = new Int8Array(levels.length).fill(-1);
  for (let row = 0; row < rows; row++) {
    const [level, arm] = [codes[row]!, armCodes.codes[row]!];
    if (level < 0 || arm < 0) continue;
    if (armOf[level] !== -1 && armOf[level] !== arm) return null;
    armOf[level] = arm;
  }
  const isCopy = levels.length === 2;
  return finding({
    severity: isCopy ? "error" : "warning",
    code: isCopy ? "data/no-variation" : "data/leakage",
    column: name,
    message: `covariate "${name}" says which arm of "${arms.column}" a row is in`,
    fix: isCopy
      ? "leave it out; it is the treatment under another name"
      : "leave it out, or compare units that could be in either arm",
  });
}

interface Moments {
  n: number;
  sum: number;
  squares: number;
}

/** Means before and after a launch by group, in standard deviations of before: treated against the rest, or after against before. */
function movesAtLaunch(subject: Subject, name: string): DataFinding | null {
  const { table, rows, calendar, launch, armCodes, unitCodes, key } = subject;
  const x = table[name];
  if (calendar === null || launch === null || !(x instanceof Float64Array)) return null;
  const start = placeOf(calendar, launch);
  if (start === null || start === 0 || start >= calendar.periods.length) return null;
  const inPanel = key.length > 1 && unitCodes !== null && armCodes !== null;
  const treated = new Uint8Array(unitCodes?.levels.length ?? 0);
  if (inPanel) {
    for (let row = 0; row < rows; row++)
      if (armCodes.codes[row] === 1 && unitCodes.codes[row]! >= 0) treated[unitCodes.codes[row]!] = 1;
  }
  const cells: Moments[] = Array.from({ length: 4 }, () => ({ n: 0, sum: 0, squares: 0 }));
  for (let row = 0; row < rows; row++) {
    const [value, t] = [x[row]!, calendar.of[row]!];
    if (!Number.isFinite(value) || t < 0) continue;
    const group = inPanel && treated[unitCodes.codes[row]!] === 0 ? 0 : 2;
    const cell = cells[group + (t >= start ? 1 : 0)]!;
    cell.n += 1;
    cell.sum += value;
    cell.squares += value * value;
  }
  const mean = ({ n, sum }: Moments): number => sum / n;
  const [before, post] = [cells[2]!, cells[3]!];
  if (before.n < 3 || post.n < 3 || (inPanel && (cells[0]!.n < 3 || cells[1]!.n < 3))) return null;
  const variance = before.squares / before.n - mean(before) ** 2;
  const sd = Math.sqrt(Math.max(0, variance));
  const shift = mean(post) - mean(before) - (inPanel ? mean(cells[1]!) - mean(cells[0]!) : 0);
  const isFlat = variance <= 1e-20 * (before.squares / before.n + 1e-300);
  const size = isFlat
    ? Math.abs(shift) > 1e-9 * (Math.abs(mean(before)) + 1e-300)
      ? Infinity
      : 0
    : Math.abs(shift) / sd;
  if (size < moves) return null;
  const first = Array.from(calendar.of).findIndex(
    (t, row) => t >= start && (!inPanel || treated[unitCodes.codes[row]!] === 1),
  );
  return finding({
    severity: "warning",
    code: "data/leakage",
    column: name,
    row: first === -1 ? null : first + 1,
    date: calendar.periods[start]!,
    message: `covariate "${name}" moves ${isFlat ? "for the first time" : `by ${size.toFixed(1)} of its standard deviations`} when the treatment begins`,
    fix: "leave it out if the treatment moves it, or the effect is taken away with it",
  });
}

/** Covariates that know what happened after the treatment. */
export function leakage(subject: Subject): readonly DataFinding[] {
  const { covariates, arms, outcome } = subject;
  return covariates
    .filter((name) => name !== arms?.column && name !== outcome)
    .flatMap((name) => {
      const titled = after.test(name)
        ? finding({
            severity: "note",
            code: "data/leakage",
            column: name,
            message: `the name of covariate "${name}" says that it is measured after the treatment`,
            fix: "leave it out unless the treatment cannot move it",
          })
        : null;
      const found = repeatsOutcome(subject, name) ?? tellsArm(subject, name) ?? movesAtLaunch(subject, name) ?? titled;
      return found === null ? [] : [found];
    });
}
