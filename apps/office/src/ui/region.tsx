/** A region with its own error boundary: what fails stays where it happened, and says what to do. */
"use client";
import { Component, type ReactNode } from "react";
import { isMissingFile, loadAgainForPart } from "../lib/missing-files";
import { words } from "../locale/words";
import { Button } from "./button";

interface Props {
  /** What the region shows, for the message: "The missions". */
  name: string;
  children: ReactNode;
}

interface State {
  failed: boolean;
  /** Its files are gone: to try again would not help. */
  isMissing: boolean;
}

export class Region extends Component<Props, State> {
  override state = { failed: false, isMissing: false };

  static getDerivedStateFromError(error: unknown): State {
    return { failed: true, isMissing: isMissingFile(error) };
  }

  override componentDidCatch(error: unknown): void {
    loadAgainForPart(error);
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    if (this.state.isMissing)
      return (
        <Trouble
          text={words.shell.missing.text}
          action={words.shell.missing.reload}
          retry={() => location.reload()}
        />
      );
    return (
      <Trouble
        text={words.common.errors.cannotShow(this.props.name)}
        retry={() => this.setState({ failed: false })}
      />
    );
  }
}

/** An error in its place, with the button that helps. */
export function Trouble({ text, retry, action }: { text: string; retry: () => void; action?: string }) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 bg-failed-soft px-4 py-3 text-13 text-n-9">
      <span className="grow">{text}</span>
      <Button size="s" onClick={retry}>
        {action ?? words.common.tryAgain}
      </Button>
    </div>
  );
}

/** An answer is on its way. It shows only if that takes long, so that nothing flickers. */
export function Reading() {
  return (
    <p role="status" className="anim-late py-4 text-13 text-n-7">
      {words.common.reading}
    </p>
  );
}

/** Nothing here yet: one sentence, the next step, one button. */
export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="grid max-w-[420px] justify-items-start gap-3 py-8">
      <h2 className="text-16 font-bold tracking-tight text-n-10">{title}</h2>
      <p className="text-13 text-n-7">{text}</p>
      {children}
    </div>
  );
}
