/**
 * A child's account with caps of its own, over any budget port. The amounts asked for are reserved and are also the
 * most that can be spent here and below; amounts not asked for are drawn from above as they come, so that one capped
 * child does not block its siblings.
 */
import type { Usage } from "@tinyagi/contracts";
import { type BudgetPort, type BudgetRequest, clipRequest } from "./budget.js";

type Need = { tokens?: number; usd?: number };
type Figures = { tokens: number; usd: number; runs: number };

/** @throws what the parent's `child` throws when the reservation does not fit */
export function openCapped(parent: BudgetPort, request: BudgetRequest): BudgetPort {
  const clipped = clipRequest(request, parent);
  const above = parent instanceof CappedBudget ? parent : undefined;
  const account = above === undefined ? parent.child(clipped) : above.inner.child(clipped);
  return new CappedBudget(account, clipped, above);
}

class CappedBudget implements BudgetPort {
  readonly inner: BudgetPort;
  readonly #cap: Figures;
  readonly #above: CappedBudget | undefined;
  readonly #spent: Figures = { tokens: 0, usd: 0, runs: 0 };
  /** What the newest call asked for. */
  #need: Need = {};

  constructor(inner: BudgetPort, cap: BudgetRequest, above: CappedBudget | undefined) {
    this.inner = inner;
    this.#cap = { tokens: cap.tokens ?? Infinity, usd: cap.usd ?? Infinity, runs: cap.runs ?? Infinity };
    this.#above = above;
  }

  get onLimit(): BudgetPort["onLimit"] {
    // A raise of the whole tree does not widen this cap: waiting for one would never end.
    return this.inner.onLimit === "ask" && !this.#hasRoom(this.#need) ? "stop" : this.inner.onLimit;
  }
  get usedShare(): number {
    const shares = KEYS.map((key) => (this.#cap[key] === 0 ? 1 : this.#spent[key] / this.#cap[key]));
    return Math.max(this.inner.usedShare, ...shares);
  }
  get available(): Figures {
    return this.#within(this.inner.available);
  }

  reachable(): Figures {
    return this.#within(this.inner.reachable());
  }
  child(request: BudgetRequest): BudgetPort {
    const clipped = clipRequest(request, this);
    // No caps of its own, but what it spends counts against the ones above.
    return new CappedBudget(this.inner.child(clipped), {}, this);
  }
  spend(usage: Usage, model?: string): boolean {
    const tokens = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
    const over = this.#note({ tokens, usd: usage.costUsd ?? 0, runs: 0 });
    return this.inner.spend(usage, model) || over;
  }
  spendRun(): boolean {
    const over = this.#note({ tokens: 0, usd: 0, runs: 1 });
    return this.inner.spendRun() || over;
  }
  allows(need: Need = {}): boolean {
    this.#need = need;
    return this.inner.allows(need) && this.#hasRoom(need);
  }
  onRaise(listener: () => void): () => void {
    return this.inner.onRaise(listener);
  }
  close(): void {
    this.inner.close();
  }

  #hasRoom({ tokens = 0, usd = 0 }: Need): boolean {
    const left = (key: keyof Figures) => this.#cap[key] - this.#spent[key];
    const fits = left("tokens") > 0 && left("tokens") >= tokens && left("usd") > 0 && left("usd") >= usd;
    const above = this.#above;
    return fits && left("runs") >= 0 && (above === undefined || above.#hasRoom({ tokens, usd }));
  }

  #note(figures: Figures): boolean {
    let over = false;
    for (const key of KEYS) {
      this.#spent[key] += figures[key];
      over ||= this.#spent[key] > this.#cap[key];
    }
    const overAbove = this.#above === undefined ? false : this.#above.#note(figures);
    return over || overAbove;
  }

  #within(figures: Figures): Figures {
    const left = (key: keyof Figures) => Math.max(0, this.#cap[key] - this.#spent[key]);
    return {
      tokens: Math.min(figures.tokens, left("tokens")),
      usd: Math.min(figures.usd, left("usd")),
      runs: Math.min(figures.runs, left("runs")),
    };
  }
}
const KEYS = ["tokens", "usd", "runs"] as const;
