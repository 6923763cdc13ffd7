/** What an agent did: its tool calls and its thinking in one line each. Each unfolds to its texts. */
"use client";
import type { RunLogEntry } from "@tinyagi/contracts";
import { toolLine } from "@tinyagi/views";
import { duration } from "../../lib/figures";
import { oneLine, visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { StateMark } from "../../ui/glyph";
import { ThoughtLine } from "./thought-line";
import { type ToolCall, toSteps } from "./tools";

export function ToolCalls({ log, hasEnded }: { log: readonly RunLogEntry[]; hasEnded: boolean }) {
  const steps = toSteps(log, hasEnded);
  if (steps.length === 0) return <p className="text-13 text-n-7">{words.runs.tools.none}</p>;
  return (
    <ul aria-label={words.runs.tools.label}>
      {steps.map((step) =>
        step.kind === "tool" ? (
          <ToolLine key={step.tool.id} call={step.tool} />
        ) : (
          <ThoughtLine key={step.thought.id} text={step.thought.text} took={step.thought.took} />
        ),
      )}
    </ul>
  );
}

export function ToolLine({ call: { name, input, output, state, took } }: { call: ToolCall }) {
  return (
    <li>
      <details className="group">
        <summary className="flex min-w-0 cursor-pointer list-none items-center gap-2 rounded-xs font-mono text-12/6 text-n-7 hover:bg-n-2 max-md:min-h-11">
          <StateMark state={state} dense />
          <span className="truncate text-n-9">{toolLine({ name, input }, words.views)}</span>
          {/* As its program calls it: what permissions and settings name. */}
          <span className="ml-auto max-w-40 flex-none truncate text-11 max-md:hidden">
            {oneLine(name, 40)}
          </span>
          {took !== undefined && <span className="flex-none whitespace-nowrap">{duration(took)}</span>}
        </summary>
        <Text label={words.runs.tools.arguments} text={input} />
        <Text label={words.runs.tools.output} text={output} />
      </details>
    </li>
  );
}

function Text({ label, text }: { label: string; text: string }) {
  if (text === "") return null;
  return (
    <div className="mb-2 pl-6">
      <p className="text-11 text-n-7">{label}</p>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="max-h-60 overflow-auto rounded-xs bg-n-2 px-2 py-1.5 text-12 break-words whitespace-pre-wrap text-n-10"
      >
        {visible(text)}
      </pre>
    </div>
  );
}
