/**
 * Parts of a page, one at a time. Arrows, Home and End move between them; the page keeps the current one in its address. Where they
 * do not fit, arrows at the edges say that there are more.
 */
"use client";
import * as Radix from "@radix-ui/react-tabs";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { Icon } from "./icon";

export interface Tab {
  key: string;
  name: string;
}

interface Props {
  label: string;
  tabs: readonly Tab[];
  current: string;
  onCurrent: (key: string) => void;
  /** In a pane: closer together. */
  isDense?: boolean;
  /** Below the tabs, with a `TabPanel` among it. */
  children: ReactNode;
}

export function Tabs({ label, tabs, current, onCurrent, isDense = false, children }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const hidden = useHidden(list);
  // On a phone a link may lead to a tab that is not in view. In a sheet the list has no size before the sheet is open.
  useEffect(() => {
    const box = list.current;
    if (box === null) return;
    const sized = new ResizeObserver(() =>
      box.querySelector(`[data-tab="${current}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" }),
    );
    sized.observe(box);
    return () => sized.disconnect();
  }, [current]);
  const own = (
    <Radix.List
      ref={list}
      aria-label={label}
      className={`flex flex-none scroll-px-9 overflow-x-auto overflow-y-hidden border-b border-n-4 [scrollbar-width:none] max-md:scroll-px-12 ${isDense ? "px-3.5" : "px-1.5 md:px-5.5"}`}
    >
      {tabs.map(({ key, name }) => (
        <Radix.Trigger
          key={key}
          value={key}
          data-tab={key}
          className={`relative h-10 flex-none text-13 ${isDense ? "px-1.5 after:inset-x-1.5 max-md:px-2" : "px-2.5 after:inset-x-2.5"} font-medium text-n-7 hover:text-n-10 aria-selected:font-semibold aria-selected:text-n-10 aria-selected:after:absolute aria-selected:after:-bottom-px aria-selected:after:h-0.5 aria-selected:after:bg-n-10 max-md:h-11`}
        >
          {name}
        </Radix.Trigger>
      ))}
    </Radix.List>
  );
  return (
    <Radix.Root value={current} onValueChange={onCurrent} className="contents">
      <div className="relative flex-none">
        {own}
        {hidden.before && <More list={list} to={-1} />}
        {hidden.after && <More list={list} to={1} />}
      </div>
      {children}
    </Radix.Root>
  );
}

/** On which sides there are tabs out of view. */
function useHidden(list: RefObject<HTMLElement | null>): { before: boolean; after: boolean } {
  const [hidden, setHidden] = useState({ before: false, after: false });
  useEffect(() => {
    const box = list.current;
    if (box === null) return;
    function look(): void {
      const { scrollLeft = 0, clientWidth = 0, scrollWidth = 0 } = box ?? {};
      const before = scrollLeft > 1;
      const after = scrollLeft + clientWidth < scrollWidth - 1;
      setHidden((known) => (known.before === before && known.after === after ? known : { before, after }));
    }
    const sized = new ResizeObserver(look);
    sized.observe(box);
    box.addEventListener("scroll", look, { passive: true });
    return () => {
      sized.disconnect();
      box.removeEventListener("scroll", look);
    };
  }, [list]);
  return hidden;
}

/** For the pointer alone: the keyboard moves between tabs, and what it reaches comes into view. */
function More({ list, to }: { list: RefObject<HTMLElement | null>; to: -1 | 1 }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-hidden="true"
      onClick={() => list.current?.scrollBy({ left: (to * list.current.clientWidth) / 2 })}
      className={`absolute top-0 bottom-px grid w-8 place-items-center bg-n-0 text-n-7 hover:text-n-10 max-md:w-11 ${to < 0 ? "left-0 shadow-[8px_0_8px_var(--n-0)]" : "right-0 shadow-[-8px_0_8px_var(--n-0)]"}`}
    >
      <Icon name={to < 0 ? "back" : "next"} size={14} />
    </button>
  );
}

/** What the current tab shows. It scrolls, so the keyboard reaches it. */
export function TabPanel(props: { current: string; isDense?: boolean; children: ReactNode }) {
  const { current, isDense = false, children } = props;
  return (
    <Radix.Content
      key={current}
      value={current}
      className={isDense ? "" : "min-h-0 min-w-0 flex-1 overflow-auto px-4 pb-16 md:px-8"}
    >
      {children}
    </Radix.Content>
  );
}
