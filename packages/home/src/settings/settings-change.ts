/** The inputs of a settings change, and what listeners receive. */

import type { Clock, Failpoints, Log } from "@tinyagi/base";
import type { Settings, SettingsEdit } from "@tinyagi/contracts";
import type { SettingsAuthor } from "./settings-author.js";

export interface SettingsChange {
  author: SettingsAuthor;
  settings: Settings;
  previous: Settings;
  /** Changed places, dotted, e.g. `agents.coder.model`. */
  paths: string[];
}

/**
 * Edits of single places, which reach the file as they are: also a value that equals its default. Or a function of the
 * current settings, with full secrets; then the file gets what differs. It changes its copy, returns the settings to take
 * its place, or returns edits.
 *
 * What a caller sent must travel as edits: only there a mask means a stored value, and only there a key that is given
 * again counts as given.
 */
export type SettingsMutation =
  | readonly SettingsEdit[]
  | ((draft: Settings) => Settings)
  | ((draft: Settings) => readonly SettingsEdit[])
  | ((draft: Settings) => void);

/** Allows changes that are otherwise refused. */
export interface UpdateOptions {
  /** Agents may keep the name of a custom provider that no longer exists; their runs fail until they get another. */
  readonly danglingProviders?: boolean;
}

export interface SettingsServiceOptions {
  /** Path of settings.json, which must exist. */
  path: string;
  /** Home of the daemon: no agent works in it. */
  home: string;
  /** Home of the user the daemon runs as. */
  userHome: string;
  log?: Log;
  clock?: Clock;
  failpoints?: Failpoints;
  /** Records a revision. The change is active and saved when it is called. */
  onRevision?: (change: SettingsChange) => void | Promise<void>;
  /** Called once for each new problem of the file. */
  onRejected?: (problem: string) => void;
}
