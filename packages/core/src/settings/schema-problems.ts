/** Zod's issues as flat details. Nothing of a value is repeated, as it may be a secret. */
import type { ErrorDetail, settingsSchema } from "@tinyagi/contracts";

type SchemaError = NonNullable<ReturnType<typeof settingsSchema.safeParse>["error"]>;

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
    const message =
      issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    return [{ path: issue.path, message, unknownKey: false }];
  });
}

export function detailOf(problem: SchemaProblem): ErrorDetail {
  const path = problem.path.map(String).join(".");
  return path === "" ? { message: problem.message } : { path, message: problem.message };
}
