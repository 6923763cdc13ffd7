/** What the files of the receiver share. */
import type { AdapterEvents } from "../adapter/channel-adapter.js";
import type { ChatLanes } from "../base/lanes.js";
import type { Log } from "../base/log.js";
import type { Timing } from "../base/timing.js";
import type { Groups } from "../inbound/group-policy.js";
import type { ReadMark } from "../inbound/read-mark.js";
import type { FileSource } from "./attachments.js";
import type { SlackMessage } from "./envelope.js";
import type { Reader } from "./incoming.js";

export interface ReceiverOptions extends FileSource {
  readonly events: AdapterEvents;
  readonly mark: ReadMark;
  readonly groups: Groups;
  readonly botId: string;
  readonly timing: Timing;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface ReceiverParts extends ReceiverOptions {
  /** One for each chat. */
  readonly lanes: ChatLanes;
  readonly reader: Reader;
  /** Threads of approved people, also of those who wrote before a restart. */
  readonly threads: Set<string>;
  /** A mention comes twice: as an event of the chat, and as one of the app. */
  readonly underWay: Map<string, Promise<void>>;
  /** As what a message was taken, for a mention that comes after its message, or before it. */
  readonly takenAs: Map<string, SlackMessage["type"]>;
}
