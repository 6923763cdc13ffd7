/** A message that failed for good: why, what to do first, and the way back. */
"use client";
import { retryCommand } from "@tinyagi/views";
import { toReason } from "../../lib/format/reason";
import { toTitle } from "../../lib/format/title";
import { type DeadLetter, useAgents } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { Link } from "../../ui/link";
import { Terminal } from "../../ui/terminal";
import { WithCode } from "../../ui/with-code";
import { useLook } from "./card-look";
import { keyHref, partOf } from "./needs";
import { Problem } from "./problem";
import { useDeleteLetter, useRetryLetter, useRetryPart } from "./queries";
import { MissionLine, OpenRun } from "./work-place";

export function Failure({ letter }: { letter: DeadLetter }) {
  const { id, data, work, failedReason, errorClass, inGraph } = letter;
  const again = useRetryLetter(letter);
  const part = useRetryPart(letter);
  const retry = inGraph ? part : again;
  const canRetry = !inGraph || partOf(work) !== undefined;
  const remove = useDeleteLetter(letter);
  const title = toTitle({ ...letter, text: data.message });
  const isCompact = useLook() === "compact";
  return (
    <>
      <p
        className={`text-14 font-medium break-words text-n-10 ${isCompact ? "mt-0.5 line-clamp-1" : "mt-2 line-clamp-2"}`}
      >
        {title}
      </p>
      {!isCompact && <MissionLine work={work} title={title} />}
      <Reason text={failedReason} />
      {inGraph && !isCompact && <p className="mt-0.5 text-12 text-n-7">{words.queue.dead.inRun}</p>}
      {retry.error && <Problem error={retry.error} />}
      <div className={`${isCompact ? "mt-1.5" : "mt-2.5"} flex flex-wrap gap-1.5 max-md:[&>*]:flex-1`}>
        {canRetry && (
          <Button size="s" data-answer disabled={retry.isPending} onClick={() => retry.mutate()}>
            {words.needs.retry}
          </Button>
        )}
        {errorClass === "auth" && <CheckKey agent={data.agent} />}
        <OpenRun work={work} isMain={!canRetry} />
        <Button size="s" kind="bare" onClick={remove}>
          {words.needs.delete}
        </Button>
      </div>
      {!isCompact && <Terminal commands={[retryCommand(letter), `tinyagi queue delete ${id}`]} />}
    </>
  );
}

/** Why it failed, in the daemon's words. The whole text is on the page Queue. */
export function Reason({ text }: { text: string }) {
  return (
    <p
      className={`mt-0.5 text-12 break-words text-n-7 ${useLook() === "compact" ? "line-clamp-2" : "line-clamp-4"}`}
    >
      <WithCode text={toReason(text)} />
    </p>
  );
}

/** Where the key of an agent's provider is changed. */
export function CheckKey({ agent }: { agent: string }) {
  const provider = useAgents().data?.[agent]?.provider;
  if (provider === undefined) return null;
  return (
    <Link href={keyHref(provider)} className={buttonClass("plain", "s")}>
      {words.needs.checkKey}
    </Link>
  );
}
