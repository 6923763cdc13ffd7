/** Reading and writing in rooms. Events make only the newest page of a room old. */
"use client";
import {
  type InfiniteData,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { isAppError, type RouteInput } from "@tinyagi/contracts";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { getNextPage, mayReadMore, type NextPage } from "../../lib/next-page";
import { forgetId, idFor } from "../chat/sent-ids";
import { hasGap, mergePosts, type Post, type Room } from "./posts";

const PAGE = 100;
/** For a post that is far back. The most that the daemon gives at once. */
const FAR_PAGE = 1_000;

export function useRooms(): UseQueryResult<Room[]> {
  return useQuery({ queryKey: KEYS.rooms, queryFn: ({ signal }) => api().call("listRooms", { signal }) });
}

export interface RoomPosts {
  /** Oldest first. */
  posts: readonly Post[] | undefined;
  error: Error | null;
  retry: () => void;
  hasOlder: boolean;
  /** The page before. */
  next: NextPage;
  /** Reads the page before, as `next.more` does. `far`: a large one. */
  older: (how?: "far") => void;
}

export function useRoomPosts(team: string): RoomPosts {
  const size = useRef(PAGE);
  const read = (before: number | undefined, signal: AbortSignal): Promise<Post[]> =>
    api().call("chatroom", {
      params: { id: team },
      query: {
        limit: before === undefined ? PAGE : size.current,
        ...(before === undefined ? {} : { before_id: before }),
      },
      signal,
    });
  const newest = useQuery({
    queryKey: [...KEYS.room, team],
    queryFn: ({ signal }) => read(undefined, signal),
  });
  const pages = useInfiniteQuery<Post[], Error, InfiniteData<Post[]>, string[], number | undefined>({
    queryKey: ["room-pages", team],
    initialPageParam: undefined,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.id),
  });
  const { data, refetch, hasNextPage, fetchNextPage } = pages;
  const mayRead = mayReadMore(pages);
  const isOld = newest.data !== undefined && data !== undefined && hasGap(data.pages, newest.data, PAGE);
  useEffect(() => {
    if (isOld) void refetch();
  }, [isOld, refetch]);
  return {
    posts: useMemo(
      () => (data === undefined ? undefined : mergePosts(data.pages, newest.data ?? [])),
      [data, newest.data],
    ),
    error: pages.error ?? pages.failureReason,
    retry: () => void refetch(),
    hasOlder: hasNextPage,
    next: getNextPage(pages),
    older: useCallback(
      (how?: "far") => {
        if (!mayRead) return;
        size.current = how === "far" ? FAR_PAGE : PAGE;
        void fetchNextPage();
      },
      [mayRead, fetchNextPage],
    ),
  };
}

/** @param draft the field in which posts are written */
export function usePost(team: string, draft: string): (text: string) => Promise<void> {
  const queries = useQueryClient();
  return async (message) => {
    const messageId = idFor(draft, `#${team}\n${message}`);
    await postOnce(team, { message, messageId });
    forgetId(draft);
    void queries.invalidateQueries({ queryKey: [...KEYS.room, team] });
  };
}

/** A post that arrived although its answer was lost is not posted again. */
async function postOnce(team: string, body: RouteInput<"postChatroom">["body"]): Promise<void> {
  try {
    await api().call("postChatroom", { params: { id: team }, body });
  } catch (error) {
    if (!isAppError(error) || error.code !== "DUPLICATE_MESSAGE") throw error;
  }
}

/** Marks a room as read up to a post, for all browsers of this person. */
export function useMarkRead(team: string): UseMutationResult<unknown, Error, number> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (postId: number) => api().call("markRoomRead", { params: { id: team }, body: { postId } }),
    onMutate(postId) {
      queries.setQueryData<Room[]>(KEYS.rooms, (rooms) =>
        rooms?.map((room) =>
          room.id === team ? { ...room, readId: postId, unread: 0, firstUnread: null } : room,
        ),
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.rooms }),
  });
}
