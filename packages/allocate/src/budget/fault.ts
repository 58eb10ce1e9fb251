import { ImpactError } from "@ie/contracts";

export function invalid(what: string, hint?: string): ImpactError {
  return new ImpactError({ code: "config/invalid", who: "budget", what, ...(hint === undefined ? {} : { hint }) });
}

export function infeasible(what: string, hint: string, facts: Readonly<Record<string, unknown>>): ImpactError {
  return new ImpactError({ code: "solve/infeasible", who: "budget", what, hint, facts });
}
