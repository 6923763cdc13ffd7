/**
 * What the operator has read in the chat rooms. There is one mark for each room, kept here and not in a browser, so that
 * desk, phone and terminal agree. A mark never moves backwards.
 */

import type { Clock } from "@tinyagi/base";
import { cutText } from "@tinyagi/base";
import { AppError, type RoomView, type Settings } from "@tinyagi/contracts";
import type { Journal } from "../journal/journal.js";
import type { Store } from "../store/store.js";

/** Unread posts are counted up to this number. */
export const UNREAD_MAX = 1_000;
const PREVIEW_CHARS = 200;

export interface Rooms {
  /** One room for each team, in the order of the settings. */
  list(): RoomView[];
  /** Marks all posts up to `postId` as read. @throws AppError `NOT_FOUND` */
  markRead(teamId: string, postId: number): Promise<RoomView>;
}

export interface RoomsOptions {
  store: Store;
  journal: Pick<Journal, "append">;
  clock: Pick<Clock, "now">;
  settings: { current(): Settings };
}

export function createRooms({ store, journal, clock, settings }: RoomsOptions): Rooms {
  function view(id: string): RoomView {
    const team = settings.current().teams[id];
    if (team === undefined) throw new AppError("NOT_FOUND", `team '${id}' not found`);
    const readId = store.rooms.readId(id);
    const last = store.rooms.newest(id);
    const first = store.rooms.firstAfter(id, readId);
    return {
      id,
      name: team.name,
      agents: [...team.agents],
      readId,
      unread: first === undefined ? 0 : store.rooms.countAfter(id, readId, UNREAD_MAX),
      firstUnread: first === undefined ? null : { id: first.id, createdAt: first.created_at },
      lastPost:
        last === undefined
          ? null
          : {
              id: last.id,
              fromAgent: last.from_agent,
              preview: cutText(last.message, PREVIEW_CHARS),
              createdAt: last.created_at,
            },
    };
  }
  return {
    list: () => Object.keys(settings.current().teams).map(view),
    async markRead(teamId, postId) {
      const { lastPost } = view(teamId);
      // A mark beyond the newest post would hide posts that nobody has seen.
      const readId = Math.min(postId, lastPost?.id ?? 0);
      await store.write(() => {
        if (store.rooms.markRead(teamId, readId, clock.now()))
          journal.append("room.read", { team: teamId, roomMessageId: readId });
      });
      return view(teamId);
    },
  };
}
