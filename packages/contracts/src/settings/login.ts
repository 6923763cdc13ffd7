/** `logins` of a provider: further keys, tokens or folders of the same provider, and the order in which they are used. */
import { z } from "zod";
import { DEFAULT_LOGIN } from "../login-name.js";
import { secretSchema } from "./secret.js";

const LOGIN_NAME = /^[a-z][a-z0-9_-]{0,31}$/;
const LOGINS_MAX = 16;

/** Name of a login in the settings, in commands and on a run. It is no secret. */
export const loginNameSchema = z
  .string()
  .regex(LOGIN_NAME, "use a name such as work: a small letter first, then letters, digits, - or _");

/** What a login can be made of. Each provider takes some of them. */
const FIELDS = {
  api_key: secretSchema.min(1).optional().describe("API key of this login; a secret."),
  oauth_token: secretSchema
    .min(1)
    .optional()
    .describe("Token of a subscription, as `claude setup-token` prints it; a secret."),
  config_dir: z
    .string()
    .max(4_096)
    .regex(/^(\/|~\/)[^\0]*$/, "use an absolute path, or one that starts with ~/")
    .optional()
    .describe(
      "Folder with the login, configuration and sessions of the program: `CLAUDE_CONFIG_DIR` of Claude Code, `CODEX_HOME` of Codex.",
    ),
} as const;
export type LoginField = keyof typeof FIELDS;
export const LOGIN_FIELDS = Object.keys(FIELDS) as LoginField[];

/** One login: exactly one of its fields. */
export type Login = { readonly [F in LoginField]?: string | undefined };

function loginSchema<F extends LoginField>(fields: readonly F[]) {
  const shape = Object.fromEntries(fields.map((field) => [field, FIELDS[field]])) as unknown as {
    [K in F]: (typeof FIELDS)[K];
  };
  return z
    .strictObject(shape)
    .refine((login) => Object.values(login).filter((value) => value !== undefined).length === 1, {
      message: `give exactly one of ${fields.join(", ")}`,
    });
}

/** The keys of the settings about logins, for a provider whose logins have these fields. */
export function toLogins<F extends LoginField>(...fields: readonly F[]) {
  return {
    logins: z
      .record(
        loginNameSchema.refine((name) => name !== DEFAULT_LOGIN, {
          message: `"${DEFAULT_LOGIN}" is the name of the login that is not in this list; choose another name`,
        }),
        loginSchema(fields),
      )
      .refine((logins) => Object.keys(logins).length <= LOGINS_MAX, {
        message: `at most ${LOGINS_MAX} logins`,
      })
      .meta({ examples: [{ work: { api_key: "env:WORK_KEY" } }] })
      .optional()
      .describe("More logins of this provider, by name. If one reaches its limit, the next one is used."),
    login_order: z
      .array(loginNameSchema)
      .max(LOGINS_MAX + 1)
      .refine((names) => new Set(names).size === names.length, { message: "names each login once" })
      .optional()
      .describe(
        `Order in which logins are used. \`${DEFAULT_LOGIN}\` is the provider's own key or login. Default: \`${DEFAULT_LOGIN}\` first, then \`logins\` in their order. A login that is not in the order is not used.`,
      ),
  };
}
