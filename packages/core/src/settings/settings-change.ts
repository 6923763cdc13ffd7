/** How the settings of a running daemon are changed, and what those who care are told about it. */
import type { Settings } from "@tinyagi/contracts";
import type { Clock } from "../base/clock.js";
import type { Failpoints } from "../base/failpoint.js";
import type { Log } from "../base/log.js";

export interface SettingsChange {
  /** Who asked for it; `file` when the file was edited by hand. */
  author: string;
  settings: Settings;
  previous: Settings;
  /** Changed places, dotted, e.g. `agents.coder.model`. */
  paths: string[];
}

/** Changes the draft in place, or returns the settings to take its place. */
export type SettingsMutation = ((draft: Settings) => Settings) | ((draft: Settings) => void);

/** What a change may leave behind that is refused otherwise. */
export interface UpdateOptions {
  /** Agents may go on naming a custom provider that is no longer there; their runs fail until they have another. */
  readonly danglingProviders?: boolean;
}

export interface SettingsServiceOptions {
  /** Path of settings.json, which must exist. */
  path: string;
  log?: Log;
  clock?: Clock;
  failpoints?: Failpoints;
  /** Records a revision. The change is active and saved when it is called. */
  onRevision?: (change: SettingsChange) => void | Promise<void>;
  /** Told once for each new problem of the file. */
  onRejected?: (problem: string) => void;
}
