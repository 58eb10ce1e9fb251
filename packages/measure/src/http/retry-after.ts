/**
 * Seconds that a server asks to wait (RFC 9110, section 10.2.3), or null. A date is taken against the server's own clock, its `Date`
 * header: no clock is read here, and a wrong one on either side does no harm.
 */
export function retryAfter(headers: Headers): number | null {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const until = Date.parse(text);
  const now = Date.parse(headers.get("date") ?? "");
  return Number.isFinite(until) && Number.isFinite(now) ? Math.max(0, (until - now) / 1000) : null;
}

/** Seconds before retry `attempt` (from 1): half a second, doubled each time up to half a minute, and from that half to all by `uniform`. */
export function backoff(attempt: number, uniform: number): number {
  return Math.min(30, 0.5 * 2 ** (attempt - 1)) * (0.5 + 0.5 * uniform);
}
