/** What an adapter is made of. */

import type { ViewWords } from "@tinyagi/views";
import type { Log } from "../base/log.js";
import type { Timing } from "../base/timing.js";
import type { ChannelAdapter } from "./channel-adapter.js";

export interface AdapterContext {
  /** The channel's settings with resolved secrets. The adapter parses them itself. */
  readonly settings: unknown;
  /** A private folder for what the platform must remember. It may not exist yet. */
  readonly stateFolder: string;
  /** Of what TinyAGI itself writes; default English. */
  readonly words?: ViewWords;
  readonly timing: Timing;
  readonly log: Log;
}

/** @throws AppError `INVALID_INPUT` when the settings cannot be used */
export type OpenAdapter = (context: AdapterContext) => ChannelAdapter | Promise<ChannelAdapter>;
