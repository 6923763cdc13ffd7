/** What the channels of a daemon need. */
import type { Clock, Log } from "@tinyagi/base";
import type { ChannelEntry } from "@tinyagi/channels/process";
import type { Settings } from "@tinyagi/contracts";
import type { TokenRegistry } from "@tinyagi/features";
import type { HomePaths } from "@tinyagi/home";
import type { Journal, Redactor, Store } from "@tinyagi/kernel";

export interface ChannelsOptions {
  readonly settings: () => Settings;
  readonly tokens: Pick<TokenRegistry, "mintChannel">;
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly redactor: Redactor;
  readonly paths: HomePaths;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Where the API answers, once it is bound. */
  readonly baseUrl: () => string;
  /** The program of channels. Default: the one of the channels package. */
  readonly entry?: ChannelEntry | undefined;
}
