/** Whose budget it is, as the thing looks everywhere. */
"use client";
import { budgetSubject } from "@tinyagi/contracts";
import { oneLine } from "../../lib/format/text";
import { chatHref } from "../../lib/hrefs";
import { useAgents, useConversations, useTeams } from "../../lib/queries";
import { words } from "../../locale/words";
import { AgentChip } from "../../ui/chips";
import { Link } from "../../ui/link";

export function BudgetName({ scope }: { scope: string }) {
  const name = useBudgetName();
  const { kind, id } = budgetSubject(scope);
  if (kind === "agent")
    return (
      <>
        <Link href={`/agents?agent=${encodeURIComponent(id)}`} className="min-w-0 hover:underline">
          <AgentChip id={id} name={name(scope)} />
        </Link>
        <span className="flex-none text-n-7">{words.spend.scope.today}</span>
      </>
    );
  if (kind === "conversation")
    return (
      <Link href={chatHref(id)} className="truncate font-medium text-n-10 hover:underline">
        {name(scope)}
      </Link>
    );
  return (
    <>
      <b className="truncate font-semibold text-n-10">
        {kind === "day" ? words.spend.todayHead : name(scope)}
      </b>
      <span className="flex-none text-n-7">
        {kind === "day" ? words.spend.scope.office : words.spend.scope.today}
      </span>
    </>
  );
}

/** `Coder`, `Dev`, the words of a conversation, `the whole office`. */
export function useBudgetName(): (scope: string) => string {
  const agents = useAgents().data ?? {};
  const teams = useTeams().data ?? {};
  const conversations = useConversations().data ?? [];
  return (scope) => {
    const { kind, id } = budgetSubject(scope);
    if (kind === "agent") return oneLine(agents[id]?.name ?? id, 60);
    if (kind === "team") return oneLine(teams[id]?.name ?? id, 60);
    if (kind === "conversation")
      return oneLine(conversations.find((one) => one.id === id)?.text ?? words.spend.scope.conversation, 80);
    return words.spend.scope.theOffice;
  };
}
