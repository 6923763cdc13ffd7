/** What a person does to a run, or to one part of its graph. Each act shows its command. */
"use client";
import { type ReactNode, useState } from "react";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { MenuItem } from "../../ui/menu";
import type { ActName } from "./acts";
import { CancelDialog } from "./cancel-dialog";
import { CompareDialog } from "./compare-dialog";
import { ForkDialog } from "./fork-dialog";
import { RetryDialog } from "./retry-dialog";
import { SteerRunDialog } from "./steer-run-dialog";
import type { DialogProps, Target } from "./target";

const DIALOGS: Readonly<Record<ActName, (props: DialogProps) => ReactNode>> = {
  retry: RetryDialog,
  fork: ForkDialog,
  compare: CompareDialog,
  steer: SteerRunDialog,
  cancel: CancelDialog,
};

/** @returns what begins an act, and its window: put it outside of what may close meanwhile, such as a menu */
export function useActs(target: Target): { start: (act: ActName) => void; dialog: ReactNode } {
  const [open, setOpen] = useState<ActName>();
  const Shown = open === undefined ? undefined : DIALOGS[open];
  return {
    start: setOpen,
    dialog: Shown === undefined ? null : <Shown target={target} onClose={() => setOpen(undefined)} />,
  };
}

interface Props {
  acts: readonly ActName[];
  onStart: (act: ActName) => void;
}

export function ActButtons({ acts, onStart }: Props) {
  return acts.map((act) => (
    <Button key={act} size="s" kind={act === "cancel" ? "risk" : "plain"} onClick={() => onStart(act)}>
      {words.runs.acts[act]}
    </Button>
  ));
}

export function ActItems({ acts, onStart }: Props) {
  return acts.map((act) => (
    <MenuItem key={act} isRisk={act === "cancel"} onSelect={() => onStart(act)}>
      {words.runs.acts[act]}
    </MenuItem>
  ));
}
