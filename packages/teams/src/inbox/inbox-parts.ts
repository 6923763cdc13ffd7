/** The dependencies of the inbox and its commands. */

import type { Clock, NewId } from "@tinyagi/base";
import type { Exposure, Settings } from "@tinyagi/contracts";
import type { Pairing } from "@tinyagi/features";
import type { Approvals, Confirmations, Outbox, RunSteering, Store } from "@tinyagi/kernel";
import type { Conversations } from "../conversation/service.js";
import type { Directory } from "../routing/directory.js";
import type { Desk } from "./desk.js";

export interface InboxParts {
  store: Store;
  outbox: Outbox;
  clock: Clock;
  newId: NewId;
  settings: () => Settings;
  directory: () => Directory;
  pairing: Pairing;
  steering: Pick<RunSteering, "steerMessage" | "isPaused">;
  confirmations: Pick<Confirmations, "list" | "announce">;
  approvals: Pick<Approvals, "get" | "notice" | "approve" | "deny" | "answer">;
  conversations: Pick<
    Conversations,
    "accept" | "answerAsHost" | "cancelConversation" | "cancelMessage" | "edit" | "replayDead" | "tryNow"
  >;
  desk: Desk;
  /** What only the daemon knows and can do. */
  host: {
    /** `uptime` in seconds. */
    status(): { version: string; uptime: number };
    /** TinyOffice reached from elsewhere. A chat never opens it. */
    exposure: { current(): Exposure; stop(by: string): Promise<unknown> };
    restart(): void;
    /** Why a restart would not leave a running daemon; undefined when it would. */
    restartRefusal(): string | undefined;
  };
}
