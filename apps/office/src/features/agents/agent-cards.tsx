/** The agents as cards: the face first, then the state, the work, who runs it and what it cost today. */
"use client";
import { useRef } from "react";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { MoneyChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { useRowKeys } from "../../ui/row-keys";
import type { Member } from "./agent-state";
import { ProgramMark } from "./open-programs";

interface Props {
  members: readonly Member[];
  current: string;
  onCurrent: (id: string) => void;
}

export function AgentCards({ members, current, onCurrent }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const at = members.findIndex(({ id }) => id === current);
  useRowKeys({
    state() {
      const columns = getColumns(list.current);
      return { count: members.length, current: at, columns, page: columns * 3 };
    },
    run(act) {
      if (act.act === "select") return;
      const to = act.act === "move" ? act.to : act.at;
      onCurrent(members[to]?.id ?? "");
      const card = list.current?.children[to]?.querySelector("button");
      card?.scrollIntoView({ block: "nearest" });
      if (list.current?.contains(document.activeElement) === true) card?.focus({ preventScroll: true });
    },
  });
  return (
    <div className="min-h-0 min-w-0 flex-1 overflow-auto px-4 py-4 md:px-8">
      <ul
        ref={list}
        aria-label={words.agents.title}
        className="-m-0.5 grid grid-cols-[repeat(auto-fill,minmax(256px,1fr))] gap-2"
      >
        {members.map((member, i) => (
          // Cards that are not on the screen are not drawn: there may be hundreds.
          <li
            key={member.id}
            className="min-w-0 [contain-intrinsic-size:auto_148px] [content-visibility:auto] p-0.5"
          >
            <Card
              member={member}
              isCurrent={i === at}
              isStop={i === Math.max(0, at)}
              onOpen={() => onCurrent(i === at ? "" : member.id)}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** @param isStop the one card of the list that the Tab key reaches */
function Card(props: { member: Member; isCurrent: boolean; isStop: boolean; onOpen: () => void }) {
  const { id, name, state, word, line, team, config, provider, spent } = props.member;
  return (
    <button
      type="button"
      tabIndex={props.isStop ? 0 : -1}
      aria-pressed={props.isCurrent}
      onClick={props.onOpen}
      className="flex h-36 w-full min-w-0 flex-col rounded-m border border-n-4 bg-n-0 p-3 text-left hover:border-n-6 aria-pressed:border-n-10 aria-pressed:bg-accent-soft"
    >
      <span className="flex w-full min-w-0 items-center gap-3">
        <Face id={id} size={56} state={state} />
        <span className="min-w-0 grow">
          <b className="block truncate text-14 font-semibold text-n-10">{oneLine(name, 60)}</b>
          <span className="block truncate text-12 text-n-7">
            {team === undefined ? `@${id}` : oneLine(team, 40)}
          </span>
          <span className="flex items-baseline gap-2">
            <StateMark state={state} word={word} />
            {props.member.programs && <ProgramMark of={props.member.programs} />}
          </span>
        </span>
      </span>
      <span className={`mt-2 line-clamp-2 text-12 ${state === "failed" ? "text-n-10" : "text-n-7"}`}>
        {line || oneLine(config.role ?? "", 160)}
      </span>
      <span className="mt-auto flex w-full min-w-0 items-baseline gap-3">
        <span className="min-w-0 grow truncate text-11 text-n-7">{provider}</span>
        {spent !== undefined && (
          <span title={words.agents.heads.today}>
            <MoneyChip of={spent} />
          </span>
        )}
      </span>
    </button>
  );
}

function getColumns(list: Element | null): number {
  return list === null ? 1 : Math.max(1, getComputedStyle(list).gridTemplateColumns.split(" ").length);
}
