/** The list that completes what is being typed in a message. */
"use client";
import { type KeyboardEvent, type RefObject, useState } from "react";
import { words } from "../../locale/words";
import { Face } from "../../ui/face";
import { type Mark, type Named, type Offers, offered, typingAt } from "./completion";

export interface Completion {
  mark: Mark;
  found: readonly Named[];
  selected: number;
  /** Offers nothing more for this text, until it changes. */
  close: (text: string) => void;
  /** @returns whether the key was for the list */
  onKey: (event: KeyboardEvent, pick: (id: string) => void) => boolean;
}

interface Completing {
  text: string;
  field: RefObject<HTMLTextAreaElement | null>;
  offers: Offers;
}

export function useCompletion({ text, field, offers }: Completing): Completion {
  const [selected, setSelected] = useState(0);
  const [closedFor, setClosedFor] = useState<string>();
  const typing = typingAt(text, field.current?.selectionStart ?? text.length);
  const found = typing === undefined || closedFor === text ? [] : offered(offers, typing);
  return {
    mark: typing?.mark ?? "@",
    found,
    selected: Math.min(selected, Math.max(0, found.length - 1)),
    close: setClosedFor,
    onKey(event, pick) {
      if (found.length === 0) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined) setSelected((at) => (at + step + found.length) % found.length);
      else if (event.key === "Escape") setClosedFor(text);
      else if (event.key === "Tab" || event.key === "Enter") {
        pick(found[Math.min(selected, found.length - 1)]?.id ?? "");
        setSelected(0);
      } else return false;
      event.preventDefault();
      return true;
    },
  };
}

export function CompletionList(props: { id: string; list: Completion; onPick: (id: string) => void }) {
  const { mark, found, selected } = props.list;
  const { names, rooms, commands } = words.chat.composer;
  return (
    <div
      id={props.id}
      role="listbox"
      tabIndex={-1}
      aria-label={{ "@": names, "#": rooms, "/": commands }[mark]}
      className={`mb-1.5 max-h-[min(320px,40vh)] overflow-auto rounded-m bg-n-0 p-1.5 shadow-float ${mark === "/" ? "max-w-[460px]" : "max-w-[340px]"}`}
    >
      {found.map(({ id, name }, i) => (
        <div
          key={id}
          ref={i === selected ? (row) => row?.scrollIntoView({ block: "nearest" }) : undefined}
          role="option"
          tabIndex={-1}
          aria-selected={i === selected}
          className="flex h-10 cursor-pointer items-center gap-2.5 rounded-xs px-2 text-13 aria-selected:bg-accent aria-selected:text-accent-ink max-md:h-11"
          onPointerDown={(event) => {
            event.preventDefault();
            props.onPick(id);
          }}
        >
          {mark === "@" && <Face id={id} />}
          <b className="font-semibold">{mark === "@" ? id : `${mark}${id}`}</b>
          <span className="truncate text-12">{name}</span>
        </div>
      ))}
    </div>
  );
}
