/** The skills of one agent: what each is for, its text and files, and its removal. */
"use client";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { shellWord } from "../../lib/format/shell";
import { oneLine, visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { Empty, Trouble } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { AddSkill } from "./add-skill";
import { type SkillEntry, useRemoveSkill, useSkill, useSkills } from "./queries";
import { SkillText } from "./skill-text";

export function AgentSkills({ agent }: { agent: string }) {
  const skills = useSkills(agent);
  const [open, setOpen] = useState("");
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <AddSkill key={agent} agent={agent} />
      {skills.error !== null && skills.data === undefined && (
        <Trouble text={toWords(skills.error)} retry={() => void skills.refetch()} />
      )}
      {skills.data?.length === 0 && <Empty title={words.skills.emptyTitle} text={words.skills.emptyText} />}
      <ul aria-label={words.skills.list}>
        {skills.data?.map((skill) => (
          <One
            key={skill.id}
            agent={agent}
            skill={skill}
            isOpen={open === skill.id}
            onToggle={() => setOpen(open === skill.id ? "" : skill.id)}
          />
        ))}
      </ul>
      <Terminal commands={[`tinyagi skill list ${agent}`]} />
    </div>
  );
}

interface Props {
  agent: string;
  skill: SkillEntry;
  isOpen: boolean;
  onToggle: () => void;
}

function One({ agent, skill: { id, description }, isOpen, onToggle }: Props) {
  const remove = useRemoveSkill(agent);
  const [isAsking, setAsking] = useState(false);
  return (
    <li className="border-b border-n-3 py-2 text-13">
      <div className="flex items-center gap-x-3">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={onToggle}
          className="min-w-0 grow rounded-xs py-0.5 text-left hover:bg-n-1 max-md:min-h-11"
        >
          <b className="block font-semibold break-all text-n-10">{oneLine(id, 64)}</b>
          <span className={`block text-12 text-n-7 ${isOpen ? "" : "line-clamp-2"}`}>
            {visible(description)}
          </span>
        </button>
        <Button
          size="s"
          kind="risk"
          aria-label={words.skills.removeNamed(id)}
          disabled={remove.isPending}
          onClick={() => setAsking(true)}
        >
          {words.skills.remove}
        </Button>
      </div>
      {remove.error && (
        <p role="alert" className="mt-1 text-12 text-failed">
          {toWords(remove.error)}
        </p>
      )}
      {isOpen && <Detail agent={agent} id={id} />}
      {isAsking && (
        <ConfirmDialog
          title={words.skills.removeTitle(oneLine(id, 64))}
          text={words.skills.removeText}
          verb={words.skills.remove}
          onConfirm={() => remove.mutate(id)}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}

function Detail({ agent, id }: { agent: string; id: string }) {
  const skill = useSkill(agent, id);
  if (skill.error !== null && skill.data === undefined)
    return <Trouble text={toWords(skill.error)} retry={() => void skill.refetch()} />;
  if (skill.data === undefined) return <p className="sr-only">{words.common.reading}</p>;
  const { content, files, source, edited } = skill.data;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2 py-2">
      <p className="text-12 break-all text-n-7">
        {words.skills.source(source === null ? undefined : visible(source))}
        {edited && ` ${words.skills.edited}`}
      </p>
      <SkillText content={content} files={files} />
      <Terminal
        commands={[
          `tinyagi skill show ${agent} ${shellWord(id)}`,
          `tinyagi skill remove ${agent} ${shellWord(id)}`,
        ]}
      />
    </div>
  );
}
