/** One agent beside the crew: what it does, its settings with their history, its files, its notes. */
"use client";
import { oneLine } from "../../lib/format/text";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Inspector } from "../../ui/inspector";
import { Region } from "../../ui/region";
import { TabPanel, Tabs } from "../../ui/tabs";
import { AgentSkills } from "../skills/skills-of";
import { AgentPlace } from "../workers/agent-place";
import { AgentFileEditor } from "./agent-file";
import { AgentHeartbeat } from "./agent-heartbeat";
import { AgentLimitsForm } from "./agent-limits-form";
import { AgentMemory } from "./agent-memory";
import { AgentNowTab } from "./agent-now";
import { AgentSettings } from "./agent-settings";
import type { Member } from "./agent-state";
import { EffectivePromptFor } from "./effective-prompt";
import { ProgramMark } from "./open-programs";

const TABS = ["now", "settings", "prompt", "soul", "heartbeat", "memory", "skills"] as const;

export function AgentInspector({ member, onClose }: { member: Member; onClose: () => void }) {
  const [tab, setTab] = useParam("tab", "now");
  const { id, name, state, word, config } = member;
  // The next agent that is opened begins with what it does now.
  function close(): void {
    setTab("");
    onClose();
  }
  return (
    <Inspector label={words.agents.agent} title={oneLine(name, 60)} onClose={close}>
      <header className="flex items-center gap-4 px-5 pt-5">
        <Face id={id} size={56} state={state} />
        <div className="min-w-0 grow">
          <p className="flex min-w-0 items-center gap-3">
            <StateMark state={state} word={word} />
            {member.programs && <ProgramMark of={member.programs} />}
            <span className="truncate font-mono text-12 text-n-7">@{id}</span>
          </p>
          <p className="line-clamp-2 text-13 text-n-7">{oneLine(config.role ?? "", 160)}</p>
        </div>
      </header>
      <div className="mt-3">
        <Tabs
          isDense
          label={words.agents.about}
          tabs={TABS.map((key) => ({ key, name: words.agents.tabs[key] }))}
          current={tab}
          onCurrent={setTab}
        >
          <TabPanel current={tab} isDense>
            <Region name={words.agents.thisPart}>
              {tab === "settings" ? (
                <>
                  <AgentSettings id={id} config={config} />
                  <AgentPlace id={id} place={config.place} />
                  <AgentLimitsForm id={id} config={config} />
                </>
              ) : tab === "prompt" ? (
                <>
                  <AgentFileEditor key="prompt" id={id} file="AGENTS.md" />
                  <EffectivePromptFor id={id} />
                </>
              ) : tab === "soul" ? (
                <AgentFileEditor key="soul" id={id} file="SOUL.md" />
              ) : tab === "memory" ? (
                <AgentMemory id={id} />
              ) : tab === "heartbeat" ? (
                <AgentHeartbeat key={id} id={id} />
              ) : tab === "skills" ? (
                <div className="p-5 text-13">
                  <AgentSkills agent={id} />
                </div>
              ) : (
                <AgentNowTab member={member} onRemoved={close} />
              )}
            </Region>
          </TabPanel>
        </Tabs>
      </div>
    </Inspector>
  );
}

/** The address names an agent that is not there. */
export function NoSuchAgent({ id, onClose }: { id: string; onClose: () => void }) {
  return (
    <Inspector label={words.agents.agent} title={`@${oneLine(id, 40)}`} onClose={onClose}>
      <p role="status" className="p-5 text-13 text-n-9">
        {words.agents.unknown}
      </p>
    </Inspector>
  );
}
