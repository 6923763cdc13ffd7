/**
 * Answers what `codex app-server` asks for. A person sees exactly what would be done: the command, or the difference of the
 * files. What cannot be shown, and what nobody allowed, is denied.
 */

import type { PermissionQuestion, Permit } from "../../api/permit.js";
import { commandRequestSchema, fileRequestSchema, toolCallSchema } from "./messages.js";
import { answerLine, type RpcMessage, refusalLine } from "./rpc.js";
import type { ItemSource } from "./turn-reader.js";

/** Why something is denied that nobody was asked about. */
const NOBODY = "";

/** What answers need. */
export interface ApprovalParts {
  readonly itemOf: ItemSource;
  readonly permit: Permit | undefined;
  /** Aborts when the turn has ended. */
  readonly signal: AbortSignal;
  readonly onDenied: (tool: string) => void;
  /** Gives text to the model. */
  readonly tell: (text: string) => void;
  /** Sends a line. */
  readonly say: (line: string) => void;
}

interface Form {
  /** The question for a person. Undefined: it cannot be shown, or not be answered. */
  readonly question: (params: unknown, itemOf: ItemSource) => PermissionQuestion | undefined;
  readonly allow: object;
  readonly deny: object;
}

const DECISIONS = { allow: { decision: "accept" }, deny: { decision: "decline" } };

/** The requests that a person can decide. */
const FORMS: Readonly<Record<string, Form>> = {
  "item/commandExecution/requestApproval": {
    ...DECISIONS,
    question(params) {
      const read = commandRequestSchema.safeParse(params);
      if (!read.success || read.data.command == null) return undefined;
      const { command, cwd, reason, networkApprovalContext: network, itemId } = read.data;
      return { tool: "command", input: withoutEmpty({ command, cwd, reason, network }), callId: itemId };
    },
  },
  "item/fileChange/requestApproval": {
    ...DECISIONS,
    question(params, itemOf) {
      const read = fileRequestSchema.safeParse(params);
      const changes = read.success ? itemOf(read.data.itemId)?.changes : undefined;
      if (!read.success || !Array.isArray(changes)) return undefined;
      const { reason, grantRoot, itemId } = read.data;
      return { tool: "file_change", input: withoutEmpty({ changes, reason, grantRoot }), callId: itemId };
    },
  },
  "mcpServer/elicitation/request": {
    allow: { action: "accept", content: {}, _meta: null },
    deny: { action: "decline", content: null, _meta: null },
    question(params) {
      // What a server itself asks for, a form or an address, has no answer here.
      const read = toolCallSchema.safeParse(params);
      if (!read.success) return undefined;
      const { serverName, message, _meta: asked } = read.data;
      return { tool: serverName, input: { message, arguments: asked.tool_params }, callId: serverName };
    },
  },
};

/** Answers a request. Never rejects. */
export async function answerApproval(
  { id, method, params }: Extract<RpcMessage, { kind: "request" }>,
  { itemOf, permit, signal, onDenied, tell, say }: ApprovalParts,
): Promise<void> {
  const form = Object.hasOwn(FORMS, method) ? FORMS[method] : undefined;
  if (form === undefined) return void say(refusalLine(id));
  const question = form.question(params, itemOf);
  const refusal =
    question === undefined || permit === undefined
      ? NOBODY
      : await permit(question, signal).catch(() => NOBODY); // The turn has ended, or the question cannot be put.
  if (refusal === undefined) return void say(answerLine(id, form.allow));
  onDenied(question?.tool ?? method);
  // codex tells its model only that it was refused. What a person said about it comes before that answer.
  if (refusal !== NOBODY) tell(refusal);
  say(answerLine(id, form.deny));
}

function withoutEmpty(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}
