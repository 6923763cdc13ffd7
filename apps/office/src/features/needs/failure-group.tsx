/** Many messages of one agent with the same kind of failure, as one: all are retried at once, or looked through in Queue. */
"use client";
import { RUN_ERROR_CLASSES } from "@tinyagi/contracts";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { Link } from "../../ui/link";
import { Terminal } from "../../ui/terminal";
import { WithCode } from "../../ui/with-code";
import { groupsOf, toPreview } from "../dead-letters/dead-groups";
import { useDeadBulk, useDeadSummary } from "../dead-letters/dead-queries";
import { useLook } from "./card-look";
import { CheckKey, Reason } from "./failure";
import type { FailureGroup } from "./needs";
import { Problem } from "./problem";

export function Failures({ group: { agent, errorClass, count, letters } }: { group: FailureGroup }) {
  const summary = useDeadSummary("").data;
  const retry = useDeadBulk("retryAllDead");
  // The letters at hand are only the newest: the daemon knows of all.
  const known = summary?.groups.filter((one) => one.agent === agent && one.errorClass === errorClass) ?? [];
  const groups = known.length > 0 ? known : groupsOf(letters);
  const { total, leftOut, advice } = toPreview(groups, useNameLookup());
  const isCompact = useLook() === "compact";
  const except = RUN_ERROR_CLASSES.filter((reason) => reason !== errorClass);
  const command = `tinyagi queue retry --agent ${agent} --except ${except.join(" ")}`;
  return (
    <>
      <p className={`${isCompact ? "mt-0.5 line-clamp-1" : "mt-2"} text-14 font-medium text-n-10`}>
        {words.needs.failures(count)}
      </p>
      {(!isCompact || advice.length === 0) && letters[0] && <Reason text={letters[0].failedReason} />}
      {advice.slice(0, isCompact ? 1 : undefined).map(({ text, count: alike }) => (
        <p key={text} className={`mt-0.5 text-12 text-n-9 ${isCompact ? "line-clamp-2" : ""}`}>
          <WithCode text={words.queue.dead.failAgain(alike, text)} />
        </p>
      ))}
      {leftOut > 0 && !isCompact && (
        <p className="mt-0.5 text-12 text-n-7">{words.queue.dead.ofSubAgents(leftOut)}</p>
      )}
      {retry.error && <Problem error={retry.error} />}
      <div className={`${isCompact ? "mt-1.5" : "mt-2.5"} flex flex-wrap gap-1.5 max-md:[&>*]:flex-1`}>
        {total > 0 && (
          <Button
            size="s"
            data-answer
            disabled={retry.isPending || summary === undefined}
            onClick={() => retry.mutate({ agent, except, until: summary?.until })}
          >
            {retry.isPending ? words.queue.dead.progress(retry.done) : words.needs.retryAll(total)}
          </Button>
        )}
        {errorClass === "auth" && <CheckKey agent={agent} />}
        <Link href={`/queue?agent=${encodeURIComponent(agent)}`} className={buttonClass("bare", "s")}>
          {words.needs.openQueue}
        </Link>
      </div>
      {!isCompact && <Terminal commands={[`${command} --dry-run`, command]} />}
    </>
  );
}
