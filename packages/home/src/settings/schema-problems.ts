/** Zod's issues as flat details. They never contain a value, which may be a secret. */
import { type ErrorDetail, settingsJsonSchema, type settingsSchema } from "@tinyagi/contracts";

/** Nobody reads more problems than this in one response. */
export const DETAILS_MAX = 100;

type SchemaError = NonNullable<ReturnType<typeof settingsSchema.safeParse>["error"]>;

interface JsonPlace {
  type?: string;
  properties?: Readonly<Record<string, JsonPlace>>;
  additionalProperties?: JsonPlace | boolean;
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  int: "use a whole number",
  number: "use a number",
  boolean: "use true or false",
  string: "use a text",
  array: "use a list",
  object: "use an object",
  record: "use an object",
};

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

/** The expected type in plain words; for a missing value the message of the schema. */
function toWords(issue: SchemaError["issues"][number]): string {
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  if (issue.code !== "invalid_type" || issue.message.endsWith("received undefined")) return issue.message;
  const isWhole = issue.expected === "number" && isInteger(issue.path);
  return KIND_WORDS[isWhole ? "int" : issue.expected] ?? issue.message;
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
