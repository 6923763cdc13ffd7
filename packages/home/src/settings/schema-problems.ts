/** Zod's issues as flat details. They never contain a value, which may be a secret. */
import { type ErrorDetail, MISSING_VALUE, settingsJsonSchema, type settingsSchema } from "@tinyagi/contracts";

/** Nobody reads more problems than this in one response. */
export const DETAILS_MAX = 100;

type SchemaError = NonNullable<ReturnType<typeof settingsSchema.safeParse>["error"]>;

interface JsonPlace {
  type?: string;
  properties?: Readonly<Record<string, JsonPlace>>;
  additionalProperties?: JsonPlace | boolean;
}

/** One problem. Its path is a list of steps, so that it can be located in the text. */
export interface SchemaProblem {
  path: readonly PropertyKey[];
  message: string;
  /** The key at `path` is not known to the schema. */
  unknownKey: boolean;
}

/** All problems; an issue about several unknown keys becomes one problem for each. */
export function schemaProblems(error: SchemaError): SchemaProblem[] {
  return error.issues.flatMap((issue): SchemaProblem[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        message: "unknown key",
        unknownKey: true,
      }));
    }
    return [{ path: issue.path, message: toWords(issue), unknownKey: false }];
  });
}

/** The words of {@link inputWords}; for a key those about the key, and for a number whether it must be whole. */
function toWords(issue: SchemaError["issues"][number]): string {
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  if (issue.code !== "invalid_type" || issue.message === MISSING_VALUE) return issue.message;
  return issue.expected === "number" && isInteger(issue.path) ? "use a whole number" : issue.message;
}

/** Zod only reports that a string is no number; the JSON Schema knows whether an integer is expected. */
function isInteger(path: readonly PropertyKey[]): boolean {
  let place: JsonPlace | undefined = settingsJsonSchema() as JsonPlace;
  for (const step of path) {
    const children: JsonPlace["properties"] = place?.properties;
    const own: JsonPlace | undefined = children?.[String(step)];
    const other: JsonPlace | boolean | undefined = place?.additionalProperties;
    place = own ?? (typeof other === "object" ? other : undefined);
  }
  return place?.type === "integer";
}

export function toDetail(problem: SchemaProblem): ErrorDetail {
  const path = problem.path.map(String).join(".");
  return path === "" ? { message: problem.message } : { path, message: problem.message };
}
