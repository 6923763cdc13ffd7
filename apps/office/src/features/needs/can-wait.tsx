/** Below what needs you: what can wait. It is not counted. */
"use client";
import type { UseMutationResult } from "@tanstack/react-query";
import type { PendingSender } from "@tinyagi/contracts";
import { toWords } from "../../lib/api";
import { useBudgets, useChannels, usePairings, usePausedProviders } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { Link } from "../../ui/link";
import { Terminal } from "../../ui/terminal";
import { useApprove, useChannelAct } from "../channels/queries";
import { useBudgetName } from "../spend/budget-name";
import { Raise } from "../spend/budgets";
import { ProviderActs } from "./provider-acts";
import { listWaits, type Wait } from "./waits";

export function CanWait() {
  const budgets = useBudgets().data ?? [];
  const senders = usePairings().data?.pending ?? [];
  const channels = useChannels().data ?? [];
  const paused = usePausedProviders().data ?? [];
  const waits = listWaits({ budgets, senders, channels, paused }, useBudgetName());
  if (waits.length === 0) return null;
  return (
    <section aria-label={words.needs.canWait} className="border-t border-n-4">
      <h3 className="px-4 pt-3 text-12 font-semibold text-n-7 md:px-5">
        {words.needs.canWait} <span className="font-mono font-normal">{waits.length}</span>
      </h3>
      <WaitRows waits={waits} />
    </section>
  );
}

function WaitRows({ waits }: { waits: readonly Wait[] }) {
  return (
    <ul>
      {waits.map((wait) => (
        <li key={wait.key} className="border-b border-n-3 px-4 py-2.5 text-13 last:border-0 md:px-5">
          <p className="font-medium break-words text-n-10">{wait.title}</p>
          <p className="text-12 break-words text-n-7">{wait.text}</p>
          {wait.kind === "sender" && <Approve sender={wait.sender} />}
          {wait.kind === "provider" && <ProviderActs provider={wait.provider} place={wait.place} />}
          {wait.kind === "channel" &&
            (wait.needsLogin ? (
              <Link href="/channels" className={`${buttonClass("plain", "s")} mt-2`}>
                {words.needs.link}
              </Link>
            ) : (
              <Restart channel={wait.channel} />
            ))}
          {wait.kind === "budget" && wait.raise !== undefined && (
            <Raise scope={wait.scope} added={wait.raise} />
          )}
          {wait.commands.length > 0 && <Terminal commands={wait.commands} />}
        </li>
      ))}
    </ul>
  );
}

function Approve({ sender }: { sender: PendingSender }) {
  const approve = useApprove();
  return <Help act={approve} verb={words.needs.approve} onPress={() => approve.mutate(sender)} />;
}

function Restart({ channel }: { channel: string }) {
  const act = useChannelAct(channel);
  return <Help act={act} verb={words.needs.restart} onPress={() => act.mutate("restart")} />;
}

/** The button that helps, and why it did not. */
function Help(props: {
  act: Pick<UseMutationResult, "error" | "isPending">;
  verb: string;
  onPress: () => void;
}) {
  const { error, isPending } = props.act;
  return (
    <>
      {error && (
        <p role="alert" className="mt-1 text-12 text-failed">
          {toWords(error)}
        </p>
      )}
      <Button size="s" className="mt-2" disabled={isPending} onClick={props.onPress}>
        {props.verb}
      </Button>
    </>
  );
}
