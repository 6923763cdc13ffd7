/**
 * The history of the settings: who changed what and when, with old contents to restore. Contents are stored with their
 * secrets, like the settings file next to the database; this module returns them masked.
 */
import {
  AppError,
  type Settings,
  type SettingsDifference,
  type SettingsEdit,
  type SettingsRevision,
  settingsSchema,
} from "@tinyagi/contracts";
import type { SettingsService } from "@tinyagi/home";
import {
  diffJson,
  diffSettings,
  isObject,
  type JsonObject,
  maskSecrets,
  restoringAuthor,
  type SettingsAuthor,
} from "@tinyagi/home";
import type { SettingsRevisionRow, Store } from "@tinyagi/kernel";

/** A value of settings. */
type Json = SettingsDifference["before"];

export interface SettingsRevisionDetail extends SettingsRevision {
  /** The revision before, if it is still kept. */
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
   * Restores the settings of a revision, including its secrets, and records that as `restore of <id> by <label>`.
   *
   * @returns the new revision, or `null` when nothing differed
   * @throws AppError `NOT_FOUND`, and the errors of an update: this release may no longer accept the settings, or the
   *   author may not change all of them
   */
  restore(id: number, author: SettingsAuthor): Promise<number | null>;
}

export function createSettingsRevisions(options: {
  store: Store;
  settings: Pick<SettingsService, "update">;
}): SettingsRevisions {
  const { store, settings } = options;
  const toRow = (id: number): SettingsRevisionRow => {
    const row = store.history.revision(id);
    if (row === undefined)
      throw new AppError("NOT_FOUND", "No such revision; the list names those that are kept.");
    return row;
  };
  return {
    list: ({ limit, before }) => store.history.revisions(limit, before ?? null).map(toLine),
    get(id) {
      const row = toRow(id);
      const before = store.history.revisionBefore(id);
      const content = toContent(row);
      const masked = maskSecrets(content);
      return {
        ...toLine(row),
        previous: before?.id ?? null,
        settings: masked as Record<string, Json>,
        diff: before === undefined ? [] : differences(toContent(before), content),
      };
    },
    async restore(id, author) {
      const content = toContent(toRow(id));
      const last = store.history.lastRevision()?.id ?? 0;
      const restoring = restoringAuthor(author, id);
      await settings.update(restoring, (now) => replacing(now, content));
      const made = store.history.lastRevision();
      return made !== undefined && made.id > last && made.author === restoring.label ? made.id : null;
    },
  };
}

/**
 * Finds changes that the history lacks at a start: those made while no daemon ran, or everything when it is empty.
 *
 * @returns changed places, empty for the first revision; `null` when the history is complete
 */
export function unrecordedPaths(last: { content: string } | undefined, current: Settings): string[] | null {
  if (last === undefined) return [];
  // Parsed with the schema, so that a new default of a newer release is not a change.
  const known = settingsSchema.safeParse(JSON.parse(last.content));
  if (!known.success) return [];
  const paths = diffSettings(known.data, current);
  return paths.length === 0 ? null : paths;
}

/** Whole sections, so that each secret of the revision is given in full. */
function replacing(now: Settings, content: Settings): SettingsEdit[] {
  const gone = Object.keys(now).filter((key) => !Object.hasOwn(content, key));
  const edits = Object.entries(content).map(([key, value]) => ({ path: [key], value: value as Json }));
  return [...gone.map((key) => ({ path: [key] })), ...edits];
}

function toLine(row: Omit<SettingsRevisionRow, "content">): SettingsRevision {
  return { id: row.id, author: row.author, paths: JSON.parse(row.paths) as string[], time: row.created_at };
}

function toContent(row: SettingsRevisionRow): Settings {
  // Written by this project from validated settings; a restore validates it again.
  return JSON.parse(row.content) as Settings;
}

/** Compares the stored values, so that two secrets with the same mask still differ; returns them masked. */
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
