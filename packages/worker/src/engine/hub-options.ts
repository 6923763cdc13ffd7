/** What the daemon's side of a worker is built with. */
import type { HubEffect, HubLimits, HubState, PlacedRun } from "../hub-state.js";
import type { Engine } from "./connection.js";
import type { Streams } from "./streams.js";

/** What must outlive a restart of the daemon. */
export type StoredHub = Pick<HubState, "epoch" | "lastHello">;

/** What a hub does not do by itself. */
export type ToldEffect = Exclude<HubEffect, { kind: "send" | "heard" }>;

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
  /** Runs that an earlier daemon placed here. Default: none. */
  readonly placed?: readonly PlacedRun[];
  /** Of this process of the daemon. Default: it is the only one. */
  readonly daemon?: string;
  /** Resolves when what follows from everything told so far is stored, or cannot be. Default: at once. */
  readonly whenStored?: () => Promise<void>;
  readonly onEffect: (effect: ToldEffect) => void;
  /** A session began or ended, or a run has ended: what could not be placed may be placed now. */
  readonly onChange: () => void;
  /** The session has ended by a mistake, or because it could not be stored. */
  readonly onError: (error: unknown) => void;
  /** Default: 64 MiB. */
  readonly unreadBytes?: number;
}
