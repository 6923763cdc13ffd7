/** `repositories`: git repositories that tasks work on. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { isRemoteUrl } from "./remote-url.js";
import { secretSchema } from "./secret.js";

const remoteSchema = z
  .strictObject({
    url: z
      .string()
      .max(2_048)
      .refine(isRemoteUrl, "use https://<host>/<path> without a login")
      .meta({ examples: ["https://github.com/acme/app.git"] })
      .describe("Address that approved work is pushed to."),
    token: secretSchema
      .min(1)
      .optional()
      .describe(
        "Token for pushing and for the API; a secret. `env:NAME` and `file:/path` are allowed, and `gh` for the login of GitHub's own program. Agents never see it.",
      ),
    api: z
      .string()
      .max(2_048)
      .refine(isRemoteUrl, "use https://<host>/<path> without a login")
      .optional()
      .describe(
        "Address of GitHub's API, for a GitHub of your own. Default for github.com: https://api.github.com.",
      ),
    push: z
      .enum(["ask", "auto"])
      .default("ask")
      .describe(
        "`ask`: you publish each state of the work. `auto`: after you opened the pull request, TinyAGI pushes each finished state of the work without a question.",
      ),
    wakes: z
      .number()
      .int()
      .min(0)
      .max(20)
      .default(0)
      .describe(
        "How often failed checks and comments of members may wake the agent of one task; each time is a paid run. 0: never.",
      ),
    label: z
      .string()
      .min(1)
      .max(50)
      .optional()
      .describe("Open issues with this label become tasks without an assignee."),
  })
  .describe("Where approved work is published.");
export type RemoteConfig = z.infer<typeof remoteSchema>;

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
    remote: remoteSchema.optional(),
  })
  .describe("A git repository.");
export type RepositoryConfig = z.infer<typeof repositorySchema>;

export const repositoriesSchema = z
  .record(entityIdSchema, repositorySchema)
  .meta({ examples: [{ app: { path: "~/code/app", branch: "main" } }] })
  .describe("Git repositories by id. A task that names one is worked on in a clone, on a branch of its own.");
