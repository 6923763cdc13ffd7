/** Connects the stream with the page: live runs in a store of their own, old answers read again in batches. */
"use client";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { applyEvent, type LiveRuns, NO_RUNS } from "@tinyagi/client";
import type { JournalEvent } from "@tinyagi/contracts";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { keptSince } from "../offline";
import { endedAfter } from "./ended-runs";
import { type Connection, followStream } from "./leader";
import { forgetPosition, startPosition } from "./position";
import { readAgain } from "./read-again";
import { staleKeys } from "./stale";

/** Events come in bursts: one reading for all of them. */
const BATCH_MS = 120;
/** While events do not end, pages read at most so often: what agents do live comes from the events themselves. */
const NEXT_BATCH_MS = 500;
/** Pages are drawn for many events at once. A person reads no faster. */
const DRAW_MS = 50;

/** What pages show; `newest` is ahead of it for a moment. */
let runs: LiveRuns = NO_RUNS;
let newest: LiveRuns = NO_RUNS;
let ended: LiveRuns = NO_RUNS;
let drawing: ReturnType<typeof setTimeout> | undefined;
let connection: Connection = "connecting";
let lastEventAt = 0;
const listeners = new Set<() => void>();

function announce(): void {
  clearTimeout(drawing);
  drawing = undefined;
  runs = newest;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLiveRuns(): LiveRuns {
  return useSyncExternalStore(
    subscribe,
    () => runs,
    () => NO_RUNS,
  );
}

/** Runs that ended just now: what they wrote, until their answers are read. */
export function useEndedRuns(): LiveRuns {
  return useSyncExternalStore(
    subscribe,
    () => ended,
    () => NO_RUNS,
  );
}

const eventListeners = new Set<(event: JournalEvent) => void>();

/** Every event, once, as it comes. For what happens at a moment and leaves no trace in an answer. */
export function useEvents(onEvent: (event: JournalEvent) => void): void {
  const latest = useRef(onEvent);
  useEffect(() => {
    latest.current = onEvent;
  });
  useEffect(() => {
    const listener = (event: JournalEvent): void => latest.current(event);
    eventListeners.add(listener);
    return () => {
      eventListeners.delete(listener);
    };
  }, []);
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    subscribe,
    () => connection,
    () => "connecting",
  );
}

/** When the last event came, in milliseconds since the epoch; 0 for never. */
export function lastNews(): number {
  return lastEventAt;
}

/** Mounted once, by the shell. */
export function useStream(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    const batch = createBatch(queries);
    followStream(
      {
        onEvent(event) {
          lastEventAt = Date.now();
          const before = newest;
          newest = applyEvent(before, event);
          ended = endedAfter(ended, event, { before, after: newest });
          batch(staleKeys(event));
          for (const listener of eventListeners) listener(event);
          if (newest !== runs) drawing ??= setTimeout(announce, DRAW_MS);
        },
        onConnection(next, isComplete) {
          const isFirst = connection === "connecting";
          // Requests failed while the stream was lost, and a page without the daemon shows what was kept.
          const isWhole = isFirst && isComplete && keptSince() === undefined;
          if (next === "live" && connection !== "live" && !isWhole) readAgain(queries, []);
          connection = next;
          announce();
        },
        onGap() {
          newest = NO_RUNS;
          announce();
          readAgain(queries, []);
        },
      },
      startPosition(),
      stop.signal,
    );
    return () => {
      stop.abort();
      // Whoever logs in again begins anew.
      forgetPosition();
      newest = ended = NO_RUNS;
      connection = "connecting";
      announce();
    };
  }, [queries]);
}

function createBatch(queries: QueryClient): (keys: readonly (readonly string[])[]) => void {
  const waiting = new Map<string, readonly string[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = Number.NEGATIVE_INFINITY;
  return (keys) => {
    for (const key of keys) waiting.set(key.join("/"), key);
    if (waiting.size === 0 || timer !== undefined) return;
    const wait = Math.max(BATCH_MS, last + NEXT_BATCH_MS - performance.now());
    timer = setTimeout(() => {
      timer = undefined;
      last = performance.now();
      for (const queryKey of waiting.values()) readAgain(queries, queryKey);
      waiting.clear();
    }, wait);
  };
}
