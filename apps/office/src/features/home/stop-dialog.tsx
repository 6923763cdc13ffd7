/** Asks once before work is stopped, because a stop cannot be undone. */
"use client";
import { words } from "../../locale/words";
import { ConfirmDialog } from "../../ui/confirm-dialog";

export function StopDialog(props: {
  /** Null for none: then no command does the same. */
  conversation: string | null;
  title: string;
  working: number;
  onStop: () => void;
  onClose: () => void;
}) {
  const { conversation, title, working, onStop, onClose } = props;
  const said = words.home.stop;
  return (
    <ConfirmDialog
      title={said.title}
      subject={title}
      text={`${working === 0 ? said.nothingRuns : said.stops(working)} ${said.kept}`}
      verb={said.verb}
      keep={said.keep}
      {...(conversation === null ? {} : { commands: [`tinyagi conversation cancel ${conversation}`] })}
      onConfirm={onStop}
      onClose={onClose}
    />
  );
}
