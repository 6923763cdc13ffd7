/**
 * A conversation with a sub-agent. The transcript grows by whole turns: a turn that fails, is cancelled or ends partial
 * leaves everything as it was. The system prompt goes with each call once and is never part of the transcript.
 */
import { AppError } from "@tinyagi/contracts";
import { z } from "zod";
import { SessionBusyError } from "../errors.js";
import type { AgentMessage } from "../model/model.js";
import { type JsonTranscript, transcriptFromJson, transcriptToJson } from "../model/transcript-json.js";
import { type AgentRun, type AgentRunOptions, personMessage } from "../run/harness.js";
import type { RunResult } from "../run/result.js";
import type { SubAgent } from "./subagent.js";

/** Options of every turn; those of a single turn go before them. */
export type SessionOptions = AgentRunOptions;

const SAVED_VERSION = 1;

/** The completed turns of a session. Plain JSON. */
export interface SavedSession {
  version: 1;
  /** Name of the sub-agent. */
  agent: string;
  turns: number;
  messages: JsonTranscript;
}

const savedSchema = z.strictObject({
  version: z.literal(SAVED_VERSION, { error: "was saved by another version of this package" }),
  agent: z.string(),
  turns: z.int().nonnegative(),
  messages: z.array(z.unknown()),
});

/** A conversation with a sub-agent that keeps its transcript from turn to turn. */
export class SubAgentSession {
  readonly agent: SubAgent;
  readonly #options: SessionOptions;
  #transcript: readonly AgentMessage[] = [];
  #turns = 0;
  #current: AgentRun | undefined;

  /** @param options with a `parent`, every turn is a child run of it */
  constructor(agent: SubAgent, options: SessionOptions = {}) {
    this.agent = agent;
    this.#options = options;
  }

  /** Completed turns. */
  get turns(): number {
    return this.#turns;
  }
  /** The messages of all completed turns. */
  get transcript(): readonly AgentMessage[] {
    return this.#transcript;
  }
  /** The turn in progress. */
  get current(): AgentRun | undefined {
    return this.#current;
  }

  /**
   * The next turn.
   * @throws SessionBusyError during another turn; else as the result of a run does, with the session unchanged
   */
  async send(text: string, options: AgentRunOptions = {}): Promise<RunResult> {
    return this.begin(text, options).result;
  }

  /** Like {@link send}, with a handle for steering. Its result settles after the session has taken the turn in. */
  begin(text: string, options: AgentRunOptions = {}): AgentRun {
    if (this.#current !== undefined) throw new SessionBusyError();
    const messages = this.#turns === 0 ? text : [...this.#transcript, personMessage(text)];
    const turn = { turn: this.#turns + 1, reused: this.#turns };
    const run = this.agent.begin(messages, { ...this.#options, ...options }, turn);
    const result = run.result.then(
      (value) => {
        this.#current = undefined;
        if (value.status === "completed") {
          this.#transcript = Object.freeze([...value.messages]);
          this.#turns += 1;
        }
        return value;
      },
      (error: unknown) => {
        this.#current = undefined;
        throw error;
      },
    );
    result.catch(() => {
      // Whoever only steers need not await the result; the end is in the events.
    });
    this.#current = { ...run, result };
    return this.#current;
  }

  /** The completed turns as plain JSON, for {@link load}. A turn in progress is not part of it. */
  save(): SavedSession {
    const { name } = this.agent;
    return {
      version: SAVED_VERSION,
      agent: name,
      turns: this.#turns,
      messages: transcriptToJson(this.#transcript),
    };
  }

  /**
   * A session that goes on where a saved one ended, also after a way through JSON and in another process.
   *
   * @throws AppError `INVALID_INPUT` when it is no session of this agent, or of a newer version
   */
  static load(agent: SubAgent, saved: unknown, options: SessionOptions = {}): SubAgentSession {
    const read = savedSchema.safeParse(saved);
    if (!read.success) {
      const [issue] = read.error.issues;
      const where = issue?.path.join(".") ?? "";
      throw new AppError("INVALID_INPUT", `The session cannot be loaded: ${where} ${issue?.message ?? ""}.`);
    }
    if (read.data.agent !== agent.name)
      throw new AppError("INVALID_INPUT", "The session belongs to an agent with another name.");
    const session = new SubAgentSession(agent, options);
    session.#transcript = Object.freeze(transcriptFromJson(read.data.messages));
    session.#turns = read.data.turns;
    return session;
  }

  /** Forgets all turns. @throws SessionBusyError during a turn */
  reset(): void {
    if (this.#current !== undefined) throw new SessionBusyError();
    this.#transcript = [];
    this.#turns = 0;
  }
}
