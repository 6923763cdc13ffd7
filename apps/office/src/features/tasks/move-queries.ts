/** Moves cards on the board, on one with lanes also into another lane. What the daemon refuses is put back and said. */
"use client";
import { type QueryClient, type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";
import type { Board, Card, Move } from "./board-state";
import type { LaneKind } from "./lanes";
import { moved, toFields } from "./move";
import { CARDS, refresh } from "./queries";

/** Undo puts the card back, and stops the agent when the move had started one. */
export function useMoveCard(by: LaneKind | undefined): UseMutationResult<void, Error, Move> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (move: Move) => {
      const ids = findColumn(shown(queries), move);
      const fields = toFields(move.lane, by);
      const change = move.lane === undefined ? {} : { change: { id: move.id, ...fields } };
      await api().call("reorderTasks", { body: { columns: { [move.to]: ids }, ...change } });
    },
    onMutate: async (move) => {
      await queries.cancelQueries({ queryKey: CARDS });
      const from = resolvePlace(shown(queries), move.id);
      queries.setQueriesData<Board>({ queryKey: CARDS }, (board) => board && moved(board, move, by));
      return from;
    },
    onSuccess: (_answer, move, from) => {
      if (from === undefined || (from.move.to === move.to && move.lane === undefined)) return;
      const title = oneLine(from.card.title, 60);
      const text =
        move.lane === undefined
          ? words.tasks.movedTo(title, words.tasks.columns[move.to])
          : words.tasks.changedLane[by ?? "assignee"](title);
      showToast(text, undefined, () => takeBack(queries, from));
    },
    onSettled: () => refresh(queries),
  });
}

interface Place {
  /** Brings the card back to its column and place. */
  move: Move;
  /** The card as it was. */
  card: Card;
}

function shown(queries: QueryClient): Board | undefined {
  return queries.getQueriesData<Board>({ queryKey: CARDS, type: "active" })[0]?.[1];
}

/** @returns the cards of the column that the card is in, in their order */
function findColumn(board: Board | undefined, { id, to }: Move): string[] {
  const column = board?.columns.find(({ status }) => status === to);
  const ids = column?.cards.map((card) => card.id) ?? [];
  return ids.includes(id) ? ids : [id];
}

function resolvePlace(board: Board | undefined, id: string): Place | undefined {
  for (const { status, cards } of board?.columns ?? []) {
    const at = cards.findIndex((card) => card.id === id);
    const card = cards[at];
    if (card !== undefined) return { move: { id, to: status, before: cards[at + 1]?.id }, card };
  }
  return undefined;
}

/** Stops what a change began. @param before - the task before that change */
export async function stopBegun(before: Pick<Card, "id" | "conversationId">): Promise<void> {
  const { work, conversationId } = await api().call("getTask", { params: { id: before.id } });
  // Another conversation than before is one that the change began.
  if (work !== null && conversationId !== null && conversationId !== before.conversationId)
    await api().call("cancelConversation", { params: { id: conversationId } });
}

async function takeBack(queries: QueryClient, { move, card }: Place): Promise<void> {
  try {
    await stopBegun(card);
    const board = shown(queries);
    const ids = findColumn(board && moved(board, move), move);
    const change = { id: move.id, assignee: card.assignee, projectId: card.projectId ?? "" };
    await api().call("reorderTasks", { body: { columns: { [move.to]: ids }, change } });
  } finally {
    refresh(queries);
  }
}
