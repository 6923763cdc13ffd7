/** A run that waits for people, as plain JSON: it can be stored, and resumed in another process. */
import { AppError } from "@tinyagi/contracts";
import { z } from "zod";
import type { ApprovalDecision, ApprovalRequest, Approver } from "../context/approval.js";
import type { AgentMessage, ToolResultPart } from "../model/model.js";
import { type JsonTranscript, transcriptFromJson, transcriptToJson } from "../model/transcript-json.js";

const VERSION = 1;

/** Where an interrupted run stands. Plain JSON. Made by a run, read by `AgentHarness.resume`. */
export interface SavedRun {
  version: 1;
  /** The agent that worked last; the harness that resumes must have this name. */
  agent: string;
  /** The last message contains the calls that wait. */
  messages: JsonTranscript;
  /** Results of the other calls of that message. */
  results: JsonTranscript;
  pending: readonly ApprovalRequest[];
  modelCalls: number;
  toolCalls: number;
}

/** What a resumed run begins with. */
export interface RunStart {
  messages: readonly AgentMessage[];
  turnResults: readonly ToolResultPart[];
  modelCalls: number;
  toolCalls: number;
}

const savedSchema = z.strictObject({
  version: z.literal(VERSION, { error: "was saved by another version of this package" }),
  agent: z.string(),
  messages: z.array(z.unknown()),
  results: z.array(z.unknown()),
  pending: z.array(
    z.object({
      callId: z.string(),
      tool: z.string(),
      input: z.unknown(),
      agent: z.string(),
      runId: z.string(),
    }),
  ),
  modelCalls: z.int().nonnegative(),
  toolCalls: z.int().nonnegative(),
});

export function saveRun(agent: string, start: RunStart, pending: readonly ApprovalRequest[]): SavedRun {
  const { messages, turnResults, modelCalls, toolCalls } = start;
  const results = transcriptToJson([{ role: "tool", content: [...turnResults] }]);
  return {
    version: VERSION,
    agent,
    messages: transcriptToJson(messages),
    results,
    pending,
    modelCalls,
    toolCalls,
  };
}

/** @throws AppError `INVALID_INPUT` when it is no saved run of this agent */
export function loadRun(agent: string, saved: unknown): RunStart {
  const read = savedSchema.safeParse(saved);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new AppError(
      "INVALID_INPUT",
      `The saved run cannot be resumed: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`,
    );
  }
  const { data } = read;
  if (data.agent !== agent)
    throw new AppError(
      "INVALID_INPUT",
      "The saved run belongs to an agent with another name. Resume it there.",
    );
  const [results] = transcriptFromJson(data.results);
  const turnResults = results?.role === "tool" ? results.content : [];
  const isResult = (part: (typeof turnResults)[number]): part is ToolResultPart =>
    part.type === "tool-result";
  const { modelCalls, toolCalls } = data;
  return {
    messages: transcriptFromJson(data.messages),
    turnResults: turnResults.filter(isResult),
    modelCalls,
    toolCalls,
  };
}

/** What people decided, by the id of the call. Calls without a decision go on waiting. */
export type ApprovalDecisions = Readonly<Record<string, ApprovalDecision>>;

/** Answers from the decisions first, then asks `next`. */
export function buildApprover(decisions: ApprovalDecisions, next: Approver | undefined): Approver {
  return (request) =>
    Object.hasOwn(decisions, request.callId) ? decisions[request.callId] : next?.(request);
}
