/** Settings. Its question: how is it set up, and what will my change do? The eye meets what is not saved, then the form. */
"use client";
import { useEffect, useState } from "react";
import { toWords as errorWords } from "../../lib/api";
import { PHONE, useMedia } from "../../lib/use-media";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { PageHead } from "../../ui/page-head";
import { Reading, Region, Trouble } from "../../ui/region";
import { TabPanel, Tabs } from "../../ui/tabs";
import { Expose } from "../expose/expose";
import { Push } from "../push/push";
import { Workers } from "../workers/workers";
import { Backups } from "./backups";
import { Changes } from "./changes";
import { DraftNotice } from "./draft-notice";
import { History } from "./history";
import { Look } from "./look";
import { McpServers } from "./mcp-servers";
import { Plugins } from "./plugins";
import { useGroups, useSettings } from "./queries";
import { goToOffset, RawEditor } from "./raw-editor";
import { onEnter } from "./saving";
import { SettingsForm } from "./settings-form";
import { Skills } from "./skills";
import { Tokens } from "./tokens";
import { type SettingsDraft, useSettingsDraft } from "./use-settings-draft";
import { Webhooks } from "./webhooks";
import { settingsSentence, type Wrong, wrongIn } from "./wrong";

const TABS = [
  "form",
  "raw",
  "history",
  "webhooks",
  "skills",
  "mcp",
  "plugins",
  "tokens",
  "workers",
  "backups",
  "push",
  "expose",
  "look",
] as const;

export function SettingsPage() {
  const settings = useSettings();
  const groups = useGroups();
  const [tab, setTab] = useParam("tab", "form");
  const draft = useSettingsDraft(groups.data ?? [], settings.data ?? {}, tab === "raw");
  const isPhone = useMedia(PHONE);
  const [isShown, setShown] = useState(false);
  // A sheet would cover the field that is being typed into.
  const onChanged = (): void => setShown(!isPhone);
  function enter(): void {
    const next = onEnter(draft, isShown);
    if (next === "show") setShown(true);
    else if (next === "save") draft.save();
  }
  const failed = [settings, groups].find(({ error, data }) => error !== null && data === undefined);
  const { changes } = draft;
  const wrong = wrongIn(draft);
  const showWrong = useShowWrong(setTab);
  return (
    <>
      <PageHead
        title={words.settings.title}
        text={settings.data === undefined ? "" : settingsSentence(changes.length, wrong)}
      >
        {wrong[0] !== undefined && (
          <Button onClick={() => showWrong(wrong[0])}>{words.settings.showWrong}</Button>
        )}
        {changes.length > 0 && !isShown && (
          <Button onClick={() => setShown(true)}>{words.settings.see(changes.length)}</Button>
        )}
      </PageHead>
      <Tabs
        label={words.settings.title}
        tabs={TABS.map((key) => ({ key, name: words.settings.tabs[key] }))}
        current={tab}
        onCurrent={setTab}
      >
        {settings.data !== undefined && <DraftNotice draft={draft} />}
        {draft.isUnread && (
          // The bundler asks for a file once in the life of a page.
          <Trouble
            text={words.shell.missing.text}
            action={words.shell.missing.reload}
            retry={() => location.reload()}
          />
        )}
        {failed?.error && <Trouble text={errorWords(failed.error)} retry={() => void failed.refetch()} />}
        <div className="flex min-h-0 flex-1">
          <TabPanel current={tab}>
            <Region key={tab} name={words.settings.thisPart}>
              {settings.data !== undefined && groups.data !== undefined ? (
                <Part tab={tab} draft={draft} onChanged={onChanged} onEnter={enter} />
              ) : (
                failed === undefined && <Reading />
              )}
            </Region>
          </TabPanel>
          {changes.length > 0 && isShown && <Changes draft={draft} onClose={() => setShown(false)} />}
        </div>
      </Tabs>
    </>
  );
}

/** Brings the reader to the first place that is wrong, in whatever tab it is. */
function useShowWrong(setTab: (tab: string) => void): (wrong: Wrong | undefined) => void {
  const [, setSearch] = useParam("find");
  const [wanted, setWanted] = useState<Wrong>();
  useEffect(() => {
    if (wanted === undefined) return;
    setWanted(undefined);
    const place = document.querySelector<HTMLElement>("[role=tabpanel] [aria-invalid=true]");
    if (place instanceof HTMLTextAreaElement && wanted.offset !== undefined)
      return goToOffset(place, wanted.offset);
    place?.focus({ preventScroll: true });
    place?.scrollIntoView({ block: "center" });
  }, [wanted]);
  return (wrong) => {
    // The search may hide it.
    setSearch("");
    setTab(wrong?.offset === undefined ? "form" : "raw");
    setWanted(wrong);
  };
}

interface PartProps {
  tab: string;
  draft: SettingsDraft;
  onChanged: () => void;
  onEnter: () => void;
}

function Part({ tab, draft, onChanged, onEnter }: PartProps) {
  if (tab === "raw") return <RawEditor draft={draft} onChanged={onChanged} />;
  if (tab === "history") return <History />;
  if (tab === "webhooks") return <Webhooks settings={draft.settings} />;
  if (tab === "skills") return <Skills />;
  if (tab === "mcp") return <McpServers />;
  if (tab === "plugins") return <Plugins />;
  if (tab === "tokens") return <Tokens />;
  if (tab === "workers") return <Workers />;
  if (tab === "backups") return <Backups />;
  if (tab === "push") return <Push />;
  if (tab === "expose") return <Expose />;
  if (tab === "look") return <Look isUnsaved={draft.changes.length > 0} />;
  return <SettingsForm draft={draft} onChanged={onChanged} onEnter={onEnter} />;
}
