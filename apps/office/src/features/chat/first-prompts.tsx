/** Beginnings of a first message, for who does not know what to ask. They suit an empty folder, and nothing is sent. */
"use client";
import { useStored } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";

/** Shown until something is typed. @param onPick - with the text to go on with */
export function FirstPrompts(props: { draft: string; isTeam: boolean; onPick: (text: string) => void }) {
  const { draft, isTeam, onPick } = props;
  const [typed = ""] = useStored<string>(`draft.${draft}`);
  if (typed.trim() !== "") return null;
  const { prompts } = words.chat.newThread;
  return (
    <fieldset className="mx-auto mt-6 max-w-[720px]">
      <legend className="mb-2 text-13 text-n-7">{prompts.label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {prompts[isTeam ? "team" : "agent"].map((text) => (
          <Button key={text} size="s" onClick={() => onPick(text)}>
            <span className="text-left whitespace-normal">{text}</span>
          </Button>
        ))}
      </div>
    </fieldset>
  );
}
