import { ImpactError, suggestName } from "@ie/contracts";

export function invalid(what: string, hint: string, facts: Readonly<Record<string, unknown>> = {}): ImpactError {
  return new ImpactError({ code: "config/invalid", who: "constraints", what, hint, facts });
}

/** The position of an id that stands at `where`. */
export type Find = (id: string, where: string) => number;

/** Positions by id; an unknown id is `config/invalid` with the nearest known one. */
export function finder(ids: readonly string[]): Find {
  const at = new Map(ids.map((id, i) => [id, i]));
  return (id, where) => {
    const i = at.get(id);
    if (i !== undefined) return i;
    throw invalid(`${where} names "${id}", which is no candidate`, suggestName(id, ids), { id, where });
  };
}
