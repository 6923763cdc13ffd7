/** A few more acts behind one button. Escape, leaving it by keyboard and each act close it. */
"use client";
import type { FocusEvent, KeyboardEvent, ReactNode } from "react";
import { Icon, type IconName } from "./icon";

/** @param children buttons and links */
export function Menu({ name, icon, children }: { name: string; icon: IconName; children: ReactNode }) {
  return (
    <details className="relative" onKeyDown={closeOnEscape} onBlur={closeWhenLeft}>
      <summary
        aria-label={name}
        title={name}
        className="grid size-7 cursor-pointer list-none place-items-center rounded-s hover:bg-n-2 max-md:size-11"
      >
        <Icon name={icon} />
      </summary>
      {/* biome-ignore lint/a11y: its buttons act, by key and by pointer; this only closes it afterwards. */}
      <div
        onClick={close}
        className="absolute top-8 right-0 z-30 grid w-max min-w-44 rounded-m bg-n-0 p-1.5 shadow-float max-md:top-11 max-md:min-w-56 [&>*]:justify-start"
      >
        {children}
      </div>
    </details>
  );
}

function close({ currentTarget }: { currentTarget: Element }): void {
  currentTarget.closest("details")?.removeAttribute("open");
}

function closeOnEscape(event: KeyboardEvent<HTMLElement>): void {
  const menu = event.currentTarget;
  if (event.key !== "Escape" || !menu.hasAttribute("open")) return;
  event.preventDefault();
  close(event);
  menu.querySelector("summary")?.focus();
}

function closeWhenLeft(event: FocusEvent<HTMLElement>): void {
  if (event.relatedTarget !== null && !event.currentTarget.contains(event.relatedTarget)) close(event);
}
