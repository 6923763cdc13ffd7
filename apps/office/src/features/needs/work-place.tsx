/** What a need belongs to: the mission that it holds up, and its run. */
import type { WorkPlace } from "@tinyagi/contracts";
import { toTitle } from "../../lib/format/title";
import { chatHref, runHref } from "../../lib/hrefs";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { Link } from "../../ui/link";
import { subAgentName } from "./needs";

interface Props {
  /** Undefined in what the browser kept of an older release. */
  work: WorkPlace | undefined;
}

/** @param title of the card: a mission with the same words is not named twice */
export function MissionLine({ work, title }: Props & { title: string }) {
  if (work === undefined) return null;
  const asked = toTitle({ ...work, text: work.asked });
  const node = subAgentName(work);
  if (node === undefined && (asked === title || asked === "")) return null;
  return (
    <p className="mt-0.5 flex min-w-0 items-baseline gap-1 text-12 text-n-7">
      <span className="flex-none">{words.needs.forMission(node)}</span>
      <Link
        href={chatHref(work.conversationId)}
        className="truncate font-medium text-n-9 underline underline-offset-2 hover:text-n-10 max-md:py-3"
      >
        {asked}
      </Link>
    </p>
  );
}

/** @param isMain where nothing else helps; default: beside other acts */
export function OpenRun({ work, isMain = false }: Props & { isMain?: boolean }) {
  // Null before its first run.
  if (work === undefined || work.rootRunId === null) return null;
  return (
    <Link href={runHref(work.rootRunId, work.nodeId)} className={buttonClass(isMain ? "plain" : "bare", "s")}>
      {words.common.openRun}
    </Link>
  );
}
