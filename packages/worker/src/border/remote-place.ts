/** Everything of agents on one worker, as the daemon uses it: their runs, their workspaces, and their calls of the API. */
import type { HarnessContext, InvokeResult, WorkspacePort } from "@tinyagi/contracts";
import type { WorkerHubOptions } from "../engine/hub-options.js";
import type { WorkerHub } from "../engine/hub-shell.js";
import { createCallAnswers } from "./call-answers.js";
import {
  type AdoptedRun,
  createRemoteInvoker,
  type RemoteInvokerOptions,
  type RemoteRequest,
} from "./remote-invoker.js";
import { createRemoteWorkspaces, type RemoteWorkspacesOptions } from "./remote-workspaces.js";

export interface RemotePlace {
  /** As the invoker of this machine. */
  invoke(request: RemoteRequest, context: HarnessContext): Promise<InvokeResult>;
  /** As `RemoteInvoker.adopt`. */
  adopt(run: AdoptedRun, context: HarnessContext): Promise<InvokeResult>;
  /** As `RemoteInvoker.settled`. */
  settled(runId: string): void;
  /** @returns undefined while the worker cannot be reached */
  workspaceOf(agentId: string): WorkspacePort | undefined;
  /** What the hub tells. */
  take(event: Parameters<WorkerHubOptions["onEffect"]>[0]): void;
  /** A session began or ended, or the worker is silent. */
  changed(): void;
  /** The worker is no more: what is open has no result. */
  close(): void;
}

export interface RemotePlaceOptions
  extends Pick<RemoteInvokerOptions, "settingsFor" | "openApi" | "left" | "records">,
    Pick<RemoteWorkspacesOptions, "agentFor"> {
  readonly hub: () => WorkerHub;
}

export function createRemotePlace(options: RemotePlaceOptions): RemotePlace {
  const atEndOfRun: ((key: string) => void)[] = [];
  const runs = createRemoteInvoker({
    ...options,
    onEnd(key) {
      for (const tell of atEndOfRun) tell(key);
    },
  });
  const calls = createCallAnswers({ hub: options.hub, apiOf: runs.apiOf });
  atEndOfRun.push(calls.close);
  const workspaces = createRemoteWorkspaces(options);
  return {
    invoke: runs.invoke,
    adopt: runs.adopt,
    settled: runs.settled,
    workspaceOf: workspaces.of,
    take(event) {
      if (event.kind === "call" || event.kind === "callNote") calls.take(event);
      else if (event.kind === "opDone") workspaces.take(event.done);
      else runs.take(event);
    },
    close() {
      runs.close();
      workspaces.close();
    },
    changed() {
      runs.changed();
      calls.changed();
      workspaces.changed();
    },
  };
}
