/**
 * What would be taken from the folder of another product, and what would not. Data only: a plan is made without changing
 * anything, and the caller decides what becomes of it.
 */
import type { SkillFiles } from "../skills/skill-content.js";

export const MOVING_SOURCES = ["openclaw", "nanoclaw", "claude-code"] as const;
export type MovingSource = (typeof MOVING_SOURCES)[number];

/** Why something is not taken. Sentences are made where a person reads them. */
export type LeftReason =
  | "damaged"
  | "too-large"
  | "refused"
  | "too-many"
  | "missing"
  | "missing-skill"
  | "odd-name"
  | "no-channel"
  | "secret-elsewhere"
  | "login"
  | "linked-session"
  | "history"
  | "program"
  | "rights"
  | "everyone"
  | "interval"
  | "past"
  | "mcp"
  | "no-provider"
  | "no-key"
  | "not-valid"
  | "no-setting"
  | "busy";

export interface LeftRow {
  /** A path below the folder, or a key of its settings. */
  readonly what: string;
  readonly reason: LeftReason;
}

export interface MovedNote {
  /** Relative to `memory/`, with `/`, ending in `.md`. */
  readonly path: string;
  /** With its frontmatter. */
  readonly content: string;
}

export interface MovedAgent {
  readonly name: string;
  /** Undefined: the provider that new agents of this home get. */
  readonly provider?: string;
  /** Empty: the default of the provider. */
  readonly model: string;
  readonly fallback: readonly { provider: string; model: string }[];
  readonly role?: string;
  readonly agentsFile?: string;
  readonly soul?: string;
  readonly heartbeat?: string;
  readonly notes: readonly MovedNote[];
  readonly skills: ReadonlyMap<string, SkillFiles>;
}

export interface MovedSchedule {
  readonly label: string;
  readonly agentId: string;
  readonly message: string;
  /** Cron expression, or one time. */
  readonly when: { cron: string } | { runAt: string };
  readonly timeZone?: string;
  readonly enabled: boolean;
}

export interface MovedSender {
  readonly channel: string;
  readonly senderId: string;
}

/** A value of the settings of this product. */
export interface MovedSetting {
  readonly path: readonly string[];
  readonly value: unknown;
}

export interface MovingPlan {
  readonly source: MovingSource;
  /** Real path. */
  readonly folder: string;
  readonly agents: ReadonlyMap<string, MovedAgent>;
  readonly team?: { id: string; name: string; leader: string; agents: readonly string[] };
  readonly schedules: readonly MovedSchedule[];
  readonly settings: readonly MovedSetting[];
  /** Channels to start. */
  readonly channels: readonly string[];
  readonly senders: readonly MovedSender[];
  readonly left: readonly LeftRow[];
  /** Rows of `left` that did not fit. */
  readonly moreLeft: number;
}
