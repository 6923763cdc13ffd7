/**
 * Knowledge. Its question: what do all agents know, and is it right? Notes and documents of the company, a search as agents
 * have it, and what agents propose. The address says which tab and which note is open.
 */
"use client";
import { useAdding } from "../../lib/use-adding";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { PageHead } from "../../ui/page-head";
import { Region } from "../../ui/region";
import { TabPanel, Tabs } from "../../ui/tabs";
import { NewNote } from "./new-note";
import { Notes } from "./notes";
import { Proposals } from "./proposals";
import { useKnowledge } from "./queries";

const TABS = ["notes", "proposals"] as const;

export function Company() {
  const known = useKnowledge();
  const [said, setTab] = useParam("tab");
  const [isAdding, setAdding] = useAdding(words.company.add);
  const tab = TABS.find((one) => one === said) ?? "notes";
  const open = known.data?.openProposals ?? 0;
  const sentence =
    known.data === undefined
      ? ""
      : words.company.sentence(known.data.notes.length, known.data.documents.length, open);
  return (
    <>
      <PageHead title={words.company.title} text={sentence}>
        <Button kind="go" onClick={() => setAdding(true)}>
          <Icon name="plus" />
          {words.company.add}
        </Button>
      </PageHead>
      <Tabs
        label={words.company.title}
        tabs={TABS.map((key) => ({ key, name: words.company.tabs[key](open) }))}
        current={tab}
        onCurrent={(key) => setTab(key === "notes" ? "" : key)}
      >
        <TabPanel current={tab}>
          <Region key={tab} name={words.company.title}>
            {tab === "notes" ? <Notes known={known} /> : <Proposals />}
          </Region>
        </TabPanel>
      </Tabs>
      {isAdding && <NewNote onClose={() => setAdding(false)} />}
    </>
  );
}
