/**
 * The settings of a running daemon. Readers get a frozen snapshot. Writers take turns, and each starts from the file
 * as it is at that moment. When the file cannot be read or is not valid, the last good settings stay active, the
 * problem is reported with line and column, and the file is never overwritten.
 */

import { createSystemClock, SILENT_LOG } from "@tinyagi/base";
import type { ErrorDetail, Settings } from "@tinyagi/contracts";
import type { JsonObject } from "./json-tree.js";
import type { RenamedId } from "./legacy-ids.js";
import { parseSettings } from "./parse-settings.js";
import { maskSecrets } from "./secret-mask.js";
import type { SettingsAuthor } from "./settings-author.js";
import type {
  SettingsChange,
  SettingsMutation,
  SettingsServiceOptions,
  UpdateOptions,
} from "./settings-change.js";
import { readText, SettingsKeeper } from "./settings-keeper.js";
import { watchFile } from "./settings-watch.js";

export type { SettingsChange, SettingsMutation, SettingsServiceOptions, UpdateOptions };

export interface SettingsService extends AsyncDisposable {
  /** The active settings; frozen, without prototypes. The same object until something changes. */
  current(): Settings;
  /** The active settings as others may see them: secrets masked. */
  masked(): JsonObject;
  /** Why the file is not in use, with line and column; `null` when it is. */
  problem(): string | null;
  /** What of the file is ignored or odd, by its place. */
  warnings(): readonly ErrorDetail[];
  /** Ids of the file that had to be changed to be used. */
  renamed(): readonly RenamedId[];
  /**
   * Changes the settings and saves them. The text of the file is kept except for the changed values.
   *
   * @param author decides what may be changed, and is named by the revision
   * @param mutate edits, or a function of the settings; see `SettingsMutation`
   * @param options allow changes that are otherwise refused
   * @returns the new active settings, secrets in full
   * @throws AppError `SETTINGS_INVALID` when the result is refused, `FORBIDDEN` when it needs the operator,
   *   `PATH_REFUSED` for a place agents may not use, `SETTINGS_UNREADABLE` while the file is not valid, `CONFLICT`
   *   when others keep changing the file
   */
  update(author: SettingsAuthor, mutate: SettingsMutation, options?: UpdateOptions): Promise<Settings>;
  /** Reads the file now. Never throws for its content; see `problem`. */
  reload(): Promise<void>;
  /** Calls `listener` after each change. @returns a function that removes it */
  onChange(listener: (change: SettingsChange) => void): () => void;
}

/**
 * Loads the settings and watches the file.
 *
 * @throws AppError `SETTINGS_UNREADABLE` when the file is missing or unreadable, `SETTINGS_INVALID` when it is not
 *   valid: at the start there is no last good state to fall back to
 */
export async function createSettingsService(options: SettingsServiceOptions): Promise<SettingsService> {
  const log = options.log ?? SILENT_LOG;
  const text = await readText(options.path);
  const keeper = new SettingsKeeper({ ...options, log }, text, parseSettings(text));
  const closeWatch = await watchFile({
    path: options.path,
    clock: options.clock ?? createSystemClock(),
    log,
    changed: () => {
      keeper.reload().catch((error: unknown) => log.error({ err: error }, "settings could not be reloaded"));
    },
  });
  // The file may have changed between the first read and the start of the watch.
  await keeper.reload();
  return {
    current: () => keeper.settings,
    problem: () => keeper.problem,
    warnings: () => keeper.active.warnings,
    renamed: () => keeper.active.renamed,
    masked: () => maskSecrets(keeper.settings),
    update: (author, mutate, given) => keeper.update({ author, mutate, options: given }),
    reload: () => keeper.reload(),
    onChange: (listener) => keeper.onChange(listener),
    async [Symbol.asyncDispose]() {
      closeWatch();
      await keeper.idle();
    },
  };
}
