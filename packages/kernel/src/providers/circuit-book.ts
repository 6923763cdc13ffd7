/** What the files of the circuit breakers share: all circuits, and what live runs use. */
import type { Timer } from "@tinyagi/base";
import { type Circuit, CLOSED } from "./circuit.js";
import { type CircuitPart, keyOfPart, type ProviderUse } from "./circuit-part.js";
import type { CircuitsOptions } from "./circuits-contract.js";

/** All maps of parts are by {@link keyOfPart}. */
export interface CircuitBook extends CircuitsOptions {
  readonly circuits: Map<string, Circuit>;
  readonly parts: Map<string, CircuitPart>;
  /** Live runs. */
  readonly runs: Map<string, ProviderUse>;
  /** When each model answered last. */
  readonly answers: Map<string, number>;
  /** What a cheap look precedes before the next run. */
  readonly looks: Map<string, Timer>;
  /** What answered or was paused since the start: people know of its pauses from here. */
  readonly seen: Set<string>;
}

export function newBook(options: CircuitsOptions): CircuitBook {
  return {
    ...options,
    circuits: new Map(),
    parts: new Map(),
    runs: new Map(),
    answers: new Map(),
    looks: new Map(),
    seen: new Set(),
  };
}

export function circuitOf({ circuits }: CircuitBook, part: CircuitPart): Circuit {
  return circuits.get(keyOfPart(part)) ?? CLOSED;
}

export function isLooked({ looks }: CircuitBook, part: CircuitPart): boolean {
  return looks.has(keyOfPart(part));
}

/** All circuits that are not closed. */
export function openCircuits({ circuits, parts }: CircuitBook): { part: CircuitPart; circuit: Circuit }[] {
  return [...circuits].flatMap(([key, circuit]) => {
    const part = parts.get(key);
    return part === undefined ? [] : [{ part, circuit }];
  });
}

/** Providers that are paused or waited for. */
export function knownProviders(book: CircuitBook): string[] {
  const paused = openCircuits(book).map(({ part }) => part.provider);
  return [...new Set([...paused, ...book.store.messages.awaitedProviders()])];
}

/** Inside a write: what waits for a provider is due now. @returns the number of messages */
export function dueNow({ onResumed }: CircuitBook, provider: string): number {
  return onResumed?.(provider) ?? 0;
}
