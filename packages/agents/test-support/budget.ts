/** A small budget of tokens and money behind the port, with a record of what was asked of it. */
import type { Usage } from "@tinyagi/contracts";
import type { BudgetPort, BudgetRequest } from "../src/index.js";

export class TestBudget implements BudgetPort {
  readonly onLimit: "stop" | "ask" | "fail";
  readonly log: string[];
  limit: number;
  spent = 0;
  reserved = 0;
  costUsd = 0;
  runs = 0;
  closed = 0;
  readonly #parent: TestBudget | undefined;
  readonly #listeners: Set<() => void>;

  constructor(
    tokens: number,
    options: { onLimit?: "stop" | "ask" | "fail"; parent?: TestBudget; listeners?: Set<() => void> } = {},
  ) {
    this.limit = tokens;
    this.onLimit = options.onLimit ?? "stop";
    this.#parent = options.parent;
    this.log = options.parent?.log ?? [];
    this.#listeners = options.listeners ?? new Set();
  }

  child(request: BudgetRequest): TestBudget {
    const tokens = request.tokens ?? 0;
    this.log.push(`child ${request.tokens ?? "soft"}`);
    if (tokens > this.reachable().tokens) throw new Error("no room");
    this.reserved += tokens;
    const limit = request.tokens === undefined ? Infinity : tokens;
    return new TestBudget(limit, { onLimit: this.onLimit, parent: this, listeners: this.#listeners });
  }
  spend(usage: Usage): boolean {
    const tokens = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
    this.spent += tokens;
    this.costUsd += usage.costUsd ?? 0;
    const over = this.spent > this.limit;
    return this.#parent === undefined ? over : this.#parent.spend(usage) || over;
  }
  spendRun(): boolean {
    this.runs += 1;
    return this.#parent?.spendRun() ?? false;
  }
  allows(need: { tokens?: number } = {}): boolean {
    const { tokens = 0 } = need;
    const fits = this.spent < this.limit && this.spent + tokens <= this.limit;
    return fits && (this.#parent?.allows(need) ?? true);
  }
  onRaise(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  raise(tokens: number): void {
    this.limit += tokens;
    for (const listener of [...this.#listeners]) listener();
  }
  close(): void {
    this.closed += 1;
    this.log.push("close");
  }
  get listeners(): number {
    return this.#listeners.size;
  }
  get usedShare(): number {
    return this.spent / this.limit;
  }
  get available(): { tokens: number; usd: number; runs: number } {
    return { tokens: Math.max(0, this.limit - this.spent), usd: Infinity, runs: Infinity };
  }
  reachable(): { tokens: number; usd: number; runs: number } {
    return { tokens: Math.max(0, this.limit - this.spent - this.reserved), usd: Infinity, runs: Infinity };
  }
}
