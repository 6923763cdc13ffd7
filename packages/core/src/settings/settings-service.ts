/**
 * The settings of a running daemon. Readers get a frozen snapshot; writers go one after the other and start from
 * the file as it is at that moment. A file that cannot be read or is not valid leaves the last good settings
 * active, is reported with line and column, and is never overwritten.
 */
import type { Settings } from "@tinyagi/contracts";
import { createSystemClock } from "../base/clock.js";
import { SILENT_LOG } from "../base/log.js";
import type { RenamedId } from "./legacy-ids.js";
import { parseSettings } from "./parse-settings.js";
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
  /** Why the file is not in use, with line and column; `null` when it is. */
  problem(): string | null;
  /** Ids of the file that had to be changed to be used. */
  renamed(): readonly RenamedId[];
  /**
   * Changes the settings and saves them. Unknown keys and the order of the file are kept.
   *
   * @param author whom the revision names
   * @param mutate changes the draft in place or returns another one
   * @param options what the change may leave behind that is refused otherwise
   * @returns the new active settings
   * @throws AppError `SETTINGS_INVALID` when the result is refused, `SETTINGS_UNREADABLE` while the file is not
   *   valid, `CONFLICT` when others keep changing the file
   */
  update(author: string, mutate: SettingsMutation, options?: UpdateOptions): Promise<Settings>;
  /** Reads the file now; never throws for what the file holds, see `problem`. */
  reload(): Promise<void>;
  /** Calls `listener` after each change; the result ends that. */
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
  // A change between the first read and the watch would otherwise stay unseen.
  await keeper.reload();
  return {
    current: () => keeper.settings,
    problem: () => keeper.problem,
    renamed: () => keeper.active.renamed,
    update: (author, mutate, given) => keeper.update(author, mutate, given),
    reload: () => keeper.reload(),
    onChange: (listener) => keeper.onChange(listener),
    async [Symbol.asyncDispose]() {
      closeWatch();
      await keeper.idle();
    },
  };
}
