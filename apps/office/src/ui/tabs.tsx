/** Parts of a page, one at a time. Arrow keys move between them; the page keeps the current one in its address. */
"use client";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";

export interface Tab {
  key: string;
  name: string;
}

interface Props {
  label: string;
  tabs: readonly Tab[];
  current: string;
  onCurrent: (key: string) => void;
}

export function Tabs({ label, tabs, current, onCurrent }: Props) {
  const list = useRef<HTMLDivElement>(null);
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
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex(({ key }) => key === current);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    onCurrent(next.key);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.key}"]`)?.focus();
  }
  return (
    <div
      ref={list}
      role="tablist"
      aria-label={label}
      onKeyDown={onKeyDown}
      className="flex flex-none overflow-x-auto overflow-y-hidden [scrollbar-width:none] border-b border-n-4 px-1.5 md:px-5.5"
    >
      {tabs.map(({ key, name }) => (
        <button
          key={key}
          type="button"
          role="tab"
          data-tab={key}
          aria-selected={current === key}
          tabIndex={current === key ? 0 : -1}
          onClick={() => onCurrent(key)}
          className="relative h-10 flex-none px-2.5 text-13 font-medium text-n-7 hover:text-n-10 aria-selected:font-semibold aria-selected:text-n-10 aria-selected:after:absolute aria-selected:after:inset-x-2.5 aria-selected:after:-bottom-px aria-selected:after:h-0.5 aria-selected:after:bg-n-10 max-md:h-11"
        >
          {name}
        </button>
      ))}
    </div>
  );
}

/** What the current tab shows. It scrolls, so the keyboard reaches it. */
export function TabPanel({
  label,
  current,
  children,
}: {
  label: string;
  current: string;
  children: ReactNode;
}) {
  return (
    <div
      key={current}
      role="tabpanel"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="min-h-0 min-w-0 flex-1 overflow-auto px-4 pb-16 md:px-8"
    >
      {children}
    </div>
  );
}
