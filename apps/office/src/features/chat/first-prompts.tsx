/**
 * Beginnings of a first message, for who does not know what to ask: about what waits for the recipient and what it is for.
 * The others suit an empty folder. Nothing is sent.
 */
"use client";
import { oneLine } from "../../lib/format/text";
import { useAgents } from "../../lib/queries";
import { useStored } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { useWaitingTasks } from "./list-queries";

/** Of a title or a role: a prompt is read at a glance. */
const PART_MAX = 90;

/** Shown until something is typed. @param onPick - with the text to go on with */
export function FirstPrompts(props: {
  draft: string;
  /** An agent or a team; empty before one is chosen. */
  to: string;
  isTeam: boolean;
  onPick: (text: string) => void;
}) {
  const { draft, to, isTeam, onPick } = props;
  const [typed = ""] = useStored<string>(`draft.${draft}`);
  const texts = useTexts(to, isTeam);
  if (typed.trim() !== "") return null;
  return (
    <fieldset className="mx-auto mt-6 max-w-[720px]">
      <legend className="mb-2 text-13 text-n-7">{words.chat.newThread.prompts.label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {texts.map((text) => (
          <Button key={text} size="s" onClick={() => onPick(text)}>
            <span className="text-left whitespace-normal">{text}</span>
          </Button>
        ))}
      </div>
    </fieldset>
  );
}

/** What waits for the recipient and what it is for come first, then what suits everybody. */
function useTexts(to: string, isTeam: boolean): readonly string[] {
  const { prompts } = words.chat.newThread;
  const role = useAgents().data?.[to]?.role ?? "";
  const tasks = useWaitingTasks(to).data ?? [];
  return [
    ...tasks.map(({ identifier, title }) => prompts.task(identifier, oneLine(title, PART_MAX))),
    ...(role === "" ? [] : [prompts.role(oneLine(role, PART_MAX))]),
    ...prompts[isTeam ? "team" : "agent"],
  ];
}
