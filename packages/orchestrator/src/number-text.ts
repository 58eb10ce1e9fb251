import type { Interval } from "@ie/contracts";

/** Power of ten of the leading digit; `value` is finite and not 0. Read from the decimal digits, so the same on every machine. */
function magnitude(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}

/**
 * Power of ten to round an estimate to: two digits of half the interval's width, since further ones say nothing.
 * An interval without width leaves four digits of `value`.
 */
export function roundingOf({ lower, upper }: Interval, value: number): number {
  const half = (upper - lower) / 2;
  if (Number.isFinite(half) && half > 0) return magnitude(half) - 1;
  return value === 0 || !Number.isFinite(value) ? 0 : magnitude(value) - 3;
}

/** `value` rounded to 10^`power`, with commas between thousands and a point before decimals, whatever the locale. */
export function formatNumber(value: number, power: number): string {
  const step = 10 ** Math.max(power, 0);
  const rounded = power > 0 ? Math.round(Math.abs(value) / step) * step : Math.abs(value);
  const [whole = "", fraction] = rounded.toFixed(Math.min(Math.max(-power, 0), 20)).split(".");
  const digits = `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${fraction === undefined ? "" : `.${fraction}`}`;
  return value < 0 && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

/** As {@link formatNumber}, with a plus before what is above 0. */
export function formatSigned(value: number, power: number): string {
  const text = formatNumber(value, power);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** An amount as someone stated it: whole, or with two decimals. */
export function formatAmount(value: number): string {
  return formatNumber(value, Number.isInteger(value) ? 0 : -2);
}

/** `95%` for 0.95. */
export function formatLevel(level: number): string {
  return `${Number((level * 100).toPrecision(6))}%`;
}
