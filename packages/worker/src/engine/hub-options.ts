/** What the daemon's side of a worker is built with. */
import type { HubEffect, HubLimits, HubState } from "../hub-state.js";
import type { Engine } from "./connection.js";
import type { Streams } from "./streams.js";

/** What must outlive a restart of the daemon. */
export type StoredHub = Pick<HubState, "epoch" | "lastHello">;

export interface WorkerHubOptions {
  readonly engine: Engine;
  readonly streams: Streams;
  readonly key: Buffer;
  readonly limits: HubLimits;
  readonly stored: StoredHub | undefined;
  /** Returns when it is on disk. */
  readonly store: (state: StoredHub) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly onEffect: (effect: Exclude<HubEffect, { kind: "send" }>) => void;
  /** A session began or ended, or a run has ended: what could not be placed may be placed now. */
  readonly onChange: () => void;
  /** The session has ended by a mistake, or because it could not be stored. */
  readonly onError: (error: unknown) => void;
  /** Default: 64 MiB. */
  readonly unreadBytes?: number;
}
