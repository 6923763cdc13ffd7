/** `repositories`: git repositories that tasks work on. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";

export const repositorySchema = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .max(4_096)
      .describe(
        "Folder of a clone on this machine. An agent never works in it: it gets a clone of its own, and you approve what comes back.",
      ),
    branch: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9._/+@-]{0,199}$/, "use the name of a branch")
      .optional()
      .describe("Branch that work starts from and is merged into. Default: the one that is checked out."),
  })
  .describe("A git repository.");
export type RepositoryConfig = z.infer<typeof repositorySchema>;

export const repositoriesSchema = z
  .record(entityIdSchema, repositorySchema)
  .meta({ examples: [{ app: { path: "~/code/app", branch: "main" } }] })
  .describe("Git repositories by id. A task that names one is worked on in a clone, on a branch of its own.");
