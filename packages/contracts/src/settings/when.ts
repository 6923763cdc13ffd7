/** Settings that have an effect only while another one has a certain value. The JSON Schema says so, and a form shows only what has one. */
import type { z } from "zod";

export interface When {
  /** Of the other setting, from the root. */
  path: readonly string[];
  equals: string | number | boolean;
}

/** The keyword of the JSON Schema. */
export const WHEN_KEYWORD = "x-when";

/** The same schema, marked. */
export function effectiveWhen<T extends z.ZodType>(schema: T, when: When): T {
  return schema.meta({ [WHEN_KEYWORD]: when });
}
