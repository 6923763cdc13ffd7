/** Every component of `ui/` in every state, for developers: open `/ui` under `next dev`. */
"use client";
import { type ReactNode, useState } from "react";
import { Button, type ButtonKind, Key } from "../../ui/button";
import { AgentChip, ChannelChip, MoneyChip, TimeChip } from "../../ui/chips";
import { Dialog } from "../../ui/dialog";
import { Face, YourFace } from "../../ui/face";
import { PixelDigits, RaisedHand, STATES, StateMark } from "../../ui/glyph";
import { HoverCard } from "../../ui/hover-card";
import { ICONS, Icon } from "../../ui/icon";
import { Mention } from "../../ui/mention";
import { Menu, MenuItem } from "../../ui/menu";
import { NewRows, PageHead } from "../../ui/page-head";
import { QrCode } from "../../ui/qr-code";
import { Empty, Trouble } from "../../ui/region";
import { Segmented } from "../../ui/segmented";
import { TabPanel, Tabs } from "../../ui/tabs";
import { showToast } from "../../ui/toasts";
import { ListSample } from "./list-sample";

const KINDS: readonly ButtonKind[] = ["plain", "go", "bare", "risk"];
const TABS = [
  { key: "one", name: "One" },
  { key: "two", name: "Two" },
  { key: "three", name: "Three" },
] as const;
const HOUR_MS = 3_600_000;

export function Showcase() {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="min-h-0 flex-1 overflow-auto pb-16">
      <PageHead title="Components" text="Each in every state. Change the theme with Shift T." />
      <div className="grid gap-8 px-4 py-6 md:px-8">
        <Sample name="States">
          {STATES.map((state) => (
            <StateMark key={state} state={state} />
          ))}
        </Sample>
        <Sample name="Buttons">
          {KINDS.map((kind) => (
            <Button key={kind} kind={kind}>
              {kind}
            </Button>
          ))}
          {KINDS.map((kind) => (
            <Button key={kind} kind={kind} size="s" disabled>
              {kind}, disabled
            </Button>
          ))}
          <Button onClick={() => setOpen(true)}>Open a window</Button>
          <Button onClick={() => showToast("One line, with an undo", () => undefined)}>Show a toast</Button>
          <Key>Ctrl K</Key>
        </Sample>
        <Marks />
        <Sample name="Nothing here, and trouble">
          <Empty title="Nothing runs" text="What agents do appears here.">
            <Button>Write the first message</Button>
          </Empty>
          <Trouble text="TinyAGI does not answer. Start it with: tinyagi start" retry={() => undefined} />
          <NewRows count={12} onShow={() => undefined} />
        </Sample>
        <Controls />
        <ListSample />
      </div>
      {isOpen && (
        <Dialog label="A window" place="sheet" onClose={() => setOpen(false)}>
          <p className="p-6">Esc closes it, and the focus returns.</p>
        </Dialog>
      )}
    </div>
  );
}

function Marks() {
  return (
    <>
      <Sample name="Chips">
        {STATES.map((state) => (
          <AgentChip key={state} id="coder" name="Coder" state={state} />
        ))}
        <TimeChip at={Date.now() - 3 * HOUR_MS} ago />
        <MoneyChip of={{ costUsd: 1.5 }} />
        <MoneyChip of={{ costUsd: 1.5, estimated: true }} />
        <MoneyChip />
        {["web", "cli", "telegram", "discord", "whatsapp", "slack", "email", "schedule"].map((name) => (
          <ChannelChip key={name} name={name} />
        ))}
      </Sample>
      <Sample name="Faces">
        {Array.from({ length: 24 }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed row of examples.
          <Face key={i} id={`agent-${i}`} size={40} />
        ))}
        <YourFace />
      </Sample>
      <Sample name="Icons">
        {ICONS.map((name) => (
          <Icon key={name} name={name} />
        ))}
        <RaisedHand />
        <PixelDigits text="12.50" />
      </Sample>
    </>
  );
}

function Controls() {
  const [tab, setTab] = useState("one");
  return (
    <Sample name="A code to scan, and tabs">
      <div className="w-40">
        <QrCode text="https://example.org" label="An example" />
      </div>
      <div className="w-60">
        <Tabs label="Example" tabs={TABS} current={tab} onCurrent={setTab} isDense>
          <TabPanel current={tab} isDense>
            <p className="p-2 text-13">Part {tab}</p>
          </TabPanel>
        </Tabs>
      </div>
      <Segmented
        label="One of a few"
        choices={TABS.map(({ key, name }) => ({ value: key, name }))}
        value={tab}
        onChange={setTab}
      />
      <Menu name="Copy" icon="copy">
        {["Copy link", "Copy as Markdown", "Export"].map((name) => (
          <MenuItem key={name} onSelect={() => showToast(name)}>
            {name}
          </MenuItem>
        ))}
      </Menu>
      <HoverCard card={() => <p>More about it</p>}>
        <Button>Rest here</Button>
      </HoverCard>
      <p className="text-13">
        A name in a text: <Mention>@coder</Mention>
      </p>
    </Sample>
  );
}

function Sample({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section aria-label={name} className="grid gap-3">
      <h2 className="text-13 font-semibold text-n-10">{name}</h2>
      <div className="flex flex-wrap items-center gap-3">{children}</div>
    </section>
  );
}
