/**
 * The workspaces of agents on a worker, asked through its session. What is not answered when the session ends fails as
 * `PLACE_OFFLINE`: whether it was done there is not known, and every operation may be asked again.
 */
import { randomUUID } from "node:crypto";
import {
  AppError,
  createWorkspaceProxy,
  placeOffline,
  type WorkspaceCall,
  type WorkspacePort,
} from "@tinyagi/contracts";
import type { WorkerHub } from "../engine/hub-shell.js";
import type { Op, OpDone } from "../messages.js";
import { toJson } from "./to-json.js";

/** Longer ones would not fit into an entry. */
export const OP_MAX_BYTES = 12 * 1024 * 1024;
/** Operations of one worker at a time. */
const OPEN_MAX = 256;
/** As long as the slowest operation, a diff of a large repository, and the way there and back. */
const WAIT_MS = 60_000;

export interface RemoteWorkspaces {
  /** @returns undefined while the worker cannot be reached */
  of(agentId: string): WorkspacePort | undefined;
  take(done: OpDone): void;
  /** The session may have ended. */
  changed(): void;
  /** The worker is no more. */
  close(): void;
}

export interface RemoteWorkspacesOptions {
  readonly hub: () => Pick<WorkerHub, "send" | "state" | "isSilent">;
  /** What the worker must know of an agent. @throws AppError `UNKNOWN_AGENT` */
  readonly agentFor: (agentId: string) => Op["agent"];
  /** Default: a minute. */
  readonly waitMs?: number;
}

interface OpenOp {
  readonly epoch: number;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export function createRemoteWorkspaces({ hub, agentFor, waitMs }: RemoteWorkspacesOptions): RemoteWorkspaces {
  const boot = randomUUID();
  const open = new Map<string, OpenOp>();
  let asked = 0;

  function ask(agentId: string, call: WorkspaceCall, signal: AbortSignal | undefined): Promise<unknown> {
    if (hub().isSilent()) return Promise.reject(placeOffline());
    if (open.size >= OPEN_MAX)
      return Promise.reject(
        new AppError("UNAVAILABLE", "Too many operations wait for the machine of this agent. Try again."),
      );
    asked += 1;
    const id = `${boot}.${asked}`;
    const sent = toJson(call, OP_MAX_BYTES);
    if (sent === undefined)
      return Promise.reject(new AppError("PAYLOAD_TOO_LARGE", "That is too long for another machine."));
    const agent = agentFor(agentId);
    return new Promise<unknown>((resolve, reject) => {
      const late = setTimeout(() => reject(placeOffline()), waitMs ?? WAIT_MS);
      const stop = () => reject(signal?.reason);
      const settle = <T>(then: (value: T) => void) => {
        return (value: T) => {
          clearTimeout(late);
          signal?.removeEventListener("abort", stop);
          open.delete(id);
          then(value);
        };
      };
      open.set(id, { epoch: hub().state().epoch, resolve: settle(resolve), reject: settle(reject) });
      signal?.addEventListener("abort", stop, { once: true });
      hub().send({ kind: "op", id, agent, call: sent });
    }).finally(() => open.delete(id));
  }

  return {
    of(agentId) {
      if (hub().isSilent()) return undefined;
      return createWorkspaceProxy(async (call, signal) => {
        signal?.throwIfAborted();
        return ask(agentId, call, signal);
      });
    },
    close() {
      for (const one of [...open.values()]) one.reject(placeOffline());
    },
    take: ({ id, answer }) => open.get(id)?.resolve(answer),
    changed() {
      const { session, epoch } = hub().state();
      const isGone = session === null || hub().isSilent();
      for (const one of [...open.values()]) if (isGone || one.epoch !== epoch) one.reject(placeOffline());
    },
  };
}
