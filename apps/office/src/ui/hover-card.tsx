/**
 * More about a thing while the pointer rests on it or it has the focus. It holds nothing to press: what a card says, its
 * page or the inspector says too, so that a finger misses nothing.
 */
"use client";
import * as Tooltip from "@radix-ui/react-tooltip";
import { type ReactElement, type ReactNode, useRef, useState } from "react";
import { useTopWindow } from "./windows";

const OPEN_MS = 350;

interface Props {
  /** Made only when it is shown. */
  card: () => ReactNode;
  /** One element, which takes the focus. */
  children: ReactElement;
}

export function HoverCard({ card, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const top = useTopWindow();
  // The focus may scroll its thing into view, and the pointer may leave it: the card stays with the focus.
  const change = (next: boolean): void =>
    setOpen((before) => next || (before && trigger.current?.matches(":focus-visible") === true));
  const close = (): void => setOpen(false);
  return (
    <Tooltip.Provider delayDuration={OPEN_MS} disableHoverableContent>
      <Tooltip.Root open={isOpen} onOpenChange={change}>
        <Tooltip.Trigger ref={trigger} asChild onClick={close}>
          {children}
        </Tooltip.Trigger>
        {isOpen && (
          <Tooltip.Portal container={top}>
            <Tooltip.Content
              side="bottom"
              sideOffset={8}
              collisionPadding={8}
              onEscapeKeyDown={close}
              className="pointer-events-none z-40 w-max max-w-[320px] rounded-m bg-n-0 p-3.5 text-13 text-n-9 shadow-float"
            >
              {card()}
            </Tooltip.Content>
          </Tooltip.Portal>
        )}
      </Tooltip.Root>
    </Tooltip.Provider>
  );
}
