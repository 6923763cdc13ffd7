/** What the operator is notified of in a chat. */
import type { EventData } from "@tinyagi/contracts";

export interface NoticeWords {
  lostReply(channel: string, attempts: number, error: string): string;
  /** @param message - its number, where it is known */
  died(agent: string, error: string, message?: number): string;
  channelStopped(channel: string, reason?: string): string;
  channelLogin(channel: string): string;
  /** Where a person sees the budgets, and the command that shows them. */
  readonly seeBudgets: string;
  /** Of a budget that stops nothing. @param command - without `/` and `tinyagi` */
  mayRaise(command: string): string;
  /** @param step - what a person does, without a full stop */
  exposeFailed(problem: string, step: string): string;
  backup(of: EventData<"backup.failed">): string;
  /** @param step - what a person does, without a full stop */
  waitsForPerson(provider: string, reason: string, step: string): string;
  loginUnusable(
    of: { provider: string; login: string; reason: string; continuesWith: string },
    step: string,
  ): string;
}
