/** Who is in the room, and what they do now. */
"use client";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { AgentChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { type State, StateMark } from "../../ui/glyph";
import { HoverCard } from "../../ui/hover-card";
import { Link } from "../../ui/link";
import { Terminal } from "../../ui/terminal";
import { useHome } from "../home/use-home";
import type { Room } from "./posts";

const GROUPS: readonly (readonly ["working" | "needSomeone" | "away", readonly State[]])[] = [
  ["working", ["running"]],
  ["needSomeone", ["waiting", "failed", "held"]],
  ["away", ["idle", "asleep", "done"]],
];

export function Members({ room }: { room: Room }) {
  const home = useHome();
  const members = home.agents.filter(({ id }) => room.agents.includes(id));
  return (
    <>
      <h3 className="flex h-14 items-center gap-2 text-13 font-semibold text-n-10 md:h-[72px]">
        {words.rooms.members.title}{" "}
        <span className="font-mono text-12 font-medium text-n-7">{room.agents.length}</span>
      </h3>
      {GROUPS.map(([group, states]) => {
        const name = words.rooms.members[group];
        const own = members.filter(({ state }) => states.includes(state));
        if (own.length === 0) return null;
        return (
          <section key={group} aria-label={name} className="mb-3.5">
            <h4 className="mb-1 text-12 text-n-7">{words.rooms.members.group(name, own.length)}</h4>
            <ul>
              {own.map(({ id, name: called, state, word, line }) => (
                <li key={id}>
                  <HoverCard
                    card={() => (
                      <>
                        <AgentChip id={id} name={called} state={state} />
                        <p className="mt-1 text-12 text-n-7">
                          @{id} · {word}
                        </p>
                        {line !== "" && <p className="mt-1 line-clamp-3 text-12">{line}</p>}
                      </>
                    )}
                  >
                    <Link
                      href={`/agents?agent=${encodeURIComponent(id)}`}
                      className="grid min-h-11 grid-cols-[24px_minmax(0,1fr)_auto] items-center gap-2.5 rounded-s text-13 hover:bg-n-2"
                    >
                      <Face id={id} state={state} />
                      <span className="min-w-0">
                        <b className="block truncate font-medium text-n-10">{oneLine(called, 40)}</b>
                        {line !== "" && <span className="block truncate text-12 text-n-7">{line}</span>}
                      </span>
                      <StateMark state={state} word={word} dense />
                    </Link>
                  </HoverCard>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      <Terminal
        commands={[
          `tinyagi chatroom ${room.id} --post '…'`,
          `tinyagi chatroom ${room.id} --follow`,
          `tinyagi chatroom ${room.id} --read`,
        ]}
      />
    </>
  );
}
