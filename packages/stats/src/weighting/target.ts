/** Whose average effect: all units, the treated, the untreated, or units weighted by e (1 − e), those who could be in either arm. */
export type Target = "ate" | "att" | "atc" | "overlap";
