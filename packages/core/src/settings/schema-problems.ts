/** Zod's issues as flat details. Nothing of a value is repeated, as it may be a secret. */
import { type ErrorDetail, settingsJsonSchema, type settingsSchema } from "@tinyagi/contracts";

/** More problems would only fill a response. */
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

/** One problem, its path still in steps so that it can be looked up in a text. */
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
    return [{ path: issue.path, message: wordsOf(issue), unknownKey: false }];
  });
}

/** What kind of value belongs there, in plain words; what is missing keeps the schema's. */
function wordsOf(issue: SchemaError["issues"][number]): string {
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  if (issue.code !== "invalid_type" || issue.message.endsWith("received undefined")) return issue.message;
  const isWhole = issue.expected === "number" && isInteger(issue.path);
  return KIND_WORDS[isWhole ? "int" : issue.expected] ?? issue.message;
}

/** The schema says of a text only that it is no number; whether a whole one belongs there stands in its document. */
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

export function detailOf(problem: SchemaProblem): ErrorDetail {
  const path = problem.path.map(String).join(".");
  return path === "" ? { message: problem.message } : { path, message: problem.message };
}
