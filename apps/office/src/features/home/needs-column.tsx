/** What needs you, beside the office: three compact cards, and a way to all of it. */
"use client";
import { useMemo, useRef } from "react";
import { toWords } from "../../lib/api";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Empty, Trouble } from "../../ui/region";
import { CanWait } from "../needs/can-wait";
import { NeedCard } from "../needs/need-card";
import { pressNeedKey } from "../needs/need-keys";
import { NotifyOffer } from "../needs/notify-offer";
import { openNeeds } from "../needs/panel";
import { snoozeForAnHour } from "../needs/snooze";
import { useFit } from "../needs/use-fit";
import { useKeptFocus } from "../needs/use-kept-focus";
import { useNeedCount, useNeedItems } from "../needs/use-needs";
import type { Home } from "./use-home";

export function NeedsColumn({ home: { facts, problems } }: { home: Home }) {
  const { agents } = facts;
  const problem = problems.needs;
  const count = useNeedCount();
  const { open, snoozed } = useNeedItems();
  const box = useRef<HTMLElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const keys = useMemo(() => open.map(({ key }) => key), [open]);
  const shown = useFit(box, list, keys);
  useKeptFocus(box, keys);
  const more = open.length - shown;
  return (
    <section
      ref={box}
      id="needs"
      aria-label={words.needs.title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard.
      tabIndex={0}
      onKeyDown={(event) => pressNeedKey(event, (key) => snoozeForAnHour(open, key))}
      className="overflow-auto border-n-4 -outline-offset-2 @max-4xl:border-t @4xl:max-h-[452px] @4xl:border-l"
    >
      {problem !== undefined && <Trouble text={toWords(problem.error)} retry={problem.retry} />}
      {count === 0 && problem === undefined && (
        <div className="px-5">
          <Empty title={words.home.noNeeds.title} text={words.home.noNeeds.text} />
        </div>
      )}
      {open.length > 0 && (
        <ul ref={list}>
          {open.slice(0, shown).map((item) => (
            <NeedCard
              key={item.key}
              need={item}
              name={item.kind === "provider" ? undefined : agents[item.agent]?.name}
              look="compact"
            />
          ))}
        </ul>
      )}
      {(more > 0 || snoozed.length > 0) && (
        <div className="flex h-11 items-center border-t border-n-3 px-2.5 md:px-3.5">
          <Button size="s" kind="bare" onClick={() => openNeeds(open[shown]?.key)}>
            {more > 0 ? words.needs.more(more) : words.needs.later.some(snoozed.length)}
          </Button>
        </div>
      )}
      <NotifyOffer />
      <CanWait />
    </section>
  );
}
