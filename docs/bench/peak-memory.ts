import { readFileSync } from "node:fs";

/**
 * Largest memory of this process so far, MiB. On Linux `maxRSS` also counts what the parent held when it started this one (it outlives
 * exec), so the address space's own mark is read where there is one.
 */
export function peakMemory(): number {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))!;
    return Number(kibibytes) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}
