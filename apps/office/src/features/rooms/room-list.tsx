/** The rooms in the order of the settings, so that none moves while it is read. */
"use client";
import { oneLine } from "../../lib/format/text";
import { useAgents } from "../../lib/queries";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { authorName, type Room } from "./posts";

export function RoomList({ rooms, current }: { rooms: readonly Room[]; current: string }) {
  return (
    <nav aria-label={words.rooms.title} className="min-h-0 overflow-auto px-3 pb-4">
      <div className="flex h-14 items-center px-2 md:h-[72px]">
        <h1 className="grow text-20 font-bold tracking-tight text-n-10">{words.rooms.title}</h1>
        <Link
          href="/teams"
          aria-label={words.rooms.newRoom}
          title={words.rooms.newRoom}
          className={`${buttonClass("plain", "m")} w-8 px-0 max-md:w-11`}
        >
          <Icon name="plus" />
        </Link>
      </div>
      <ul>
        {rooms.map((room) => (
          <li key={room.id}>
            <RoomLink room={room} isCurrent={room.id === current} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function RoomLink({ room, isCurrent }: { room: Room; isCurrent: boolean }) {
  const { id, lastPost, unread } = room;
  const names = useAgents().data ?? {};
  const isNew = unread > 0;
  return (
    <Link
      href={`/rooms?room=${encodeURIComponent(id)}`}
      aria-current={isCurrent ? "true" : undefined}
      className="grid min-h-14 grid-cols-[minmax(0,1fr)_auto] content-center gap-x-2 rounded-s px-2.5 py-2 text-13 hover:bg-n-2 aria-[current]:bg-n-3"
    >
      <b className={`truncate text-n-10 ${isNew ? "font-bold" : "font-medium"}`}>
        <span className="font-normal text-n-7">#</span>
        {id}
      </b>
      {lastPost !== null && <TimeChip at={lastPost.createdAt} />}
      <span className={`col-start-1 truncate text-12 ${isNew ? "text-n-9" : "text-n-7"}`}>
        {lastPost === null
          ? words.rooms.nothing.title
          : words.rooms.says(
              oneLine(authorName(lastPost.fromAgent, names), 30),
              oneLine(lastPost.preview, 80),
            )}
      </span>
      {isNew && (
        <b className="justify-self-end rounded-[3px] bg-n-10 px-1.5 font-mono text-11 font-semibold text-n-0">
          {unread >= 1_000 ? "999+" : unread}
          <span className="sr-only"> {words.rooms.unreadMark(unread)}</span>
        </b>
      )}
    </Link>
  );
}
