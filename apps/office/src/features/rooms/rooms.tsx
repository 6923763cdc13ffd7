/**
 * Rooms. Its question: what did they say to each other, and what of it have I not read? The eye meets the line above the
 * first unread post, and the newest words below it. The address says which room is open.
 */
"use client";
import { toWords } from "../../lib/api";
import { findProblem } from "../../lib/problem";
import { useMedia, WIDE } from "../../lib/use-media";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { Link } from "../../ui/link";
import { Empty, Region, Trouble } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { useRooms } from "./queries";
import { RoomView } from "./room";
import { RoomList } from "./room-list";

export function Rooms() {
  const rooms = useRooms();
  const [chosen] = useParam("room");
  const isWide = useMedia(WIDE);
  const all = rooms.data ?? [];
  const id = chosen === "" && isWide ? (all[0]?.id ?? "") : chosen;
  const open = all.find((room) => room.id === id);
  const problem = findProblem([rooms]);
  if (problem !== undefined) return <Trouble text={toWords(problem.error)} retry={problem.retry} />;
  if (rooms.data === undefined) return <p className="sr-only">{words.common.reading}</p>;
  if (all.length === 0) return <NoRooms />;
  return (
    <div className="grid min-h-0 flex-1 lg:grid-cols-[264px_minmax(0,1fr)]">
      {(isWide || id === "") && (
        <Region name={words.rooms.regions.list}>
          <RoomList rooms={all} current={id} />
        </Region>
      )}
      {id !== "" && (
        <Region key={id} name={words.rooms.regions.room}>
          {open === undefined ? <Gone id={id} /> : <RoomView room={open} rooms={all} />}
        </Region>
      )}
    </div>
  );
}

function NoRooms() {
  return (
    <div className="px-4 md:px-8">
      <h1 className="sr-only">{words.rooms.title}</h1>
      <Empty title={words.rooms.none.title} text={words.rooms.none.text}>
        <Link href="/teams" className={buttonClass("go")}>
          {words.rooms.none.add}
        </Link>
        <Terminal commands={["tinyagi team add dev --agents lead,coder --leader lead"]} />
      </Empty>
    </div>
  );
}

function Gone({ id }: { id: string }) {
  return (
    <div className="px-4 md:px-8">
      <Empty title={words.rooms.gone.title(id)} text={words.rooms.gone.text} />
    </div>
  );
}
