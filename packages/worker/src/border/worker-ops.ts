/**
 * Operations on workspaces of this machine that the daemon asks for. Each is answered once: with its outcome, or with
 * why there is none.
 */
import { AppError, answerWorkspaceCall, type WorkspacePort } from "@tinyagi/contracts";
import type { WorkerLink } from "../engine/link-shell.js";
import type { Op, OpDone } from "../messages.js";
import { type PlacedAgent, readPlacedAgent } from "./placed-agent.js";
import { OP_MAX_BYTES } from "./remote-workspaces.js";
import { toJson } from "./to-json.js";

/** As many as the daemon asks for at a time. */
const OPEN_MAX = 256;

export interface WorkerOpsOptions {
  readonly link: () => Pick<WorkerLink, "say">;
  /** The workspace of an agent on this machine. */
  readonly workspaceOf: (agent: PlacedAgent) => WorkspacePort;
}

export interface WorkerOps {
  readonly take: (op: Op) => void;
  /** Resolves when none is under way. */
  close(): Promise<void>;
}

export function createWorkerOps({ link, workspaceOf }: WorkerOpsOptions): WorkerOps {
  const open = new Set<Promise<void>>();

  async function answer({ agent, call }: Op): Promise<OpDone["answer"]> {
    const known = readPlacedAgent(agent);
    if (known === undefined)
      return failure(
        new AppError("INVALID_INPUT", "The worker does not know such an agent. Update TinyAGI there."),
      );
    if (open.size >= OPEN_MAX)
      return failure(new AppError("UNAVAILABLE", "Too many operations are open on the machine. Try again."));
    const answered = toJson(await answerWorkspaceCall(workspaceOf(known), call), OP_MAX_BYTES);
    return (
      answered ?? failure(new AppError("PAYLOAD_TOO_LARGE", "The answer is too long for another machine."))
    );
  }

  return {
    take(op) {
      const done = answer(op).then((said) => link().say({ kind: "opDone", id: op.id, answer: said }));
      open.add(done);
      void done.finally(() => open.delete(done));
    },
    async close() {
      await Promise.allSettled(open);
    },
  };
}

function failure({ code, message }: AppError): OpDone["answer"] {
  return { ok: false, error: { code, message, details: [] } };
}
