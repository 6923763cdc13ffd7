/** Queue. Its question: what is stuck, and why? The eye meets the dead letters, then one lane for each agent. */
"use client";
import { useLanes, useQueueStatus } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { Link } from "../../ui/link";
import { PageHead } from "../../ui/page-head";
import { Empty, Region } from "../../ui/region";
import { Unread } from "../../ui/unread";
import { DeadLetters } from "../dead-letters/dead-letters";
import { useDeadPages, useDeadSummary, useLeavingCount } from "../dead-letters/dead-queries";
import { Lanes } from "./lanes";
import { MessageInspector } from "./message-inspector";
import { queueSentence } from "./queue-state";

export function Queue() {
  const lanes = useLanes();
  const status = useQueueStatus();
  const [agent, setAgent] = useParam("agent");
  const all = useDeadSummary("");
  const dead = useDeadSummary(agent);
  const pages = useDeadPages(agent, dead.data?.total ?? 0);
  const leaving = useLeavingCount();
  const [message, setMessage] = useParam("message");
  const count = Math.max(0, (all.data?.total ?? 0) - leaving);
  const hasDead = count > 0 || agent !== "";
  const isReady = lanes.data !== undefined && all.data !== undefined;
  const isEmpty = isReady && lanes.data.lanes.length === 0 && !hasDead;
  return (
    <>
      <PageHead
        title={words.queue.title}
        text={isReady && status.data !== undefined ? queueSentence(status.data, count) : ""}
      />
      <div className="flex min-h-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col overflow-y-auto">
          {isEmpty && <EmptyQueue />}
          <Unread what={words.queue.theDeadLetters} of={[all, dead]} />
          {dead.data !== undefined && hasDead && (
            <Region name={words.queue.theDeadLetters}>
              <DeadLetters
                summary={dead.data}
                pages={pages}
                agent={agent}
                onAgent={setAgent}
                current={message}
                onCurrent={setMessage}
                isAlone={lanes.data?.lanes.length === 0}
              />
            </Region>
          )}
          <Unread what={words.queue.theLanes} of={[lanes, status]} />
          {lanes.data !== undefined && lanes.data.lanes.length > 0 && (
            <Region name={words.queue.theLanes}>
              <Lanes lanes={lanes.data} hasKeys={!hasDead} current={message} onOpen={setMessage} />
            </Region>
          )}
        </div>
        {message !== "" && <MessageInspector key={message} id={message} onClose={() => setMessage("")} />}
      </div>
    </>
  );
}

function EmptyQueue() {
  return (
    <div className="px-4 py-4 md:px-8">
      <Empty title={words.queue.empty.title} text={words.queue.empty.text}>
        <Link href="/chat?new=1" className={buttonClass("go")}>
          {words.common.newMessage}
        </Link>
      </Empty>
    </div>
  );
}
