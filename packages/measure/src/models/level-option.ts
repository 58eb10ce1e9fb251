import { numberOption, withDefault, type Option } from "@ie/contracts";

/** Option `level`: nominal coverage of a model's intervals. */
export const levelOption: Option<number> = withDefault(numberOption({ minimum: 0.5, maximum: 0.9999 }), 0.95);
