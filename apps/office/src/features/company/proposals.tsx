/** What agents propose: who and why, what would change, and the decision, bound to exactly what is shown. */
"use client";
import { proposalTitle } from "@tinyagi/views";
import { toWords } from "../../lib/api";
import { oneLine, visible } from "../../lib/format/text";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { DiffLines } from "../../ui/code/diff-lines";
import { Empty } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toasts";
import { Unread } from "../../ui/unread";
import { type Proposal, useAccept, useDecline, useProposal, useProposals } from "./queries";

export function Proposals() {
  const proposals = useProposals();
  const [open, setOpen] = useParam("proposal");
  if (proposals.data === undefined) return <Unread what={words.company.theProposals} of={[proposals]} />;
  if (proposals.data.length === 0)
    return <Empty title={words.company.noProposals} text={words.company.proposalsText} />;
  return (
    <div className="grid max-w-[880px] grid-cols-[minmax(0,1fr)] gap-4 py-4 text-13">
      <p className="text-n-7">{words.company.proposalsText}</p>
      <ul aria-label={words.company.theProposals}>
        {proposals.data.map((one) => (
          <One
            key={one.id}
            proposal={one}
            isOpen={open === one.id}
            onToggle={() => setOpen(open === one.id ? "" : one.id)}
          />
        ))}
      </ul>
      <Terminal commands={["tinyagi company review"]} />
    </div>
  );
}

function One(props: { proposal: Proposal; isOpen: boolean; onToggle: () => void }) {
  const { proposal, isOpen, onToggle } = props;
  const { id, agent, change, path, reason } = proposal;
  return (
    <li className="border-b border-n-3 py-2">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        className="w-full rounded-xs py-0.5 text-left hover:bg-n-1 max-md:min-h-11"
      >
        <b className="block font-semibold break-words text-n-10">
          {proposalTitle({ agent, change, path: visible(path) }, words.views)}
        </b>
        <span className="block text-12 break-words text-n-7">{oneLine(reason, 300)}</span>
      </button>
      {isOpen && <Decision id={id} />}
    </li>
  );
}

function Decision({ id }: { id: string }) {
  const shown = useProposal(id);
  const accept = useAccept(id);
  const decline = useDecline(id);
  if (shown.data === undefined) return <Unread what={words.company.theProposals} of={[shown]} />;
  const { diff, digest, stale, path } = shown.data;
  const problem = accept.error ?? decline.error;
  const isBusy = accept.isPending || decline.isPending;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2 py-2">
      {stale && <p className="text-n-9">{words.company.stale}</p>}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-xs bg-n-2 py-1.5 text-12"
      >
        <DiffLines diff={diff} className="px-2 break-words whitespace-pre-wrap" />
      </pre>
      {problem !== null && (
        <p role="alert" className="text-12 text-failed">
          {toWords(problem)}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          kind="go"
          disabled={isBusy}
          onClick={() =>
            accept.mutate(digest, { onSuccess: () => showToast(words.company.accepted(visible(path))) })
          }
        >
          {words.company.accept}
        </Button>
        <Button
          disabled={isBusy}
          onClick={() =>
            decline.mutate(undefined, {
              onSuccess: () => showToast(words.company.declined(visible(path))),
            })
          }
        >
          {words.company.decline}
        </Button>
      </div>
    </div>
  );
}
