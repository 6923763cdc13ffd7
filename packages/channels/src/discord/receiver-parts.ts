/** What the files of the receiver share. */
import type { AdapterEvents } from "../adapter/channel-adapter.js";
import type { ChatLanes } from "../base/lanes.js";
import type { Log } from "../base/log.js";
import type { Timing } from "../base/timing.js";
import type { Groups } from "../inbound/group-policy.js";
import type { ReadMark } from "../inbound/read-mark.js";
import type { DiscordCalls } from "./discord-calls.js";
import type { Reader } from "./incoming.js";
import type { Names } from "./names.js";
import type { Places } from "./places.js";

export interface ReceiverOptions {
  readonly calls: DiscordCalls;
  readonly events: AdapterEvents;
  readonly mark: ReadMark;
  readonly groups: Groups;
  readonly botId: string;
  readonly fileOrigins: ReadonlySet<string>;
  /** Direct chats with messages in this process. */
  readonly openChats: Set<string>;
  readonly timing: Timing;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface ReceiverParts extends ReceiverOptions {
  readonly places: Places;
  readonly names: Names;
  /** One for each chat. */
  readonly lanes: ChatLanes;
  readonly botRoles: Set<string>;
  readonly recent: Set<string>;
  /** Messages that the gateway may deliver, too, because they are as new as the history. */
  readonly fromHistory: Set<string>;
  readonly reader: Reader;
  /** Servers whose missed messages are still to be read, and from where. */
  readonly missing: Map<string, { after: bigint; release: () => void }>;
}
