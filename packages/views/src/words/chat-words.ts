/** The texts that TinyAGI itself writes in a chat: approvals, their buttons, estimates and digests. */
import type { EstimatedAgents, RecallHit } from "@tinyagi/contracts";

export interface ChatWords {
  readonly approval: {
    /** Before what is asked. */
    head(agent: string, asks: string): string;
    cut(characters: string): string;
    readonly masked: string;
    readonly options: string;
    /** Before a command; an owner may also write `command` in the chat. */
    answer(command: string): string;
    approve(command: string): string;
    deny(command: string): string;
    readonly read: string;
    readonly answerThere: string;
    readonly approveThere: string;
    /** In place of the text of an answer. */
    readonly yourText: string;
    /** @param time - with its zone */
    expires(time: string): string;
  };
  readonly buttons: {
    readonly approve: string;
    readonly deny: string;
    answer(number: number): string;
    /** @param which - empty, or a number with a space before it */
    retry(which: string): string;
    why(which: string): string;
    stop(which: string): string;
  };
  readonly estimate: {
    readonly unreadable: string;
    total(percentile: number, cost: string): string;
    budget(name: string, needed: string, left: string): string;
    readonly tooLittle: string;
    claims(amounts: string): string;
    readonly nothing: string;
    guess(cost: string): string;
    /** @param group - which runs it is from */
    from(
      cost: string,
      runs: number,
      basis: { readonly few: boolean; readonly group: Exclude<EstimatedAgents["group"], "none"> },
    ): string;
    readonly price: Readonly<Record<EstimatedAgents["price"], string>>;
    costUnknown(tokens: string): string;
  };
  /** Of a channel itself, where a message or a file does not pass. */
  readonly channel: {
    /** @param why - a sentence of TinyAGI */
    refused(why: string): string;
    /** @param why - one of the others */
    unsent(why: string): string;
    readonly empty: string;
    tooLarge(megabytes: number): string;
    readonly gone: string;
    /** Begins a message that goes on with the one before. */
    readonly continues: string;
    readonly continuesLine: string;
    /** Of a mail that answers none. */
    readonly subject: string;
  };
  /** The answer of `/status`. */
  readonly status: {
    runs(version: string, uptime: string): string;
    has(agents: number, teams: number): string;
    messages(running: number, waiting: number, dead: number): string;
    /** @param isAsked - whether something is among it that a person decides in a chat */
    needs(kinds: string, isAsked: boolean): string;
  };
  /** The answer of `/recall`. */
  readonly recall: {
    readonly nothing: string;
    readonly sources: Readonly<Record<RecallHit["source"], string>>;
  };
  /** In a group: what this home knows is not shown there. */
  readonly privately: string;
  /** Answers about TinyAGI itself. */
  readonly ask: {
    readonly unknown: string;
    message(of: { message: number; agent: string; title: string }, why: string): string;
    next(step: string): string;
    idle(agent: string): string;
    error(code: string, meaning: string, action: string): string;
    /** @param value - JSON; undefined for the default */
    setting(path: string, value: string | undefined): string;
    /** @param before - JSON; undefined for none */
    change(path: string, before: string | undefined, after: string): string;
    readonly apply: string;
    /** The question holds a secret for it. */
    secret(path: string): string;
    readonly sources: string;
    further(agent: string): string;
  };
  /** The answers of `/artifacts`. */
  readonly artifacts: {
    readonly nothing: string;
    line(one: { id: number; name: string; agent: string; version: number; shared: boolean }): string;
    made(path: string, linkId: string): string;
    revoked(opened: number): string;
  };
  /** The answers of `/pull`. */
  readonly pull: {
    /** @param branch - of the work */
    changed(files: number, branch: string): string;
    /** What is at the remote is older. */
    readonly newer: string;
    readonly nothing: string;
    /** The work cannot be read. */
    readonly unreadable: string;
    /** @param tree - names what is shown */
    publish(task: string, tree: string): string;
    /** @param commit - the one that is shown */
    merge(task: string, commit: string, target: string): string;
    merged(target: string, commit: string): string;
    /** What was shown is not what is there now. */
    readonly moved: string;
    /** Where a page does it. */
    readonly onPage: string;
  };
  readonly digest: {
    head(conversations: number, runs: number, cost: string): string;
    runs(count: number): string;
    /** @param count - above zero */
    unpriced(cost: string, count: number): string;
    readonly answered: string;
    readonly tasksDone: string;
    readonly failed: string;
    readonly seeFailed: string;
    undelivered(count: number): string;
    readonly waiting: string;
    readonly decide: string;
    readonly tomorrow: string;
    more(count: number): string;
  };
}
