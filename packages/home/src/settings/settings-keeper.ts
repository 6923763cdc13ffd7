/**
 * The state of a running daemon's settings: one queue for every read and write of the file, the last valid settings,
 * and the file's problem, if any.
 */
import { readFile, realpath } from "node:fs/promises";
import type { Log } from "@tinyagi/base";
import { errorCode } from "@tinyagi/base";
import { AppError, isAppError, type Settings } from "@tinyagi/contracts";
import { checkPlaces } from "./check-places.js";
import { type Decision, decideChange, type RequestedChange } from "./decide-change.js";
import { diffSettings } from "./diff-settings.js";
import { editText, TEXT_EDITS_MAX } from "./edit-text.js";
import {
  applyChanges,
  cloneJson,
  diffJson,
  freezeJson,
  type JsonChange,
  type JsonObject,
  sameJson,
} from "./json-tree.js";
import { type ParsedSettings, parseSettings } from "./parse-settings.js";
import { saveSettings, settingsText } from "./save-settings.js";
import { FILE_AUTHOR, type SettingsAuthor } from "./settings-author.js";
import type { SettingsChange, SettingsServiceOptions } from "./settings-change.js";

/** Another program writes the file repeatedly: give up instead of looping. */
const SAVE_TRIES_MAX = 5;

export class SettingsKeeper {
  active: ParsedSettings;
  problem: string | null = null;
  /** The file's text when it was last read or written; `null` when it could not be read. */
  private seenText: string | null;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly listeners = new Set<(change: SettingsChange) => void>();

  constructor(
    private readonly options: SettingsServiceOptions & { log: Log },
    text: string,
    parsed: ParsedSettings,
  ) {
    this.active = this.adopt(parsed);
    this.seenText = text;
  }

  get settings(): Settings {
    return this.active.settings;
  }

  update(wanted: RequestedChange): Promise<Settings> {
    return this.inOrder(async () => {
      for (let tries = 1; tries <= SAVE_TRIES_MAX; tries += 1) {
        await this.readAgain();
        this.assertReadable();
        const decision = decideChange(this.settings, wanted, this.options.userHome);
        await checkPlaces(this.settings, decision.next, this.options);
        if (await this.save(wanted.author, decision)) return this.settings;
      }
      throw new AppError("CONFLICT", "Another program keeps changing settings.json. Try again.");
    });
  }

  reload(): Promise<void> {
    return this.inOrder(() => this.readAgain());
  }

  onChange(listener: (change: SettingsChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async idle(): Promise<void> {
    await this.queue;
  }

  private inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => {
      // The caller awaits `result` and gets the error; the next change must not fail with it.
    });
    return result;
  }

  /** @returns `false` when the file changed after it was read */
  private async save(author: SettingsAuthor, { next, changes }: Decision): Promise<boolean> {
    if (changes.length === 0) return true;
    const text = this.textWith(changes);
    if (text === this.seenText) return true;
    const parsed = parseSettings(text);
    if (!this.readsBack(parsed.settings, next))
      throw new AppError("INTERNAL", "The settings would not read back as written; nothing was changed.");
    if ((await readText(this.options.path)) !== this.seenText) return false;
    const { failpoints } = this.options;
    const path = await realpath(this.options.path);
    await saveSettings({ path, text, ...(failpoints === undefined ? {} : { failpoints }) });
    this.seenText = text;
    await this.activate(author, parsed);
    return true;
  }

  /** Whether all of `next` is there. A part that was ignored may have come into effect, for example a team by its first member. */
  private readsBack(written: Settings, next: Settings): boolean {
    const { ignored } = this.active;
    return diffJson(next, written).every(({ path }) =>
      ignored.some((part) => part.path.every((step, depth) => path[depth] === step)),
    );
  }

  /** The new text of the file: ids and references corrected, the changes applied, everything else unchanged. */
  private textWith(changes: readonly JsonChange[]): string {
    const document: JsonObject = cloneJson(this.active.document);
    applyChanges(document, changes);
    const edits = diffJson(this.active.source, document);
    // A renamed id added as a new key would come last, and the first agent may be the default one.
    const isRewritten = this.active.renamed.length > 0 || edits.length > TEXT_EDITS_MAX;
    if (this.seenText === null || isRewritten) return settingsText(document);
    return editText(this.seenText, edits);
  }

  private async readAgain(): Promise<void> {
    try {
      const text = await readText(this.options.path);
      if (text === this.seenText) return;
      this.seenText = text;
      const parsed = parseSettings(text);
      this.problem = null;
      await this.activate(FILE_AUTHOR, parsed);
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === "SETTINGS_UNREADABLE") this.seenText = null;
      this.reject(error.message);
    }
  }

  private reject(problem: string): void {
    if (this.problem === problem) return;
    this.problem = problem;
    this.options.log.error({ problem }, "settings file refused; the last good settings stay active");
    this.options.onRejected?.(problem);
  }

  private async activate(author: SettingsAuthor, parsed: ParsedSettings): Promise<void> {
    const previous = this.settings;
    const same = sameJson(previous, parsed.settings);
    this.active = this.adopt(same ? { ...parsed, settings: previous } : parsed);
    if (same) return;
    const settings = this.settings;
    const change = { author, settings, previous, paths: diffSettings(previous, settings) };
    await this.record(change);
    for (const listener of this.listeners) this.notify(listener, change);
  }

  private async record(change: SettingsChange): Promise<void> {
    try {
      await this.options.onRevision?.(change);
    } catch (error) {
      // The file is saved and active: an error would tell the caller the opposite.
      this.options.log.error(
        { err: error, author: change.author.label },
        "settings revision was not recorded",
      );
    }
  }

  private notify(listener: (change: SettingsChange) => void, change: SettingsChange): void {
    try {
      listener(change);
    } catch (error) {
      this.options.log.error({ err: error }, "a listener of the settings failed");
    }
  }

  private adopt(parsed: ParsedSettings): ParsedSettings {
    for (const warning of parsed.warnings) this.options.log.warn({ ...warning }, "settings file");
    return { ...parsed, settings: freezeJson(parsed.settings) };
  }

  private assertReadable(): void {
    if (this.problem === null) return;
    throw new AppError("SETTINGS_UNREADABLE", `Nothing was changed. ${this.problem}`);
  }
}

/** @throws AppError `SETTINGS_UNREADABLE` */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const reason = errorCode(error) === "ENOENT" ? "is missing" : `cannot be read (${errorCode(error)})`;
    throw new AppError(
      "SETTINGS_UNREADABLE",
      `settings.json ${reason}. Restore it, for example from settings.json.bak.`,
      {
        cause: error,
      },
    );
  }
}
