/** A few more acts behind one button. Arrows, Home, End and letters move in it; Escape and a press beside it close it. */
"use client";
import * as Dropdown from "@radix-ui/react-dropdown-menu";
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";
import { Link } from "./link";
import { useTopWindow } from "./windows";

const ITEM =
  "flex h-8 cursor-pointer items-center rounded-s px-3 text-13 font-medium text-n-9 outline-none data-highlighted:bg-n-2 data-highlighted:text-n-10 max-md:h-11";

export function Menu(props: {
  name: string;
  icon: IconName;
  /** The focus goes back to the button, unless this prevents it. */
  onCloseAutoFocus?: (event: Event) => void;
  /** `MenuItem` and `MenuLink`. */
  children: ReactNode;
}) {
  const { name, icon, onCloseAutoFocus = () => {}, children } = props;
  return (
    // Not modal: a modal one locks the page with a style element, which the page's policy refuses.
    <Dropdown.Root modal={false}>
      <Dropdown.Trigger
        aria-label={name}
        title={name}
        className="grid size-7 cursor-pointer place-items-center rounded-s hover:bg-n-2 data-[state=open]:bg-n-2 max-md:size-11"
      >
        <Icon name={icon} />
      </Dropdown.Trigger>
      <Dropdown.Portal container={useTopWindow()}>
        <Dropdown.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={onCloseAutoFocus}
          loop
          // A letter goes to an item, not to what it does on the page.
          onKeyDown={(event) => event.stopPropagation()}
          className="z-40 grid min-w-44 rounded-m bg-n-0 p-1.5 shadow-float max-md:min-w-56"
        >
          {children}
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  );
}

export function MenuItem(props: {
  onSelect: () => void;
  title?: string;
  isRisk?: boolean;
  children: ReactNode;
}) {
  const { onSelect, title, isRisk = false, children } = props;
  return (
    <Dropdown.Item title={title} onSelect={onSelect} className={`${ITEM} ${isRisk ? "text-failed" : ""}`}>
      {children}
    </Dropdown.Item>
  );
}

export function MenuLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Dropdown.Item asChild>
      <Link href={href} className={ITEM}>
        {children}
      </Link>
    </Dropdown.Item>
  );
}
