/** One lane for each agent: what runs now, then what waits, in the order of their turns. */
"use client";
import { useNow } from "../../lib/clock";
import { oneLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import type { Lanes as LanesAnswer } from "../../lib/queries";
import { useAgents } from "../../lib/queries";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Face } from "../../ui/face";
import { type State, StateMark } from "../../ui/glyph";
import { useRowKeys } from "../../ui/row-keys";
import type { Lane, LaneMessage } from "./queries";
import { isRunning, messageShown, nowWords } from "./queue-state";

/** Rows that Page Down passes. */
const PAGE = 8;
const MESSAGE = "message-";
const EDGES: Readonly<Partial<Record<State, string>>> = {
  running: "shadow-[inset_4px_0_var(--running)]",
  waiting: "shadow-[inset_4px_0_var(--waiting)]",
};

interface Props {
  lanes: LanesAnswer;
  /** Whether `j` and `k` move here: the list of dead letters takes them when there is one. */
  hasKeys: boolean;
  current: string;
  onOpen: (id: string) => void;
}

export function Lanes({ lanes: { lanes, truncated }, hasKeys, current, onOpen }: Props) {
  const shown = lanes.flatMap(({ messages }) => messages.map(({ id }) => String(id)));
  useRowKeys({
    state: () => ({ count: hasKeys ? shown.length : 0, current: shown.indexOf(current), page: PAGE }),
    run(act) {
      const id = shown[act.act === "move" ? act.to : act.at];
      if (id === undefined || act.act === "select") return;
      onOpen(id);
      document.getElementById(`${MESSAGE}${id}`)?.scrollIntoView({ block: "nearest" });
    },
  });
  return (
    <section aria-label={words.queue.lanes} className="flex-none">
      <div className="mx-4 flex h-11 flex-none items-center gap-2 border-b border-n-4 md:mx-8">
        <h2 className="text-13 font-semibold text-n-10">{words.queue.lanes}</h2>
        <span className="font-mono text-12 text-n-7">{lanes.length}</span>
        <span className="ml-auto text-12 text-n-7 max-md:hidden">{words.queue.oneAtATime}</span>
      </div>
      <ul aria-label={words.queue.lanesByAgent} className="px-4 pb-6 md:px-8">
        {lanes.map((lane) => (
          <OneLane key={lane.lane} lane={lane} current={current} onOpen={onOpen} />
        ))}
        {truncated && <li className="py-3 text-12 text-n-7">{words.queue.moreLanes}</li>}
      </ul>
    </section>
  );
}

function OneLane({ lane, current, onOpen }: { lane: Lane } & Pick<Props, "current" | "onOpen">) {
  const { agent, total, messages } = lane;
  const name = useAgents().data?.[agent]?.name ?? agent;
  const first = messages[0];
  const state = first === undefined ? "idle" : messageShown(first).state;
  const isNode = first?.kind === "node";
  return (
    <li className="grid gap-3 border-b border-n-3 py-3 [contain-intrinsic-size:auto_76px] [content-visibility:auto] md:grid-cols-[176px_minmax(0,1fr)]">
      <span className="flex min-w-0 items-center gap-3 self-start">
        <Face id={agent} size={40} state={state} />
        <span className="min-w-0">
          <b className="block truncate text-14 font-semibold text-n-10">{oneLine(name, 40)}</b>
          <span className="block truncate text-12 text-n-7">
            {isNode ? words.queue.asSubAgent : words.queue.messages(total)}
          </span>
        </span>
      </span>
      <ol className="grid gap-2 md:grid-cols-[repeat(auto-fill,minmax(260px,1fr))]">
        {messages.map((message) => (
          <Item
            key={message.id}
            message={message}
            isCurrent={String(message.id) === current}
            onOpen={onOpen}
          />
        ))}
        {total > messages.length && (
          <li className="self-center px-3 text-12 text-n-7">
            {words.queue.andMore(total - messages.length)}
          </li>
        )}
      </ol>
    </li>
  );
}

function Item(props: { message: LaneMessage; isCurrent: boolean; onOpen: (id: string) => void }) {
  const { message, isCurrent, onOpen } = props;
  const nameOf = useNameLookup();
  const from = message.fromAgent;
  const now = useNow();
  const shown = messageShown(message);
  const shows = isRunning(message) || message.waitsFor !== "turn";
  const look = isCurrent ? "border-n-10 bg-accent-soft" : "border-n-4 bg-n-0 hover:border-n-6";
  return (
    <li className="min-w-0">
      <button
        type="button"
        id={`${MESSAGE}${message.id}`}
        onClick={() => onOpen(String(message.id))}
        className={`grid h-full min-h-[52px] w-full content-center gap-0.5 rounded-m border px-3 py-1.5 ${look} ${shows ? (EDGES[shown.state] ?? "border-dashed") : ""}`}
      >
        <span className="flex min-w-0 gap-2 text-13 font-medium text-n-10">
          <span className="truncate">
            {toTitle({ ...message, text: message.preview }) || words.queue.emptyMessage}
          </span>
          <span className="ml-auto flex-none font-mono text-12 font-normal text-n-7">{message.id}</span>
        </span>
        <span className="flex min-w-0 items-center gap-1.5 text-12 text-n-7">
          {shows && <StateMark {...shown} dense />}
          <span className="line-clamp-2 text-left">
            {nowWords(message, now)}
            {from === "user"
              ? words.queue.fromYou
              : from !== null && words.queue.from(oneLine(nameOf(from), 30))}
          </span>
        </span>
      </button>
    </li>
  );
}
