/** What needs you, beside the office: as many whole cards as there is room for, and how many more there are. */
"use client";
import { useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { toWords } from "../../lib/api";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Empty, Trouble } from "../../ui/region";
import { CanWait, HeldProviders } from "../needs/can-wait";
import { NeedCard } from "../needs/need-card";
import { countThings, toItems } from "../needs/needs";
import { NotifyOffer } from "../needs/notify-offer";
import { useFit } from "../needs/use-fit";
import { useKeptFocus } from "../needs/use-kept-focus";
import { useNeedCount } from "../needs/use-needs";
import type { Home } from "./use-home";

export function NeedsColumn({ home: { facts, problems } }: { home: Home }) {
  const { needs, agents } = facts;
  const problem = problems.needs;
  const count = useNeedCount();
  const box = useRef<HTMLElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [isAll, setAll] = useState(false);
  const items = useMemo(() => toItems(needs), [needs]);
  const keys = useMemo(() => items.map(({ key }) => key), [items]);
  const fit = useFit(box, list, keys);
  const shown = isAll ? items.length : fit;
  useKeptFocus(box, keys);
  function showAll(): void {
    // The button goes with its focus: the first card that comes into view takes it.
    flushSync(() => setAll(true));
    list.current?.querySelectorAll<HTMLElement>("[data-need]")[shown]?.focus();
  }
  useEffect(() => {
    // The headline above it stays in view.
    if (location.hash === "#needs") box.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section
      ref={box}
      id="needs"
      aria-label={words.needs.title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="scroll-mt-[480px] overflow-auto border-n-4 -outline-offset-2 @max-4xl:border-t @4xl:max-h-[452px] @4xl:border-l"
    >
      {problem !== undefined && <Trouble text={toWords(problem.error)} retry={problem.retry} />}
      <HeldProviders />
      {count === 0 && problem === undefined && (
        <div className="px-5">
          <Empty title={words.home.noNeeds.title} text={words.home.noNeeds.text} />
        </div>
      )}
      {items.length > 0 && (
        <ul ref={list}>
          {items.slice(0, shown).map((item) => (
            <NeedCard key={item.key} need={item} name={agents[item.agent]?.name} isAway />
          ))}
        </ul>
      )}
      {shown < items.length && (
        <div className="flex h-11 items-center border-t border-n-3 px-2.5 md:px-3.5">
          <Button size="s" kind="bare" onClick={showAll}>
            {words.needs.more(countThings(items.slice(shown)))}
          </Button>
        </div>
      )}
      <NotifyOffer />
      <CanWait />
    </section>
  );
}
