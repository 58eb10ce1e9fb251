export { checkData, type ContractOptions, type ContractTables } from "./check-data.ts";
export { checkPlan, type DataReport } from "./check-plan.ts";
export type { DataFinding, Severity } from "./finding.ts";
export { maskPersonal, personalIn, shown, type Personal } from "./personal/index.ts";
export { masked, profileOf, type ColumnProfile } from "./profile.ts";
export { rolesOf, type Roles } from "./roles.ts";
export type { ContractPlan } from "./subject.ts";
