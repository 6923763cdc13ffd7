/** The settings, their description and their history. Every change is validated as a whole by the settings service. */
import { type Settings, settingsJsonSchema } from "@tinyagi/contracts";
import { applyEdits, createSettingsRevisions } from "@tinyagi/core";
import type { RouteHandlers } from "../route-handlers.js";
import { assertPlaces } from "./places.js";
import type { Services } from "./services.js";

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
/** The settings service hands out plain JSON. */
type SettingsJson = Awaited<ReturnType<RouteHandlers["getSettings"]>>;

export function settingsHandlers(services: Services): SettingsHandlers {
  const { settings, store } = services;
  const masked = (): SettingsJson => settings.masked() as SettingsJson;
  const revisions = createSettingsRevisions({
    store,
    update: (author, change) => settings.update(author, change),
  });
  return {
    getSettings: masked,
    async putSettings({ body }, { actor }) {
      await assertPlaces(body, services);
      await settings.update(actor, (draft) => merged(draft, body));
      return { ok: true, settings: masked() };
    },
    async changeSettings({ body }, { actor }) {
      const wanted = settings.masked() as unknown as Settings;
      applyEdits(wanted, body.changes);
      await assertPlaces(wanted, services);
      await settings.update(actor, (draft) => {
        applyEdits(draft, body.changes);
        return draft;
      });
      return { ok: true, settings: masked() };
    },
    describeSettings: () => settingsJsonSchema() as SettingsJson,
    listSettingsRevisions: ({ query }) => revisions.list(query),
    getSettingsRevision: ({ params }) => revisions.get(params.n),
    async restoreSettingsRevision({ params }, { actor }) {
      await assertPlaces(revisions.get(params.n).settings, services);
      const revision = await revisions.restore(params.n, actor);
      return { ok: true, revision, settings: masked() };
    },
  };
}

/** Top-level entries over those of the draft; `null` takes one away, so that its default holds. */
function merged(draft: Settings, body: Readonly<Record<string, unknown>>): Settings {
  const entries = Object.entries({ ...draft, ...body }).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as Settings;
}
