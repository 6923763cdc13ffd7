/** A test message to yourself, and whether it really arrived. */
"use client";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { StateMark } from "../../ui/glyph";
import { Terminal } from "../../ui/terminal";
import { type TestState, useTestMessage } from "./queries";

export function TestMessage({ id, withCommand = false }: { id: string; withCommand?: boolean }) {
  const { state, send } = useTestMessage(id);
  const isBusy = state.phase === "sending" || state.phase === "sent";
  return (
    <div className="mt-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button size="s" disabled={isBusy} onClick={send}>
          {words.channels.test.send}
        </Button>
        <span role="status" className="min-w-0 text-12 break-words text-n-7">
          <Result state={state} />
        </span>
      </div>
      {withCommand && <Terminal commands={[`tinyagi channel test ${id}`]} />}
    </div>
  );
}

function Result({ state }: { state: TestState }) {
  if (state.phase === "sending" || state.phase === "sent") return words.channels.test.onItsWay;
  if (state.phase === "arrived")
    return <StateMark state="done" word={words.channels.test.arrived(oneLine(state.sender, 40))} />;
  if (state.phase === "failed") return <span className="text-failed">{oneLine(state.text, 300)}</span>;
  return words.channels.test.toOwner;
}
