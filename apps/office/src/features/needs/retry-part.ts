/** Runs the failed part of a sub-agent again, in its run: the queue leaves it to its graph. */
import { api } from "../../lib/api";
import { chatHref } from "../../lib/hrefs";
import type { DeadLetter } from "../../lib/queries";
import { words } from "../../locale/words";
import { showLink } from "../../ui/toasts";
import { setLeaving } from "./leaving";
import { partOf } from "./needs";

/** Its letter stays with the daemon, as a part of the old run: here its card goes. */
export async function retryPart({ id, work }: DeadLetter): Promise<void> {
  const part = partOf(work);
  if (part === undefined) throw new Error(words.queue.dead.inRun);
  // The same key each time: a second press, or another tab, starts no second work.
  const body = { from: part.from, key: `part-${id}` };
  const { conversationId } = await api().call("retryRun", { params: { id: part.id }, body });
  setLeaving(id, true);
  showLink(words.needs.partRuns, chatHref(conversationId));
}
