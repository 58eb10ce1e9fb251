import { quote } from "./quote.ts";

const pattern = /^\d{4}-\d{2}-\d{2}$/;
const shape = 'dates are "YYYY-MM-DD" and in the calendar';

/** Whether a text is a day of the proleptic Gregorian calendar written `YYYY-MM-DD`. */
export function isIsoDate(text: string): boolean {
  return pattern.test(text) && fromDayNumber(toDayNumber(text)) === text;
}

/**
 * The date `days` days later, or earlier when negative.
 *
 * @throws RangeError when `date` is no date, `days` no integer, or the result lies outside the years 0000 to 9999.
 */
export function addDays(date: string, days: number): string {
  assertDate("addDays", date);
  if (!Number.isSafeInteger(days)) throw new RangeError(`addDays: days is ${days}; give an integer`);
  const result = fromDayNumber(toDayNumber(date) + days);
  if (!pattern.test(result)) {
    throw new RangeError(`addDays: ${quote(date)} plus ${days} days leaves the calendar; years go from 0000 to 9999`);
  }
  return result;
}

/**
 * Days from `a` to `b`; negative when `b` is earlier.
 *
 * @throws RangeError when either is no date.
 */
export function daysBetween(a: string, b: string): number {
  assertDate("daysBetween", a);
  assertDate("daysBetween", b);
  return toDayNumber(b) - toDayNumber(a);
}

function assertDate(who: string, date: string): void {
  if (!isIsoDate(date)) throw new RangeError(`${who}: ${quote(date)} is no date; ${shape}`);
}

// Years start in March, so that the leap day ends them; an era is 400 years or 146 097 days (Hinnant 2013,
// "chrono-compatible low-level date algorithms", days_from_civil and civil_from_days). Day 0 is 0000-03-01.
function toDayNumber(date: string): number {
  const month = Number(date.slice(5, 7));
  const year = Number(date.slice(0, 4)) - (month <= 2 ? 1 : 0);
  const monthFromMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + Number(date.slice(8)) - 1;
  return 365 * year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + dayOfYear;
}

function fromDayNumber(day: number): string {
  const era = Math.floor(day / 146_097);
  const dayOfEra = day - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = ((monthFromMarch + 2) % 12) + 1;
  const year = 400 * era + yearOfEra + (month <= 2 ? 1 : 0);
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(dayOfMonth).padStart(2, "0")}`;
}
