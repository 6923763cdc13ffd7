/**
 * State of the settings of a running daemon: one queue through which every read and write of the file goes, the
 * last good settings and the problem of the file, if any.
 */
import { createHash } from "node:crypto";
import { readFile, realpath } from "node:fs/promises";
import { AppError, isAppError, type Settings } from "@tinyagi/contracts";
import type { Log } from "../base/log.js";
import { errorCode } from "../files/atomic-file.js";
import { diffSettings } from "./diff-settings.js";
import {
  applyChanges,
  cloneJson,
  diffJson,
  freezeJson,
  isObject,
  type JsonObject,
  sameJson,
} from "./json-tree.js";
import { type ParsedSettings, parseSettings } from "./parse-settings.js";
import { saveSettings, settingsText } from "./save-settings.js";
import type {
  SettingsChange,
  SettingsMutation,
  SettingsServiceOptions,
  UpdateOptions,
} from "./settings-change.js";
import { validateSettings } from "./validate-settings.js";

/** Somebody else writes the file again and again: give up instead of turning in a circle. */
const SAVE_TRIES_MAX = 5;
const FILE_AUTHOR = "file";

export class SettingsKeeper {
  active: ParsedSettings;
  problem: string | null = null;
  private seenHash: string;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly listeners = new Set<(change: SettingsChange) => void>();

  constructor(
    private readonly options: SettingsServiceOptions & { log: Log },
    text: string,
    parsed: ParsedSettings,
  ) {
    this.active = this.adopt(parsed);
    this.seenHash = hashOf(text);
  }

  get settings(): Settings {
    return this.active.settings;
  }

  update(author: string, mutate: SettingsMutation, options?: UpdateOptions): Promise<Settings> {
    return this.inOrder(async () => {
      for (let tries = 1; tries <= SAVE_TRIES_MAX; tries += 1) {
        await this.readAgain();
        this.assertReadable();
        const draft = cloneJson(this.settings);
        const returned: unknown = mutate(draft);
        const next = validateSettings(isObject(returned) ? returned : draft, this.settings, options);
        if (await this.save(author, next)) return this.settings;
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
      // The caller holds `result` and gets the error; the queue goes on.
    });
    return result;
  }

  /** @returns `false` when the file changed since it was read */
  private async save(author: string, next: Settings): Promise<boolean> {
    const changes = diffJson(this.settings, next);
    if (changes.length === 0) return true;
    const document: JsonObject = cloneJson(this.active.document);
    applyChanges(document, changes);
    const text = settingsText(document);
    const parsed = parseSettings(text);
    if (!sameJson(parsed.settings, next)) {
      throw new AppError("INTERNAL", "The settings would not read back as written; nothing was changed.");
    }
    if (hashOf(await readText(this.options.path)) !== this.seenHash) return false;
    const { failpoints } = this.options;
    const path = await realpath(this.options.path);
    await saveSettings({ path, text, ...(failpoints === undefined ? {} : { failpoints }) });
    this.seenHash = hashOf(text);
    await this.activate(author, parsed);
    return true;
  }

  private async readAgain(): Promise<void> {
    try {
      const text = await readText(this.options.path);
      const hash = hashOf(text);
      if (hash === this.seenHash) return;
      this.seenHash = hash;
      const parsed = parseSettings(text);
      this.problem = null;
      await this.activate(FILE_AUTHOR, parsed);
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === "SETTINGS_UNREADABLE") this.seenHash = "";
      this.reject(error.message);
    }
  }

  private reject(problem: string): void {
    if (this.problem === problem) return;
    this.problem = problem;
    this.options.log.error({ problem }, "settings file refused; the last good settings stay active");
    this.options.onRejected?.(problem);
  }

  private async activate(author: string, parsed: ParsedSettings): Promise<void> {
    const previous = this.settings;
    const same = sameJson(previous, parsed.settings);
    this.active = this.adopt(same ? { ...parsed, settings: previous } : parsed);
    if (same) return;
    const settings = this.settings;
    const change = { author, settings, previous, paths: diffSettings(previous, settings) };
    await this.record(change);
    for (const listener of this.listeners) this.tell(listener, change);
  }

  private async record(change: SettingsChange): Promise<void> {
    try {
      await this.options.onRevision?.(change);
    } catch (error) {
      // The file is saved and active: failing the caller now would tell it the opposite.
      this.options.log.error({ err: error, author: change.author }, "settings revision was not recorded");
    }
  }

  private tell(listener: (change: SettingsChange) => void, change: SettingsChange): void {
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
      `settings.json ${reason}. Put it back, from settings.json.bak if need be.`,
      {
        cause: error,
      },
    );
  }
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
