/** Where an agent goes: every team, the lead of its own, or none. By keyboard, by touch, and as a command. */
"use client";
import { type KeyboardEvent, useRef, useState } from "react";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Link } from "../../ui/link";
import { Terminal } from "../../ui/terminal";

/** More places than a reader takes in at a glance: a field finds them. */
const MANY = 8;

export interface MoveChoice {
  value: string;
  name: string;
  /** The same move in a terminal. Undefined for where the agent is. */
  command: string | undefined;
}

interface Props {
  name: string;
  /** The page of who is moved, where the card itself does not lead there. */
  href?: string | undefined;
  choices: readonly MoveChoice[];
  onMove: (choice: string) => void;
  onClose: () => void;
}

export function MoveDialog({ name, href, choices, onMove, onClose }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const shown = choices.filter((choice) => choice.name.toLowerCase().includes(wanted));
  const isLong = choices.length > MANY;
  const first = shown.findIndex(({ command }) => command !== undefined);
  /** Arrows go from place to place; from the field they enter the list. */
  function onKey(event: KeyboardEvent): void {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>("button:enabled") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    event.preventDefault();
    buttons[at === -1 ? 0 : Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus();
  }
  function choose(value: string): void {
    onClose();
    onMove(value);
  }
  return (
    <Dialog label={words.teams.move(name)} place="sheet" onClose={onClose}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its buttons act; this only moves the focus among them. */}
      <div
        className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6 text-13"
        onKeyDown={onKey}
      >
        <h2 className="text-20 font-bold tracking-tight break-words text-n-10">{words.teams.move(name)}</h2>
        {href !== undefined && (
          <Link href={href} data-autofocus="" className={`${buttonClass("plain")} justify-self-start`}>
            {words.teams.openAgent}
          </Link>
        )}
        {isLong && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              const only = shown[first];
              if (wanted !== "" && only !== undefined) choose(only.value);
            }}
          >
            <input
              data-autofocus={href === undefined ? "" : undefined}
              type="search"
              value={text}
              autoComplete="off"
              aria-label={words.teams.findPlace}
              placeholder={words.teams.findPlace}
              onChange={({ target }) => setText(target.value)}
              className="w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-2 text-14 placeholder:text-n-7 max-md:text-16"
            />
          </form>
        )}
        <ul ref={list} className="grid max-h-76 gap-1 overflow-auto p-1">
          {shown.map(({ value, name: place, command }, i) => (
            <li key={value} className="min-w-0">
              <button
                type="button"
                disabled={command === undefined}
                data-autofocus={!isLong && href === undefined && i === first ? "" : undefined}
                onClick={() => choose(value)}
                className="flex min-h-9 w-full min-w-0 items-center gap-3 rounded-s px-2 text-left text-n-10 enabled:hover:bg-n-2 max-md:min-h-11"
              >
                <span className="min-w-0 grow truncate">{oneLine(place, 60)}</span>
                {command === undefined && <span className="text-12 text-n-7">{words.teams.isHere}</span>}
              </button>
            </li>
          ))}
        </ul>
        {shown.length === 0 && <p className="text-n-7">{words.teams.noPlace}</p>}
        <Terminal commands={shown.flatMap(({ command }) => command ?? []).slice(0, MANY)} />
        <div className="flex justify-end">
          <Button onClick={onClose}>{words.common.cancel}</Button>
        </div>
      </div>
    </Dialog>
  );
}
