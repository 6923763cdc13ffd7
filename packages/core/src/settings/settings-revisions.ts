/**
 * The history of the settings: who changed what, what they were, and the way back. Contents are stored with
 * their secrets, as in the file beside the database, and leave this module masked.
 */
import {
  AppError,
  type Settings,
  type SettingsDifference,
  type SettingsRevision,
  settingsSchema,
} from "@tinyagi/contracts";
import type { SettingsRevisionRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import { diffSettings } from "./diff-settings.js";
import { diffJson, isObject, type JsonObject } from "./json-tree.js";
import { maskSecrets } from "./secret-mask.js";
import { restoringAuthor, type SettingsAuthor } from "./settings-author.js";
import type { SettingsService } from "./settings-service.js";

/** A value of settings. */
type Json = SettingsDifference["before"];

export interface SettingsRevisionDetail extends SettingsRevision {
  /** The revision before, as far as it is kept. */
  previous: number | null;
  /** Masked. */
  settings: Record<string, Json>;
  /** Masked; empty without a revision before. */
  diff: SettingsDifference[];
}

export interface SettingsRevisions {
  /** Newest first. */
  list(filter: { limit: number; before?: number | undefined }): SettingsRevision[];
  /** @throws AppError `NOT_FOUND` */
  get(id: number): SettingsRevisionDetail;
  /**
   * Makes the settings what they were, secrets as stored then, and records that as `restore of <id> by <label>`.
   *
   * @returns the new revision, or `null` when nothing differed
   * @throws AppError `NOT_FOUND`, and whatever an update throws: this release may no longer accept them, the author may
   *   not change all of them
   */
  restore(id: number, author: SettingsAuthor): Promise<number | null>;
}

export function createSettingsRevisions(options: {
  store: Store;
  settings: Pick<SettingsService, "update">;
}): SettingsRevisions {
  const { store, settings } = options;
  const rowOf = (id: number): SettingsRevisionRow => {
    const row = store.history.revision(id);
    if (row === undefined)
      throw new AppError("NOT_FOUND", "No such revision; the list names those that are kept.");
    return row;
  };
  return {
    list: ({ limit, before }) => store.history.revisions(limit, before ?? null).map(lineOf),
    get(id) {
      const row = rowOf(id);
      const before = store.history.revisionBefore(id);
      const content = contentOf(row);
      const masked = maskSecrets(content);
      return {
        ...lineOf(row),
        previous: before?.id ?? null,
        settings: masked as Record<string, Json>,
        diff: before === undefined ? [] : differences(contentOf(before), content),
      };
    },
    async restore(id, author) {
      const content = contentOf(rowOf(id));
      const last = store.history.lastRevision()?.id ?? 0;
      const restoring = restoringAuthor(author, id);
      await settings.update(restoring, () => content);
      const made = store.history.lastRevision();
      return made !== undefined && made.id > last && made.author === restoring.label ? made.id : null;
    },
  };
}

/**
 * What the history lacks at a start: everything when it is empty, and what was changed while no daemon ran.
 *
 * @returns changed places, empty for the first revision; `null` when the history is complete
 */
export function unrecordedPaths(last: { content: string } | undefined, current: Settings): string[] | null {
  if (last === undefined) return [];
  // Through the schema, so that a default of a newer release is no change.
  const known = settingsSchema.safeParse(JSON.parse(last.content));
  if (!known.success) return [];
  const paths = diffSettings(known.data, current);
  return paths.length === 0 ? null : paths;
}

function lineOf(row: Omit<SettingsRevisionRow, "content">): SettingsRevision {
  return { id: row.id, author: row.author, paths: JSON.parse(row.paths) as string[], time: row.created_at };
}

function contentOf(row: SettingsRevisionRow): Settings {
  // Written by this project from validated settings; a restore validates it again.
  return JSON.parse(row.content) as Settings;
}

/** Found in the values themselves, so that two secrets with one mask still differ; shown masked. */
function differences(before: Settings, after: Settings): SettingsDifference[] {
  const [old, now] = [maskSecrets(before), maskSecrets(after)];
  return diffJson(before, after)
    .map(({ path }) => ({ path: path.join("."), before: valueAt(old, path), after: valueAt(now, path) }))
    .sort((left, right) => (left.path < right.path ? -1 : 1));
}

function valueAt(root: JsonObject, path: readonly string[]): Json {
  let value: unknown = root;
  for (const step of path) value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return (value ?? null) as Json;
}
