/** Schemas of flat tool inputs without a schema library: what the model is told and what is checked come from one list. */
import { type FlexibleSchema, jsonSchema } from "ai";

/** One field of a tool's input. */
export interface ToolField {
  type: "string" | "integer" | "boolean";
  /** Only where the name does not say it: each listed byte is part of every prompt. */
  description?: string;
  /** Default `false`: a call without it is refused. */
  optional?: boolean;
  /** Of a string, characters; default {@link FIELD_MAX_CHARS}. */
  maxLength?: number;
  /** Of an integer; default 0. */
  minimum?: number;
}

/** A value in a field of a tool input. */
export type ToolFieldValue = string | number | boolean;
/** Checked input: only known fields, each of its type. */
export type ToolFields = Readonly<Record<string, ToolFieldValue | undefined>>;

/** Longest text in one field of a tool input, characters. */
export const FIELD_MAX_CHARS = 1_000_000;

/**
 * The schema of a tool input whose fields are plain texts, numbers and flags. That others are refused is not listed: the
 * check says so.
 * @param fields by name
 */
export function fieldsSchema(fields: Readonly<Record<string, ToolField>>): FlexibleSchema<ToolFields> {
  const properties = Object.fromEntries(
    Object.entries(fields).map(([name, { type, description }]) => [
      name,
      description === undefined ? { type } : { type, description },
    ]),
  );
  const required = Object.keys(fields).filter((name) => fields[name]?.optional !== true);
  return jsonSchema<ToolFields>(
    { type: "object", properties, ...(required.length === 0 ? {} : { required }) },
    { validate: (value) => validate(value, fields) },
  );
}

type Checked = { success: true; value: ToolFields } | { success: false; error: Error };

function validate(value: unknown, fields: Readonly<Record<string, ToolField>>): Checked {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { success: false, error: new Error("the input must be an object") };
  }
  const given = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) return { success: false, error: new Error("the input has an unknown field") };
  const checked: Record<string, ToolFieldValue | undefined> = {};
  for (const [name, field] of Object.entries(fields)) {
    const found: unknown = Object.hasOwn(given, name) ? given[name] : undefined;
    // Models write null for what they leave out.
    if ((found === undefined || found === null) && field.optional === true) continue;
    if (!fits(found, field)) return { success: false, error: new Error(`${name} must be ${wanted(field)}`) };
    checked[name] = found;
  }
  return { success: true, value: checked };
}

function fits(value: unknown, field: ToolField): value is ToolFieldValue {
  if (field.type === "boolean") return typeof value === "boolean";
  if (field.type === "integer") return Number.isSafeInteger(value) && Number(value) >= (field.minimum ?? 0);
  return typeof value === "string" && value.length <= (field.maxLength ?? FIELD_MAX_CHARS);
}

function wanted(field: ToolField): string {
  if (field.type === "boolean") return "true or false";
  if (field.type === "integer") return `a whole number of at least ${field.minimum ?? 0}`;
  return `a text of at most ${field.maxLength ?? FIELD_MAX_CHARS} characters`;
}
