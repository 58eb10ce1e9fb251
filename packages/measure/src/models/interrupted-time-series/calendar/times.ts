import { addDays, daysBetween } from "@ie/table";

/** Seconds from 1970-01-01T00:00 of a canonical date or time. */
export function toSeconds(date: string): number {
  const days = daysBetween("1970-01-01", date.slice(0, 10));
  const [hour = 0, minute = 0, second = 0] = date.slice(11).split(":").map(Number);
  return days * 86_400 + hour * 3_600 + minute * 60 + second;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** The canonical text of a time: a date, with "THH:MM" where `withTime` and ":SS" unless 0. */
export function fromSeconds(seconds: number, withTime: boolean): string {
  const days = Math.floor(seconds / 86_400);
  const date = addDays("1970-01-01", days);
  if (!withTime) return date;
  const rest = seconds - days * 86_400;
  const clock = `${two(Math.floor(rest / 3_600))}:${two(Math.floor(rest / 60) % 60)}`;
  return `${date}T${clock}${rest % 60 === 0 ? "" : `:${two(rest % 60)}`}`;
}
