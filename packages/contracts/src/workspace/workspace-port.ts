/**
 * The one way to an agent's workspace, and the two ends of a wire that it may cross: `createWorkspaceProxy` where the
 * question is asked, `answerWorkspaceCall` where the files are. Each end parses what comes from the other one.
 */
import { z } from "zod";
import { AppError, type ErrorDetail, isAppError } from "../app-error.js";
import { cleanText } from "../clean-text.js";
import { ERROR_CODES, type ErrorCode } from "../error-code.js";
import { storageError } from "../storage-fault.js";
import {
  WORKSPACE_OPS,
  type WorkspaceInput,
  type WorkspaceOp,
  type WorkspaceOutput,
  workspaceOps,
} from "./workspace-ops.js";

/**
 * The workspace of one agent, on this machine or another one. All methods throw AppError: `PLACE_OFFLINE` when its
 * machine cannot be reached, `UNKNOWN_AGENT`, and `PATH_REFUSED` for what leads out of it.
 */
export type WorkspacePort = {
  readonly [O in WorkspaceOp]: (
    input: WorkspaceInput<O>,
    options?: { signal?: AbortSignal | undefined },
  ) => Promise<WorkspaceOutput<O>>;
};

/** The workspace of an agent, by its id. It never throws: the methods of the port do. */
export type WorkspaceOf = (agentId: string) => WorkspacePort;

const MESSAGE_MAX_CHARS = 2_000;

/** An operation on its way. */
export const workspaceCallSchema = z.object({ op: z.enum(WORKSPACE_OPS), input: z.json() });
export type WorkspaceCall = z.infer<typeof workspaceCallSchema>;

/** How it ended. */
export const workspaceAnswerSchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), value: z.json() }),
  z.object({
    ok: z.literal(false),
    error: z.object({
      code: z.string().max(100),
      message: z.string().max(MESSAGE_MAX_CHARS),
      details: z
        .array(
          z.object({ path: z.string().max(1_000).optional(), message: z.string().max(MESSAGE_MAX_CHARS) }),
        )
        .max(100),
    }),
  }),
]);
export type WorkspaceAnswer = z.infer<typeof workspaceAnswerSchema>;

/** A port whose operations are answered elsewhere. @param send may reject, with an AppError such as {@link placeOffline} */
export function createWorkspaceProxy(
  send: (call: WorkspaceCall, signal: AbortSignal | undefined) => Promise<unknown>,
): WorkspacePort {
  const ask = async (op: WorkspaceOp, input: unknown, signal: AbortSignal | undefined): Promise<unknown> => {
    const answer = workspaceAnswerSchema.safeParse(await send({ op, input: z.json().parse(input) }, signal));
    if (!answer.success) throw oddAnswer(answer.error);
    if (!answer.data.ok) throw toError(answer.data.error);
    const value = workspaceOps[op].output.safeParse(answer.data.value);
    if (!value.success) throw oddAnswer(value.error);
    return value.data;
  };
  return Object.fromEntries(
    WORKSPACE_OPS.map((op) => [
      op,
      (input: unknown, options?: { signal?: AbortSignal }) => ask(op, input, options?.signal),
    ]),
  ) as WorkspacePort;
}

/** Does what a call asks for. Never rejects. @param call from outside */
export async function answerWorkspaceCall(
  workspace: WorkspacePort,
  call: unknown,
  signal?: AbortSignal,
): Promise<WorkspaceAnswer> {
  try {
    const { op, input } = workspaceCallSchema.parse(call);
    const run = workspace[op] as (input: unknown, options: { signal?: AbortSignal }) => Promise<unknown>;
    const value = await run(workspaceOps[op].input.parse(input), signal === undefined ? {} : { signal });
    return { ok: true, value: z.json().parse(value) };
  } catch (error) {
    return { ok: false, error: toFailure(error) };
  }
}

/** The failure of every operation while the machine of an agent cannot be reached. */
export function placeOffline(): AppError {
  return new AppError(
    "PLACE_OFFLINE",
    "The machine that this agent works on cannot be reached. Start TinyAGI there, then try again.",
  );
}

function toFailure(error: unknown): Extract<WorkspaceAnswer, { ok: false }>["error"] {
  const known =
    error instanceof z.ZodError
      ? new AppError("INVALID_INPUT", "The operation on the workspace has no form that is known here.")
      : isAppError(error)
        ? error
        : (storageError(error) ??
          new AppError("INTERNAL", "The operation on the workspace failed. See the log of that machine."));
  const { code, message, details } = known;
  return {
    code,
    message: message.slice(0, MESSAGE_MAX_CHARS),
    details: details.slice(0, 100).map((detail) => ({ ...detail })),
  };
}

/** A machine that is not ours to trust may have written it. */
function toError({ code, message, details }: ReturnType<typeof toFailure>): AppError {
  const known = Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : "INTERNAL";
  const cleaned = details.map(
    ({ path, message: text }): ErrorDetail => ({
      message: cleanText(text),
      ...(path === undefined ? {} : { path: cleanText(path) }),
    }),
  );
  return new AppError(known, cleanText(message), { details: cleaned });
}

function oddAnswer(cause: unknown): AppError {
  return new AppError(
    "PLACE_OFFLINE",
    "The machine that this agent works on sent an answer that is not understood here. Update TinyAGI on both machines.",
    { cause },
  );
}
