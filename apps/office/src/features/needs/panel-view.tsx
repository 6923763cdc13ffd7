/** Everything that needs you, over any page: answered by mouse, keys or thumb, without leaving what you were doing. */
"use client";
import { useEffect, useMemo, useRef } from "react";
import { useNow } from "../../lib/clock";
import { moment } from "../../lib/figures";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Button, Key } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { CanWait } from "./can-wait";
import { HeldDecisions } from "./held-decisions";
import { NeedCard } from "./need-card";
import { noteGivenFocus, pressNeedKey } from "./need-keys";
import { type Item, titleOf } from "./needs";
import { snoozeForAnHour, wake } from "./snooze";
import { useSnoozes } from "./snoozes";
import { useKeptFocus } from "./use-kept-focus";
import { useNeedCount, useNeedItems } from "./use-needs";

/** @param props.at - the key of the card that has the focus first; empty: the first one */
export function NeedsPanel({ at, onClose }: { at: string; onClose: () => void }) {
  const { open, snoozed } = useNeedItems();
  const count = useNeedCount();
  const nameOf = useNameLookup();
  const box = useRef<HTMLDivElement>(null);
  const keys = useMemo(() => open.map(({ key }) => key), [open]);
  useKeptFocus(box, keys);
  // The key that opened it may be pressed twice.
  useEffect(noteGivenFocus, []);
  const first = keys.includes(at) ? at : keys[0];
  return (
    <Dialog label={words.needs.title} place="left" isKept onClose={onClose}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of its cards. */}
      <div
        ref={box}
        // Has the focus when no card is left.
        tabIndex={-1}
        className="flex h-full flex-col outline-none max-md:max-h-[88dvh]"
        onKeyDown={(event) => pressNeedKey(event, (key) => snoozeForAnHour(open, key))}
      >
        <header className="flex flex-none items-center gap-3 py-3 pr-2 pl-4 md:pl-5">
          <h2 className="grow text-20 font-bold tracking-[-0.02em] text-n-10" aria-live="polite">
            {count === undefined ? words.common.reading : words.needs.holdUp(count)}
          </h2>
          <Button
            kind="bare"
            size="icon"
            aria-label={words.common.close}
            title={words.common.closeKey}
            onClick={onClose}
          >
            <Icon name="close" />
          </Button>
        </header>
        <div className="min-h-0 flex-1 overflow-auto border-t border-n-3 pb-[env(safe-area-inset-bottom)]">
          {count === 0 && <p className="px-4 py-3 text-13 text-n-7 md:px-5">{words.home.noNeeds.text}</p>}
          <ul>
            {open.map((item) => (
              <NeedCard
                key={item.key}
                need={item}
                name={item.kind === "provider" ? undefined : nameOf(item.agent)}
                look="panel"
                isFirst={item.key === first}
              />
            ))}
          </ul>
          <HeldDecisions />
          <Snoozed items={snoozed} />
          <CanWait />
        </div>
        <Keys />
      </div>
    </Dialog>
  );
}

/** What was put off, and when it comes back. */
function Snoozed({ items }: { items: readonly Item[] }) {
  const until = useSnoozes();
  const now = useNow();
  const nameOf = useNameLookup();
  if (items.length === 0) return null;
  const { later } = words.needs;
  return (
    <section aria-label={later.list} className="border-t border-n-4">
      <h3 className="px-4 pt-3 text-12 font-semibold text-n-7 md:px-5">
        {later.list} <span className="font-mono font-normal">{items.length}</span>
      </h3>
      <p className="px-4 text-12 text-n-7 md:px-5">{later.where}</p>
      <ul>
        {items.map((item) => (
          <li key={item.key} className="flex min-h-11 items-center gap-2 px-4 text-13 md:px-5">
            <span className="min-w-0 grow truncate text-n-9">{titleOf(item, nameOf)}</span>
            <span className="flex-none text-12 text-n-7">{moment(until[item.key]?.[0] ?? now)}</span>
            <Button size="s" kind="bare" onClick={() => wake(item)}>
              {later.back}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What happens after a decision, and the keys. */
function Keys() {
  const { keys } = words.needs;
  const rows: readonly [readonly string[], string][] = [
    [["J", "K"], keys.move],
    [["1", "2", "3"], keys.answer],
    [["S"], keys.snooze],
    [["U"], keys.undo],
    [["Esc"], words.common.close],
  ];
  return (
    <footer className="flex-none border-t border-n-3 px-4 py-2.5 text-12 text-n-7 md:px-5">
      <p>{words.needs.held.rule}</p>
      <p className="mt-1.5 flex flex-wrap gap-x-3 gap-y-1 max-md:hidden">
        {rows.map(([pressed, does]) => (
          <span key={does} className="whitespace-nowrap">
            {pressed.map((key) => (
              <span key={key}>
                <Key>{key}</Key>{" "}
              </span>
            ))}
            {does}
          </span>
        ))}
      </p>
    </footer>
  );
}
