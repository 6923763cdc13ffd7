/**
 * Amounts that a run reserved for its sub-agents, one part for each. What a sub-agent uses, or reserves for its own
 * sub-agents, is taken from its part; the rest is free again when the part ends. Kept in memory: after a restart, whoever
 * resumes the sub-agents reserves again.
 */
import { type Amounts, atLeastZero, isNothing, minus, NOTHING, plus, smaller } from "./amounts.js";
import { listScopes, type RunFacts, type ScopeKey, toTopic } from "./scope.js";

export interface Reservation {
  /** Runs of this message use the part. */
  bind(part: string, messageRowId: number): void;
  /** Gives back what is left of one part. */
  end(part: string): void;
  /** Gives back what is left of all parts. Further calls do nothing. */
  release(): void;
}

/** What one sub-agent needs, and the run that stands for it: its budgets pay. */
export interface RequestedPart {
  payer: RunFacts;
  amounts: Amounts;
}

export interface Reservations {
  hold(
    holder: RunFacts,
    parts: ReadonlyMap<string, RequestedPart>,
    onRefund: (rest: Amounts) => void,
  ): Reservation;
  /** Held in a budget. */
  in(key: ScopeKey): Amounts;
  /** What is left of the part of a message, if it is held in this budget. */
  of(messageRowId: number, key: ScopeKey): Amounts;
  /** A run of the message used this. */
  use(messageRowId: number, amounts: Amounts): void;
}

interface Part {
  /** Budgets that it is held in. */
  topics: ReadonlySet<string>;
  amounts: Amounts;
  used: Amounts;
  message?: number;
  /** What it took from the part of its holder. */
  lender?: { part: Part; amounts: Amounts };
}

export function createReservations(): Reservations {
  const parts = new Set<Part>();
  const byMessage = new Map<number, Part>();

  function end(part: Part): Amounts {
    if (!parts.delete(part)) return NOTHING;
    if (part.message !== undefined) byMessage.delete(part.message);
    const rest = computeRest(part);
    if (part.lender !== undefined)
      part.lender.part.used = minus(part.lender.part.used, smaller(rest, part.lender.amounts));
    return rest;
  }

  return {
    hold(holder, wanted, onRefund) {
      const lender = byMessage.get(holder.messageRowId);
      const held = new Map<string, Part>();
      for (const [name, { payer, amounts }] of wanted) {
        const topics = new Set(listScopes(payer).map(toTopic));
        const part: Part = { topics, amounts, used: NOTHING };
        if (lender !== undefined) {
          part.lender = { part: lender, amounts: smaller(amounts, computeRest(lender)) };
          lender.used = plus(lender.used, part.lender.amounts);
        }
        held.set(name, part);
        parts.add(part);
      }
      const refund = (some: Iterable<Part>) => {
        const rest = [...some].map(end).reduce(plus, NOTHING);
        if (!isNothing(rest)) onRefund(rest);
      };
      return {
        bind(name, id) {
          const part = held.get(name);
          if (part === undefined || !parts.has(part)) return;
          part.message = id;
          byMessage.set(id, part);
        },
        end(name) {
          const part = held.get(name);
          if (part !== undefined) refund([part]);
        },
        release: () => refund(held.values()),
      };
    },
    in(key) {
      const topic = toTopic(key);
      let sum = NOTHING;
      for (const part of parts) if (part.topics.has(topic)) sum = plus(sum, computeRest(part));
      return sum;
    },
    of(id, key) {
      const part = byMessage.get(id);
      return part?.topics.has(toTopic(key)) === true ? computeRest(part) : NOTHING;
    },
    use(id, amounts) {
      const part = byMessage.get(id);
      if (part !== undefined) part.used = plus(part.used, amounts);
    },
  };
}

function computeRest({ amounts, used }: Part): Amounts {
  return atLeastZero(minus(amounts, used));
}
