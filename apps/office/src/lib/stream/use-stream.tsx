/** Connects the stream with the page: live runs in a store of their own, old answers read again in batches. */
"use client";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { applyEvent, type LiveRuns, NO_RUNS } from "@tinyagi/client";
import type { JournalEvent } from "@tinyagi/contracts";
import { useEffect, useRef } from "react";
import { create } from "zustand";
import { getOldestCached } from "../offline";
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

interface Shown {
  runs: LiveRuns;
  ended: LiveRuns;
  connection: Connection;
}

const START: Shown = { runs: NO_RUNS, ended: NO_RUNS, connection: "connecting" };
/** What pages show. */
const useShown = create<Shown>(() => START);
/** What the events say, ahead of what pages show for a moment. */
let newest: Shown = START;
let drawing: ReturnType<typeof setTimeout> | undefined;
let lastEventAt = 0;

function show(change: Partial<Shown> = {}): void {
  clearTimeout(drawing);
  drawing = undefined;
  newest = { ...newest, ...change };
  useShown.setState(newest, true);
}

export const useLiveRuns = (): LiveRuns => useShown(({ runs }) => runs);

/** Runs that ended just now: what they wrote, until their answers are read. */
export const useEndedRuns = (): LiveRuns => useShown(({ ended }) => ended);

export const useConnection = (): Connection => useShown(({ connection }) => connection);

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
          const before = newest.runs;
          const after = applyEvent(before, event);
          const ended = endedAfter(newest.ended, event, { before, after });
          newest = { ...newest, runs: after, ended };
          batch(staleKeys(event));
          for (const listener of eventListeners) listener(event);
          if (after !== useShown.getState().runs) drawing ??= setTimeout(show, DRAW_MS);
        },
        onConnection(next, isComplete) {
          const { connection } = newest;
          const isFirst = connection === "connecting";
          // Requests failed while the stream was lost, and a page without the daemon shows what was kept.
          const isWhole = isFirst && isComplete && getOldestCached() === undefined;
          if (next === "live" && connection !== "live" && !isWhole) readAgain(queries, []);
          show({ connection: next });
        },
        onGap() {
          show({ runs: NO_RUNS });
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
      show(START);
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
