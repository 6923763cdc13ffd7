/**
 * A tree of budgets: `available = limit − spent − reserved` on every level. A child's grant is reserved at its parent,
 * spending moves from reserved to spent all the way up, and closing refunds the rest. Grants are never more than what
 * is there; only a real bill can be larger than its grant, and it then stops the next call.
 */
import { parseOptions, type Usage } from "@tinyagi/contracts";
import { z } from "zod";
import { type GraphClock, systemClock } from "../clock.js";
import { BudgetError } from "../errors.js";
import {
  type Amounts,
  amountsSchema,
  type BudgetAmounts,
  checkUsage,
  covers,
  fromAmounts,
  limitSchema,
  mapAmounts,
  RESOURCES,
  requestSchema,
  toAmounts,
  usageAmounts,
  zero,
} from "./amounts.js";
import { imputeCost, type Price } from "./usage.js";

export const LIMIT_POLICIES = ["stop", "ask", "fail"] as const;
/** At the limit: keep the partial result, pause for a human, or fail. */
export type LimitPolicy = (typeof LIMIT_POLICIES)[number];

/** What a whole tree may use. An absent amount is not limited. */
export interface BudgetLimit extends BudgetAmounts {
  /** Wall time from the creation of the budget. */
  seconds?: number;
}
/** What {@link createBudget} takes. */
export interface BudgetOptions {
  limit: BudgetLimit;
  /** Default `stop`. */
  onLimit?: LimitPolicy;
  /** Prices by model name, for usage without a cost. */
  prices?: Readonly<Record<string, Price>>;
  clock?: GraphClock;
}

/** A grant from a parent. `hard` grants never grow; others draw more from above while there is some. */
export interface ChildRequest extends BudgetAmounts {
  hard?: boolean;
  seconds?: number;
}

/** Part of a hard grant that its owner's children cannot have: it pays for the owner's summary. */
const SUMMARY_SHARE = 0.1;

interface Place {
  parent: Budget | null;
  limit: Amounts;
  hard: boolean;
  deadline: number;
}
interface Common {
  clock: GraphClock;
  onLimit: LimitPolicy;
  prices: ReadonlyMap<string, Price>;
  raised: Set<() => void>;
}

/** One account in a tree of budgets. Made by {@link createBudget} and by {@link Budget.child}. */
export class Budget {
  readonly #place: Place;
  readonly #common: Common;
  readonly #open = new Set<Budget>();
  #spent = zero();
  #reserved = zero();
  #closed = false;

  /** Use {@link createBudget} or {@link Budget.child}. */
  constructor(place: Place, common: Common) {
    this.#place = place;
    this.#common = common;
  }

