/** What a person does to a run, or to one part of its graph. Each act shows its command. */
"use client";
import { useState } from "react";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { CancelDialog } from "./cancel-dialog";
import { CompareDialog } from "./compare-dialog";
import { ForkDialog } from "./fork-dialog";
import { RetryDialog } from "./retry-dialog";
import { isLiveStatus } from "./states";
import { SteerRunDialog } from "./steer-run-dialog";
import type { DialogProps, Target } from "./target";

type Open = "retry" | "fork" | "compare" | "steer" | "cancel";

export function RunActions(target: Target) {
  const [open, setOpen] = useState<Open>();
  const isLive = isLiveStatus(target.run.status);
  const props: DialogProps = { target, onClose: () => setOpen(undefined) };
  const button = (what: Open) => (
    <Button size="s" kind={what === "cancel" ? "risk" : "plain"} onClick={() => setOpen(what)}>
      {words.runs.acts[what]}
    </Button>
  );
  return (
    <div className="flex flex-wrap gap-1.5">
      {isLive ? (
        <>
          {button("steer")}
          {button("cancel")}
        </>
      ) : (
        <>
          {button("retry")}
          {button("fork")}
          {button("compare")}
        </>
      )}
      {open === "retry" && <RetryDialog {...props} />}
      {open === "fork" && <ForkDialog {...props} />}
      {open === "compare" && <CompareDialog {...props} />}
      {open === "steer" && <SteerRunDialog {...props} />}
      {open === "cancel" && <CancelDialog {...props} />}
    </div>
  );
}
