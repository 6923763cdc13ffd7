/** A command that a person runs elsewhere, with the button that copies it. */
"use client";
import type { ReactNode } from "react";
import { words } from "../locale/words";
import { Button, type ButtonKind } from "./button";
import { copyText } from "./terminal";

/** @param children buttons before the one that copies */
export function CopyCommand(props: { command: string; kind?: ButtonKind; children?: ReactNode }) {
  const { command, kind = "plain", children } = props;
  return (
    <>
      <code className="min-w-0 rounded-xs bg-n-2 px-2 py-1 break-all text-n-10">{command}</code>
      <div className="flex justify-end gap-2">
        {children}
        <Button kind={kind} onClick={() => void copyText(command)}>
          {words.settings.copyCommand}
        </Button>
      </div>
    </>
  );
}
