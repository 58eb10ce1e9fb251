/** What standardises differences in means for each estimand (Stuart 2010, section 4.1). */
export const standardisers = { ate: "pooled", att: "treated", atc: "control" } as const;
