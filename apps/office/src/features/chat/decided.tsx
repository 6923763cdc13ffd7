/** Questions of agents that are settled: what was asked, what was decided, by whom and when. */
import { askTitle } from "@tinyagi/views";
import { oneLine, visible } from "../../lib/format/text";
import type { Approval } from "../../lib/queries";
import { words } from "../../locale/words";
import { TimeChip } from "../../ui/chips";
import { YourFace } from "../../ui/face";
import { authorWords, isYou } from "../settings/author";

export function Decided({
  approvals,
  nameOf,
}: {
  approvals: readonly Approval[];
  nameOf: (id: string) => string;
}) {
  if (approvals.length === 0) return null;
  return (
    <ul aria-label={words.chat.decided.label} className="my-2.5 grid gap-3">
      {approvals.map((approval) => (
        <li key={approval.id} className="grid gap-1 border-l-2 border-n-4 pl-3.5 text-13">
          <p className="text-12 text-n-7">
            {words.chat.decided.asked[approval.kind](oneLine(nameOf(approval.agent), 40))}{" "}
            <TimeChip at={approval.createdAt} ago />
          </p>
          <p className="font-medium text-pretty break-words text-n-10">{askTitle(approval, words.views)}</p>
          <Outcome approval={approval} nameOf={nameOf} />
        </li>
      ))}
    </ul>
  );
}

/** A decision that can still be taken back looks like any other, and says so. */
function outcomeOf({ held, ...approval }: Approval): Approval {
  if (held === undefined) return approval;
  const { status, answer, by: answeredBy } = held;
  return { ...approval, status, answer, answeredBy };
}

function Outcome({ approval, nameOf }: { approval: Approval; nameOf: (id: string) => string }) {
  const { status, answer = "", answeredBy = "operator", answeredAt } = outcomeOf(approval);
  const said = words.chat.decided;
  if (status !== "answered" && status !== "approved" && status !== "denied")
    return <p className="text-12 text-n-7">{status === "expired" ? said.expired : said.cancelled}</p>;
  const isOwn = isYou(answeredBy);
  return (
    <div className="flex gap-2">
      {isOwn && <YourFace size={24} />}
      <div className="min-w-0 pt-0.5">
        <p className="text-12 text-n-7">
          {isOwn ? said.you[status] : said.other[status](oneLine(authorWords(answeredBy, nameOf), 40))}{" "}
          {answeredAt !== undefined && <TimeChip at={answeredAt} ago />}
          {approval.held !== undefined && words.needs.held.soon}
        </p>
        {answer !== "" && (
          <p className="text-15 break-words whitespace-pre-wrap text-n-10">{visible(answer)}</p>
        )}
      </div>
    </div>
  );
}
