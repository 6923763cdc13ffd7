/** What an agent has learned: its skills with their text, and a new one after a look at what it holds. */
"use client";
import { useState } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine, visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Trouble } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toast";
import { ConfirmDialog } from "./confirm-dialog";
import { InstallSkill } from "./install-skill";
import { PlainText } from "./plain-text";
import { type Skill, useRemoveSkill, useSkill, useSkills } from "./skill-queries";

export function AgentSkills({ id }: { id: string }) {
  const skills = useSkills(id);
  const [open, setOpen] = useState("");
  if (skills.error !== null && skills.data === undefined)
    return <Trouble text={wordsOf(skills.error)} retry={() => void skills.refetch()} />;
  if (skills.data === undefined) return <p className="sr-only">{words.common.reading}</p>;
  return (
    <div className="grid gap-5 p-5 text-13">
      {skills.data.length === 0 && <p className="text-n-7">{words.agents.skills.empty}</p>}
      <ul>
        {skills.data.map((skill) => (
          <li key={skill.id} className="border-b border-n-3">
            <button
              type="button"
              aria-expanded={open === skill.id}
              onClick={() => setOpen(open === skill.id ? "" : skill.id)}
              className="grid min-h-11 w-full content-center py-1.5 text-left hover:bg-n-1"
            >
              <b className="truncate font-medium text-n-10">{oneLine(skill.name, 64)}</b>
              <span className="line-clamp-2 text-12 text-n-7">{oneLine(skill.description, 300)}</span>
            </button>
            {open === skill.id && <OpenSkill id={id} skill={skill} onRemoved={() => setOpen("")} />}
          </li>
        ))}
      </ul>
      <InstallSkill id={id} />
      <Terminal
        commands={[
          `tinyagi skill list ${id}`,
          `tinyagi skill search ${id} pdf`,
          `tinyagi skill install ${id} owner/repo@skill`,
        ]}
      />
    </div>
  );
}

function OpenSkill({ id, skill, onRemoved }: { id: string; skill: Skill; onRemoved: () => void }) {
  const read = useSkill(id, skill.id);
  const remove = useRemoveSkill(id);
  const [isAsking, setAsking] = useState(false);
  const say = words.agents.skills;
  if (read.error !== null) return <p className="pb-2 text-12 text-failed">{wordsOf(read.error)}</p>;
  if (read.data === undefined) return <p className="sr-only">{words.common.reading}</p>;
  const { source, edited, content, files } = read.data;
  const from = source === null ? say.own : source === "bundled" ? say.bundled : say.from(visible(source));
  return (
    <div className="grid gap-2 pb-3">
      <PlainText text={content} />
      <p className="flex flex-wrap items-center gap-x-2 text-12 text-n-7">
        <span className="grow break-all">
          {from} {edited && say.edited} {say.files(files.length)}
        </span>
        <Button size="s" kind="risk" onClick={() => setAsking(true)}>
          {say.remove}
        </Button>
      </p>
      {remove.error && (
        <p role="alert" className="text-12 text-failed">
          {wordsOf(remove.error)}
        </p>
      )}
      {isAsking && (
        <ConfirmDialog
          title={say.removeTitle(oneLine(skill.name, 64))}
          text={source === "bundled" ? say.removeBundled : say.removeText}
          verb={say.remove}
          onConfirm={() =>
            remove.mutate(skill.id, {
              onSuccess: () => {
                onRemoved();
                showToast(say.removed);
              },
            })
          }
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
