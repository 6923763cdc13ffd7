/** What is being answered: one turn, with its first prompt and the texts that came while it ran. */
import { type ClientConnection, type ContentBlock, methods } from "@agentclientprotocol/sdk";
import type { HarnessRequest } from "@tinyagi/contracts";
import { toObject } from "../cli/json-line.js";
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
  /** Adds a text to what the turn answers, for a program that joins prompts. */
  readonly steer: (sessionId: string, text: string) => "taken" | "too_late";
  readonly fail: (error: unknown) => void;
}

export function createRunning({ turn, request, signal, peer, program }: RunningParts): Running {
  let unanswered = 0;

  async function send(sessionId: string, prompt: ContentBlock[]): Promise<void> {
    unanswered += 1;
    const response = await peer.agent.request(methods.agent.session.prompt, { sessionId, prompt });
    unanswered -= 1;
    if (unanswered === 0) turn.end(toObject(response) ?? {});
  }

  function fail(error: unknown): void {
    // How the process ended is known there.
    if (!peer.signal.aborted) turn.end(acpFailure(error, program));
  }

  function steer(sessionId: string, text: string): "taken" | "too_late" {
    if (unanswered === 0) return "too_late";
    send(sessionId, [{ type: "text", text: asMessage(text) }]).catch(fail);
    return "taken";
  }

  return { turn, request, signal, send, steer, fail };
}
