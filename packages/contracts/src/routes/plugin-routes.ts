/** Plugins of this home and who approved them. For the operator only. */
import { z } from "zod";
import { isObjectName } from "../id.js";
import { pluginWhySchema } from "../why.js";
import { okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

/** The name of a folder in `<home>/plugins`. */
export const pluginNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "use the name of a folder in the home's plugins folder")
  .refine((name) => !isObjectName(name), "this name is reserved");
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/, "use the digest that was shown");

export const PLUGIN_STATES = [
  "loaded",
  "disabled",
  "failed",
  "restart_needed",
  "not_allowed",
  "changed",
  "refused",
] as const;

export const pluginViewSchema = z.object({
  name: z.string(),
  state: z.enum(PLUGIN_STATES),
  /** Why it does not run, or null; in English. */
  reason: z.string().nullable(),
  /** What to do next, or null; in English. */
  hint: z.string().nullable(),
  /** Both as a fact. Answers of earlier daemons have none. */
  why: pluginWhySchema.nullable().optional(),
  /** SHA-256 over all its current files; null when they cannot be read. */
  digest: z.string().nullable(),
  allowedDigest: z.string().nullable(),
  allowedAt: z.number().nullable(),
  files: z.number().int(),
  bytes: z.number().int(),
  hooks: z.array(z.string()),
  /** Names of the events it listens to. */
  events: z.array(z.string()),
  /** Hooks and listeners that failed since the start. */
  failures: z.number().int(),
  /** The message of the last failure, or null. */
  lastError: z.string().nullable(),
  /** Events that were dropped because its listeners were too slow. */
  droppedEvents: z.number().int(),
});
export type PluginView = z.infer<typeof pluginViewSchema>;

const pluginParams = z.object({ name: pluginNameSchema });

export const pluginRoutes = {
  listPlugins: route(
    {
      method: "GET",
      path: "/api/plugins",
      scope: "read",
      summary: "List the plugins in the home and whether they run",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => z.array(pluginViewSchema),
    },
  ),
  getPlugin: route(
    {
      method: "GET",
      path: "/api/plugins/:name",
      scope: "read",
      summary: "Get a plugin with its files",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => pluginParams,
      response: () =>
        pluginViewSchema.extend({
          fileList: z.array(z.object({ path: z.string(), size: z.number().int() })),
        }),
    },
  ),
  allowPlugin: route(
    {
      method: "POST",
      path: "/api/plugins/:name/allow",
      scope: "write",
      summary: "Approve a plugin with exactly the content of this digest",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => pluginParams,
      body: () => z.strictObject({ digest: digestSchema }),
      response: () => okSchema.extend({ plugin: pluginViewSchema }),
    },
  ),
  denyPlugin: route(
    {
      method: "POST",
      path: "/api/plugins/:name/deny",
      scope: "write",
      summary: "Revoke the approval of a plugin; its hooks and listeners stop immediately",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => pluginParams,
      response: () => okSchema,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
