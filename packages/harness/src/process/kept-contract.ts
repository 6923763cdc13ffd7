/** What a kept program is to those who prompt it, and how long they wait for it. */
import type { KeptStart, StartAgentProcess } from "./process-contract.js";

/** What a kept program understands. Lines end with a line feed. Pure. */
export interface KeptProtocol {
  /** Sent at the start. */
  readonly hello: string;
  /** Whether a line is the answer to it: the program takes prompts now. */
  readonly isOpen: (line: string) => boolean;
  /** Whether a line, before the program is open, is an answer: it was not asked yet, or refuses to be greeted, so it does not know this protocol. */
  readonly isForeign?: (line: string) => boolean;
  /** What is sent to begin a turn with an input. It is asked when the program is open. Default: the input. */
  readonly toTurn?: (input: string) => string;
  /** Whether a line is the first one of a turn. In later turns, what comes before belongs to an earlier one. */
  readonly beginsTurn: (line: string) => boolean;
  /** Asks it to end its turn and to keep its session. Called when that is asked for. Empty: the turn has no name yet. */
  readonly interrupt: () => string;
}

/** How long a program is waited for. */
export interface KeptPatience {
  /** One that neither answers nor computes, milliseconds. */
  readonly silentMs: number;
  /** One that computes. */
  readonly workingMs: number;
}

/** What is awaited between two turns. */
export interface KeptQuestion extends KeptPatience {
  readonly isAnswer: (line: string) => boolean;
}

/** Asked whether it is still there. One that is only slow is cheaper to wait for than to start again. */
export const PING_PATIENCE: KeptPatience = { silentMs: 250, workingMs: 5_000 };
/** Asked to list its tools again: a few requests to the daemon, on a busy machine. */
export const REFRESH_PATIENCE: KeptPatience = { silentMs: 10_000, workingMs: 30_000 };

/** A program that is kept. */
export interface KeptProcess {
  /** Runs a turn. Turns must not overlap. Only the first one uses the command line, the environment and the folder. */
  readonly startTurn: StartAgentProcess;
  /** Starts it without a turn, before its first one. Resolves when it waits for turns (true) or has ended. */
  readonly open: (options: KeptStart) => Promise<boolean>;
  /** During a turn that takes text: sends a line. @returns false if there is none */
  readonly say: (line: string) => boolean;
  /** In a turn: sends lines, each with its line feed. */
  readonly write: (lines: string) => void;
  /** Between turns: sends a line, and waits for one that `isAnswer` accepts. @returns false if none came in time */
  readonly ask: (line: string, question: KeptQuestion) => Promise<boolean>;
  /** Whether it takes another turn. */
  readonly isUsable: () => boolean;
  /** Whether it ever took prompts. */
  readonly wasOpen: () => boolean;
  /** Whether it ended in a way that shows that it does not know its protocol, not that it refused one start. */
  readonly isForeign: () => boolean;
  readonly pid: () => number | undefined;
  /** Ends it. Resolves when everything of it is gone. */
  readonly stop: () => Promise<void>;
  /** Resolves when it has ended. Pending until its first turn. */
  readonly ended: Promise<void>;
}

/** Prepares a program. Nothing is started yet. */
export type KeepProcess = (protocol: KeptProtocol) => KeptProcess;
