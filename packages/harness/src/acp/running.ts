/** What is being answered: one turn, with its first prompt and the texts that came while it ran. */
import { type ClientConnection, type ContentBlock, methods, RequestError } from "@agentclientprotocol/sdk";
import type { HarnessRequest } from "@tinyagi/contracts";
import { type JsonObject, toObject } from "../cli/json-line.js";
import { acpFailure } from "./failure.js";
import { asMessage } from "./prompt.js";
import type { AcpTurn } from "./turn.js";

export interface RunningParts {
  readonly turn: AcpTurn;
  readonly request: HarnessRequest;
  readonly signal: AbortSignal;
  readonly peer: ClientConnection;
  /** For the person who reads of a failure. */
  readonly program: { readonly name: string; readonly login: string | undefined };
}

export interface Running extends Pick<RunningParts, "turn" | "request" | "signal"> {
  /** Sends a prompt. The last answer ends the turn. @throws what the program refused */
  readonly send: (sessionId: string, prompt: ContentBlock[]) => Promise<void>;
  /** Adds a text to what the turn answers, for a program that joins prompts. One that it refuses is given after its answer. */
  readonly steer: (sessionId: string, text: string) => "taken" | "too_late";
  readonly fail: (error: unknown) => void;
}

export function createRunning({ turn, request, signal, peer, program }: RunningParts): Running {
  let unanswered = 0;
  /** What the program did not take into its turn. */
  let refused: ContentBlock[] = [];

  /** @returns undefined if the program refused texts that join its turn */
  async function ask(
    sessionId: string,
    prompt: ContentBlock[],
    how: "begins" | "joins",
  ): Promise<JsonObject | undefined> {
    unanswered += 1;
    try {
      return toObject(await peer.agent.request(methods.agent.session.prompt, { sessionId, prompt })) ?? {};
    } catch (error) {
      if (how === "begins" || !(error instanceof RequestError)) throw error;
      refused.push(...prompt);
      return undefined;
    } finally {
      unanswered -= 1;
    }
  }

  async function send(sessionId: string, prompt: ContentBlock[]): Promise<void> {
    await finish(sessionId, await ask(sessionId, prompt, "begins"));
  }

  async function finish(
    sessionId: string,
    response: JsonObject = { stopReason: "cancelled" },
  ): Promise<void> {
    if (unanswered > 0 || turn.isComplete()) return;
    if (refused.length === 0 || signal.aborted) turn.end(response);
    else await sendRefused(sessionId);
  }

  /** They were taken, so this turn answers them. The second refusal fails it. */
  function sendRefused(sessionId: string): Promise<void> {
    const prompt = refused;
    refused = [];
    return send(sessionId, prompt);
  }

  function fail(error: unknown): void {
    // How the process ended is known there.
    if (!peer.signal.aborted) turn.end(acpFailure(error, program));
  }

  async function join(sessionId: string, block: ContentBlock): Promise<void> {
    await finish(sessionId, await ask(sessionId, [block], "joins"));
  }

  function steer(sessionId: string, text: string): "taken" | "too_late" {
    if (unanswered === 0) return "too_late";
    join(sessionId, { type: "text", text: asMessage(text) }).catch(fail);
    return "taken";
  }

  return { turn, request, signal, send, steer, fail };
}
