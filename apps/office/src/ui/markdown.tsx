/**
 * A text of an agent as Markdown. Loaded when the first one is shown; until then the text keeps its place unseen, so that
 * no marks flash; on a slow network it is shown as it is after half a second, because nobody can read a blank. When it cannot be read as Markdown, or only at a price that holds up the page, it stands as it is. Nothing in it acts: see `markdown-view.tsx`.
 */
"use client";
import { isCheapMarkdown } from "@tinyagi/contracts/markdown-cost";
import { Component, lazy, type ReactNode, Suspense, useDeferredValue } from "react";
import { visible } from "../lib/format/text";
import type { IsName } from "./mentions-in";

const View = lazy(async () => ({ default: (await import("./markdown-view")).MarkdownView }));

export function Markdown(props: {
  text: string;
  /** Names to mark. The same function each time. Default: none. */
  isName?: IsName | undefined;
  children?: ReactNode;
}) {
  const { text, isName, children } = props;
  const shown = useDeferredValue(visible(text));
  const plain = <p className="text-15 break-words whitespace-pre-wrap">{shown}</p>;
  if (!isCheapMarkdown(shown))
    return (
      <>
        {plain}
        {children}
      </>
    );
  return (
    <>
      <PlainOnError plain={plain}>
        <Suspense fallback={<div className="anim-late">{plain}</div>}>
          <View text={shown} isName={isName} />
        </Suspense>
      </PlainOnError>
      {children}
    </>
  );
}

/** Text nested so deeply that no reader of Markdown takes it is shown as it is. */
class PlainOnError extends Component<{ plain: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.plain : this.props.children;
  }
}
