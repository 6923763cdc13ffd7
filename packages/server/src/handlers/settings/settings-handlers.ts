/**
 * The settings, their schema and their history. The settings service validates every change together with all
 * settings.
 */
import { type SettingsEdit, settingsJsonSchema } from "@tinyagi/contracts";
import { createSettingsRevisions } from "@tinyagi/features";
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type SettingsHandlers = Pick<
  RouteHandlers,
  | "getSettings"
  | "putSettings"
  | "changeSettings"
  | "describeSettings"
  | "listSettingsRevisions"
  | "getSettingsRevision"
  | "restoreSettingsRevision"
>;
/** The settings service returns plain JSON. */
type SettingsJson = Awaited<ReturnType<RouteHandlers["getSettings"]>>;

export function settingsHandlers(services: Services): SettingsHandlers {
  const { settings, store } = services;
  const masked = (): SettingsJson => settings.masked() as SettingsJson;
  const revisions = createSettingsRevisions({ store, settings });
  return {
    getSettings: masked,
    async putSettings({ body }, { author }) {
      await settings.update(author, () => toEdits(body));
      return { ok: true, settings: masked() };
    },
    async changeSettings({ body }, { author }) {
      await settings.update(author, body.changes);
      return { ok: true, settings: masked() };
    },
    describeSettings: () => settingsJsonSchema() as SettingsJson,
    listSettingsRevisions: ({ query }) => revisions.list(query),
    getSettingsRevision: ({ params }) => revisions.get(params.n),
    async restoreSettingsRevision({ params }, { author }) {
      const revision = await revisions.restore(params.n, author);
      return { ok: true, revision, settings: masked() };
    },
  };
}

/** `null` removes a top-level entry, so that its default applies. */
function toEdits(body: SettingsJson): SettingsEdit[] {
  return Object.entries(body).map(([key, value]) =>
    value === null ? { path: [key] } : { path: [key], value },
  );
}
