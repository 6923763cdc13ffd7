/** The settings: read, changed, described, and their history. Secrets are masked in every answer. */
import { z } from "zod";
import { SETTINGS_CHANGES_MAX } from "../settings/changes-max.js";
import { limitQuery, MIB, okSchema, type RouteDefinition, route, rowIdSchema, SMALL_BODY } from "./route.js";

const LIST_DEFAULT = 50;
const STEPS_MAX = 64;

const settingsJson = z.record(z.string(), z.json());
const revisionParams = z.object({ n: rowIdSchema });

/** One change of the settings. Without `value` the key is removed. */
export const settingsEditSchema = z.strictObject({
  path: z
    .array(z.string().min(1).max(1_000))
    .min(1)
    .max(STEPS_MAX)
    .describe("Keys from the top. List entries are addressed by index, as in `teams`, `dev`, `agents`, `0`."),
  value: z.json().optional().describe("The new value. If it is absent, the current value is removed."),
});
export type SettingsEdit = z.infer<typeof settingsEditSchema>;

/** An entry in the settings' history. */
export const settingsRevisionSchema = z.object({
  id: z.number().int(),
  author: z.string().describe("Who made the change. `file` means that the file was edited directly."),
  paths: z.array(z.string()).describe("Changed keys, in dotted form."),
  time: z.number().describe("Milliseconds since the epoch."),
});
export type SettingsRevision = z.infer<typeof settingsRevisionSchema>;

/** One difference from the previous revision; `null` where there is no value. */
export const settingsDifferenceSchema = z.object({
  path: z.string().describe("Key, in dotted form."),
  before: z.json(),
  after: z.json(),
});
export type SettingsDifference = z.infer<typeof settingsDifferenceSchema>;

export const settingsRoutes = {
  getSettings: route(
    {
      method: "GET",
      path: "/api/settings",
      scope: "read",
      summary: "Get the settings, secrets masked",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => settingsJson,
    },
  ),
  putSettings: route(
    {
      method: "PUT",
      path: "/api/settings",
      scope: "write",
      summary: "Replace top-level settings, `null` removes one; the result is validated as a whole",
      bodyLimit: 2 * MIB,
    },
    {
      body: () => settingsJson,
      response: () => okSchema.extend({ settings: settingsJson }),
    },
  ),
  changeSettings: route(
    {
      method: "POST",
      path: "/api/settings/change",
      scope: "write",
      summary: "Set or remove single values, all or none; the result is validated as a whole",
      bodyLimit: 2 * MIB,
    },
    {
      body: () => z.strictObject({ changes: z.array(settingsEditSchema).min(1).max(SETTINGS_CHANGES_MAX) }),
      response: () => okSchema.extend({ settings: settingsJson }),
    },
  ),
  describeSettings: route(
    {
      method: "GET",
      path: "/api/settings/schema",
      scope: "read",
      summary: "Get the JSON Schema of the settings, with descriptions and defaults",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => settingsJson,
    },
  ),
  listSettingsRevisions: route(
    {
      method: "GET",
      path: "/api/settings/revisions",
      scope: "read",
      summary: "List who changed the settings and when, newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          limit: limitQuery(LIST_DEFAULT),
          before: z.coerce.number().int().min(1).optional().describe("Only revisions older than this id."),
        }),
      response: () => z.array(settingsRevisionSchema),
    },
  ),
  getSettingsRevision: route(
    {
      method: "GET",
      path: "/api/settings/revisions/:n",
      scope: "read",
      summary: "Get the settings of a revision, and what it changed",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => revisionParams,
      response: () =>
        settingsRevisionSchema.extend({
          previous: z.number().int().nullable().describe("The latest earlier revision that is still kept."),
          settings: settingsJson,
          diff: z
            .array(settingsDifferenceSchema)
            .describe("Differences from the previous revision. Secrets are masked."),
        }),
    },
  ),
  restoreSettingsRevision: route(
    {
      method: "POST",
      path: "/api/settings/revisions/:n/restore",
      scope: "write",
      summary: "Restore the settings of a revision, secrets included; creates a new revision",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => revisionParams,
      response: () =>
        okSchema.extend({
          revision: z.number().int().nullable().describe("The new revision. `null` if nothing changed."),
          settings: settingsJson,
        }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
