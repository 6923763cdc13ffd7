/** What the commands need that give an overview or change something: tasks, schedules, budgets, providers, models. */
import type { RecallHit, Settings } from "@tinyagi/contracts";
import type {
  ArtifactParts,
  Ask,
  Load,
  RecallQuestion,
  Schedules,
  TaskBranches,
  TaskRemotes,
  Tasks,
} from "@tinyagi/features";
import type { Budgets, Circuits } from "@tinyagi/kernel";
import type { InboxCaller } from "./inbox-caller.js";

/** How much of a subscription one login has used. */
export interface LoginUsage {
  readonly provider: string;
  /** Absent where a provider has one login. */
  readonly login?: string;
  readonly windows: readonly {
    /** As the provider calls it: `5 hours`, `week`. */
    readonly name: string;
    /** From 0 to 1. */
    readonly used: number;
    readonly resetsAt?: number;
  }[];
}

export interface Desk {
  readonly tasks: Pick<Tasks, "list">;
  readonly schedules: Pick<Schedules, "list" | "create" | "remove">;
  readonly budgets: Pick<Budgets, "list" | "extend">;
  readonly circuits: Pick<Circuits, "list" | "resume">;
  /** Finds what may help with a question, best first. */
  recall(question: RecallQuestion): Promise<RecallHit[]>;
  /** Answers a question about TinyAGI itself. */
  readonly ask: Ask;
  readonly artifacts: Pick<ArtifactParts["artifacts"], "list">;
  readonly artifactLinks: Pick<ArtifactParts["artifactLinks"], "share" | "revoke">;
  /** What tasks changed in their repositories. */
  readonly taskBranches: Pick<TaskBranches, "read">;
  readonly taskRemotes: Pick<TaskRemotes, "refresh" | "publish" | "merge">;
  /** What runs now. */
  load(): Omit<Load, "now">;
  /** Changes the model of an agent. @param who decides what may be changed @throws AppError as `SettingsService.update` */
  setModel(
    who: { caller: InboxCaller; by: string },
    change: { agent: string; model: string },
  ): Promise<Settings>;
  /** What logins have used, as far as providers say it. */
  loginUsage(): readonly LoginUsage[];
}
