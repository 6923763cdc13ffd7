/** Steers or stops one agent at work, where it stands in the tree of an answer. */
"use client";
import { type ReactNode, useState } from "react";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { CancelDialog } from "../runs/cancel-dialog";
import { SteerRunDialog } from "../runs/steer-run-dialog";

export function WorkActs(props: { runId: string; node: string | undefined; name: string; task: string }) {
  const { runId, node, name, task } = props;
  const [act, setAct] = useState<"steer" | "stop">();
  const say = words.chat.handoffs;
  const target = { run: { runId }, node, prompt: task };
  const onClose = (): void => setAct(undefined);
  return (
    <span className="flex flex-none">
      <Act label={say.steer(name)} onClick={() => setAct("steer")}>
        <Icon name="steer" size={14} />
      </Act>
      <Act label={say.stop(name)} onClick={() => setAct("stop")}>
        <Icon name="stop" size={14} />
      </Act>
      {act === "steer" && <SteerRunDialog target={target} onClose={onClose} />}
      {act === "stop" && <CancelDialog target={target} onClose={onClose} />}
    </span>
  );
}

function Act({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <Button kind="bare" size="icon" aria-label={label} title={label} onClick={onClick}>
      {children}
    </Button>
  );
}