  get limit(): Required<{ [K in keyof BudgetAmounts]: number }> {
    return fromAmounts(this.#place.limit);
  }
  get spent(): Required<{ [K in keyof BudgetAmounts]: number }> {
    return fromAmounts(this.#spent);
  }
  get reserved(): Required<{ [K in keyof BudgetAmounts]: number }> {
    return fromAmounts(this.#reserved);
  }
  get available(): Required<{ [K in keyof BudgetAmounts]: number }> {
    return fromAmounts(mapAmounts((r) => Math.max(0, this.#free(r))));
  }
  get onLimit(): LimitPolicy {
    return this.#common.onLimit;
  }
  /** Whether more was spent than granted on this level. */
  get exceeded(): boolean {
    return RESOURCES.some((r) => this.#spent[r] > this.#place.limit[r]) || this.secondsLeft <= 0;
  }
  /** Wall time left; `Infinity` without a limit. */
  get secondsLeft(): number {
    return (this.#place.deadline - this.#common.clock.now()) / 1000;
  }
  /** The most used resource, from 0 to 1 and beyond. */
  get usedShare(): number {
    const { limit } = this.#place;
    return Math.max(0, ...RESOURCES.map((r) => (limit[r] === 0 ? 0 : this.#spent[r] / limit[r])));
  }

  /** What children of this account could get, with all that may be drawn from above. */
  reachable(): BudgetAmounts & { tokens: number; usd: number; runs: number } {
    return fromAmounts(this.#reachable());
  }

  /**
   * Reserves a grant and opens a child account.
   * @throws BudgetError when it does not fit; nothing stays reserved then
   */
  child(request: ChildRequest): Budget {
    parseOptions("the request for an account", requestSchema, request);
    const hard = request.hard === true;
    const grant = toAmounts(request, 0);
    const need = mapAmounts((r) =>
      this.#place.limit[r] === Infinity || grant[r] === Infinity ? 0 : grant[r],
    );
    if (this.#closed || this.secondsLeft <= 0 || !this.#draw(need, this.#kept())) {
      throw new BudgetError("The budget has no room for this. Raise the limit or ask for less.");
    }
    for (const r of RESOURCES) this.#reserved[r] += need[r];
    const asked = toAmounts(request, hard ? Infinity : 0);
    const unlimited = (r: (typeof RESOURCES)[number]) => this.#place.limit[r] === Infinity;
    const limit = mapAmounts((r) => (unlimited(r) ? (hard ? asked[r] : Infinity) : need[r]));
    const own = this.#common.clock.now() + (request.seconds ?? Infinity) * 1000;
    const deadline = Math.min(this.#place.deadline, own);
    const child = new Budget({ parent: this, limit, hard, deadline }, this.#common);
    this.#open.add(child);
    return child;
  }

  /**
   * Books what a run reported; tokens without a cost are priced.
   * @returns whether this account, or one above it, has now spent more than it had
   */
  spend(usage: Usage, model?: string): boolean {
    return this.#spendAmounts(usageAmounts(this.price(checkUsage(usage), model)));
  }

  /** The usage with a cost: the reported one, or one computed from tokens and flagged `estimated`. */
  price(usage: Usage, model?: string): Usage {
    return imputeCost(usage, model === undefined ? undefined : this.#common.prices.get(model));
  }

  /** Counts the start of a run. */
  spendRun(): boolean {
    return this.#spendAmounts({ tokens: 0, nanoUsd: 0, runs: 1 });
  }

  /** Whether a paid call of (at least) this size may be made now. */
  allows(need: BudgetAmounts = {}): boolean {
    const amounts = toAmounts(parseOptions("the size of the call", amountsSchema, need), 0);
    const reach = this.#reachable(zero());
    const left = RESOURCES.every((r) => this.#place.limit[r] === Infinity || r === "runs" || reach[r] > 0);
    return !this.#closed && !this.#overspent() && left && covers(reach, amounts);
  }

  /** A bill larger than its grant closes every account below the level that cannot pay it. */
  #overspent(): boolean {
    for (let at: Budget | null = this; at !== null; at = at.#place.parent) if (at.exceeded) return true;
    return false;
  }

  /** Adds to the limit of the whole tree ("+5") and wakes runs that wait for it. Only on the root. */
  raise(more: BudgetLimit): void {
    if (this.#place.parent !== null)
      throw new BudgetError("Only the budget of the whole tree can be raised.");
    const amounts = toAmounts(parseOptions("the raise", limitSchema, more), 0);
    for (const r of RESOURCES) this.#place.limit[r] += amounts[r];
    this.#place.deadline += (more.seconds ?? 0) * 1000;
    for (const listener of [...this.#common.raised]) listener();
  }

  /** Calls `listener` after every raise until the returned function is called. */
  onRaise(listener: () => void): () => void {
    this.#common.raised.add(listener);
    return () => this.#common.raised.delete(listener);
  }

  /** Refunds what is left of the grant, of all open children first. May be called more than once. */
  close(): void {
    if (this.#closed) return;
    for (const child of [...this.#open]) child.close();
    const { parent } = this.#place;
    if (parent === null) return;
    this.#closed = true;
    for (const r of RESOURCES) parent.#release(r, this.#unspent(r));
    parent.#open.delete(this);
  }

  #free(r: (typeof RESOURCES)[number]): number {
    return this.#place.limit[r] - this.#spent[r] - this.#reserved[r];
  }

  #unspent(r: (typeof RESOURCES)[number]): number {
    return Math.max(0, this.#place.limit[r] - this.#spent[r]);
  }

  #release(r: (typeof RESOURCES)[number], amount: number): void {
    if (this.#place.limit[r] !== Infinity) this.#reserved[r] -= amount;
  }

  /** The owner's own part: a soft grant is all for its owner, children draw from above. */
  #kept(): Amounts {
    const { parent, hard, limit } = this.#place;
    if (parent === null) return zero();
    if (!hard) return mapAmounts((r) => Math.max(0, this.#free(r)));
    return mapAmounts((r) =>
      limit[r] === Infinity ? 0 : r === "runs" ? 0 : Math.floor(limit[r] * SUMMARY_SHARE),
    );
  }

  #reachable(kept: Amounts = this.#kept()): Amounts {
    const { parent, hard } = this.#place;
    const above = parent === null || hard ? undefined : parent.#reachable();
    return mapAmounts((r) => {
      const own = this.#place.limit[r] === Infinity ? Infinity : Math.max(0, this.#free(r) - kept[r]);
      return own + (above?.[r] ?? 0);
    });
  }

  /** Makes `need` free on this level by drawing from above; all or nothing. */
  #draw(need: Amounts, kept: Amounts): boolean {
    const lack = mapAmounts((r) =>
      need[r] === 0 ? 0 : Math.max(0, need[r] - Math.max(0, this.#free(r) - kept[r])),
    );
    if (RESOURCES.every((r) => lack[r] === 0)) return true;
    const { parent, hard } = this.#place;
    if (parent === null || hard || this.#closed || !parent.#draw(lack, parent.#kept())) return false;
    for (const r of RESOURCES) {
      if (lack[r] === 0) continue;
      parent.#reserved[r] += lack[r];
      // What was overspent is already among the parent's spending: only what is new is reserved there.
      this.#place.limit[r] = Math.max(this.#place.limit[r], this.#spent[r]) + lack[r];
    }
    return true;
  }

  #spendAmounts(amounts: Amounts): boolean {
    this.#draw(
      mapAmounts((r) => (this.#place.limit[r] === Infinity ? 0 : amounts[r])),
      zero(),
    );
    let exceeded = false;
    let child: { unspent: Amounts } | undefined;
    for (let at: Budget | null = this; at !== null; at = at.#place.parent) {
      const before = child;
      if (before !== undefined) {
        const level = at;
        for (const r of RESOURCES) level.#release(r, Math.min(amounts[r], before.unspent[r]));
      }
      const level: Budget = at;
      const unspent = mapAmounts((r) => (level.#closed ? 0 : level.#unspent(r)));
      for (const r of RESOURCES) level.#spent[r] += amounts[r];
      exceeded ||= level.exceeded;
      child = { unspent };
    }
    return exceeded;
  }
}

const price = z.strictObject({ input: z.number().nonnegative(), output: z.number().nonnegative() });
const optionsSchema = z.strictObject({
  limit: limitSchema,
  onLimit: z.enum(LIMIT_POLICIES).optional(),
  prices: z.record(z.string(), price).optional(),
  clock: z.custom<GraphClock>().optional(),
});

/**
 * The budget of a whole tree. An absent amount is not limited.
 * @throws AppError INVALID_INPUT for an unknown key and for an amount that is not a finite number of zero or more
 */
export function createBudget(o: BudgetOptions): Budget {
  parseOptions("the budget", optionsSchema, o);
  const clock = o.clock ?? systemClock;
  const deadline = clock.now() + (o.limit.seconds ?? Infinity) * 1000;
  const common: Common = {
    clock,
    onLimit: o.onLimit ?? "stop",
    prices: new Map(Object.entries(o.prices ?? {})),
    raised: new Set(),
  };
  return new Budget({ parent: null, limit: toAmounts(o.limit, Infinity), hard: true, deadline }, common);
}
