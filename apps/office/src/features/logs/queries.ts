/** The log: pages of the journal, the end of the daemon's log, and what comes while the page is open. */
"use client";
import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { RouteOutput } from "@tinyagi/contracts";
import { useEffect, useMemo, useRef, useState } from "react";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { getNextPage, type NextPage } from "../../lib/next-page";
import { useEvents } from "../../lib/stream/use-stream";
import { DAEMON, type Entry, entryOfEvent, entryOfLine, merge, type StoredEvent } from "./entries";

type Page = RouteOutput<"listEvents">;

const PAGE = 300;
const LINES = 1_000;
/** Entries kept of those that came while the page was open; older ones are read from the daemon again. */
const LIVE_MAX = 2_000;
/** Events come in bursts: one rendering for all of them. */
const BATCH_MS = 150;

export interface LogPages {
  entries: readonly Entry[] | undefined;
  error: Error | null;
  retry: () => void;
  next: NextPage;
  hasMore: boolean;
}

/** @param types names of events or their first parts; empty: all events and the daemon's own log */
export function useLog({ types, agent }: { types: string; agent: string }): LogPages {
  const pages = useInfiniteQuery<Page, Error, InfiniteData<Page>, readonly string[], number | undefined>({
    queryKey: [...KEYS.events, types, agent],
    initialPageParam: undefined,
    queryFn: ({ pageParam, signal }) => readPage({ types, agent, before: pageParam }, signal),
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    enabled: types !== DAEMON,
  });
  const withLines = types === "" || types === DAEMON;
  const lines = useQuery({
    queryKey: KEYS.logs,
    queryFn: async ({ signal }) => (await api().call("logs", { query: { limit: LINES }, signal })).lines,
    enabled: withLines,
  });
  const live = useLive(types);
  const { data, hasNextPage, error } = pages;
  const entries = useMemo(() => {
    if (types === DAEMON ? lines.data === undefined : data === undefined) return undefined;
    const stored =
      types === DAEMON ? [] : (data?.pages ?? []).flatMap(({ events }) => events.map(entryOfEvent));
    const written = withLines ? (lines.data ?? []).flatMap((line) => entryOfLine(line) ?? []) : [];
    return merge([...stored, ...live.events], [...written, ...(withLines ? live.lines : [])], hasNextPage);
  }, [types, withLines, data, lines.data, live, hasNextPage]);
  return {
    entries,
    error: error ?? (withLines ? lines.error : null),
    retry: () => void (pages.error ? pages.refetch() : lines.refetch()),
    next: getNextPage(pages),
    hasMore: hasNextPage && types !== DAEMON,
  };
}

function readPage(
  { types, agent, before }: { types: string; agent: string; before: number | undefined },
  signal: AbortSignal,
): Promise<Page> {
  const query = {
    limit: PAGE,
    ...(types === "" ? {} : { types }),
    ...(agent === "" ? {} : { agent }),
    ...(before === undefined ? {} : { before }),
  };
  return api().call("listEvents", { query, signal });
}

interface Live {
  events: readonly Entry[];
  lines: readonly Entry[];
}

/** What came since the page was opened, bounded; in batches. */
function useLive(types: string): Live {
  const queries = useQueryClient();
  const [live, setLive] = useState<Live>({ events: [], lines: [] });
  const fresh = useRef<{ events: Entry[]; lines: Entry[] }>({ events: [], lines: [] });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEvents((event) => {
    if (event.type === "log.written") {
      // More came than was sent: the daemon has them all.
      if (event.data.missed > 0) void queries.invalidateQueries({ queryKey: KEYS.logs });
      const entry = entryOfLine(event.data.line);
      if (entry !== undefined) fresh.current.lines.push(entry);
    } else if (event.seq !== undefined && isWanted(event.type, types))
      fresh.current.events.push(entryOfEvent({ ...event, seq: event.seq } as StoredEvent));
    else return;
    timer.current ??= setTimeout(() => {
      const { events, lines } = fresh.current;
      fresh.current = { events: [], lines: [] };
      timer.current = undefined;
      // The oldest would be lost between the pages and what came since: the pages are read again.
      if (live.events.length + events.length > LIVE_MAX)
        void queries.invalidateQueries({ queryKey: KEYS.events });
      setLive((old) => ({
        events: [...old.events, ...events].slice(-LIVE_MAX),
        lines: [...old.lines, ...lines].slice(-LIVE_MAX),
      }));
    }, BATCH_MS);
  });
  return live;
}

function isWanted(type: string, types: string): boolean {
  const names = types.split(",");
  return types === "" || names.includes(type) || names.includes(type.split(".", 1)[0] ?? "");
}
