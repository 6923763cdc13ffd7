/** What can be done with one message of a thread: by mouse where it is, by keyboard from Tab on, on a phone always in view. */
"use client";
import { type ReactNode, useRef, useState } from "react";
import { chatHref } from "../../lib/hrefs";
import { words } from "../../locale/words";
import { Menu, MenuItem } from "../../ui/menu";
import { copyText } from "../../ui/terminal";
import { ForkDialog } from "../runs/fork-dialog";
import { RetryDialog } from "../runs/retry-dialog";
import { useQuote } from "./quote";

/** A run that can be done again. */
interface Again {
  runId: string;
  /** The sub-agent of the graph; undefined for the whole message. */
  node: string | undefined;
  /** What was asked. */
  prompt: string;
}

export function MessageMenu(props: {
  /** Whose message it is. */
  of: string;
  text: string;
  /** The address that leads to it. */
  href: string;
  /** Undefined while it runs, and when nothing ran. */
  again: Again | undefined;
}) {
  const { of, text, href, again } = props;
  const quote = useQuote();
  // The caret goes to the field, where the quotation is.
  const isQuoting = useRef(false);
  function onCloseAutoFocus(event: Event): void {
    if (isQuoting.current) event.preventDefault();
    isQuoting.current = false;
  }
  function onQuote(): void {
    isQuoting.current = true;
    quote(text);
  }
  const [act, setAct] = useState<"retry" | "fork">();
  const said = words.chat.actions;
  return (
    <span className="-my-1.5 self-center opacity-0 group-hover/message:opacity-100 focus-within:opacity-100 has-[[data-state=open]]:opacity-100 max-md:-my-3 max-md:opacity-100 [@media(hover:none)]:opacity-100">
      <Menu name={said.label(of)} icon="more" onCloseAutoFocus={onCloseAutoFocus}>
        {text !== "" && <MenuItem onSelect={() => void copyText(text)}>{said.copy}</MenuItem>}
        {text !== "" && <MenuItem onSelect={onQuote}>{said.quote}</MenuItem>}
        {again !== undefined && <MenuItem onSelect={() => setAct("retry")}>{said.retry}</MenuItem>}
        {again !== undefined && <MenuItem onSelect={() => setAct("fork")}>{said.fork}</MenuItem>}
        <MenuItem onSelect={() => void copyText(`${location.origin}${href}`)}>{said.link}</MenuItem>
      </Menu>
      {again !== undefined && act !== undefined && (
        <AgainDialog act={act} again={again} onClose={() => setAct(undefined)} />
      )}
    </span>
  );
}

/** What comes of it opens here. */
function AgainDialog(props: { act: "retry" | "fork"; again: Again; onClose: () => void }): ReactNode {
  const { act, again, onClose } = props;
  const { runId, node, prompt } = again;
  const Shown = act === "retry" ? RetryDialog : ForkDialog;
  return <Shown target={{ run: { runId }, node, prompt }} toHref={chatHref} onClose={onClose} />;
}
