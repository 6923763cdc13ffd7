/** Less frequent ways on from a run: its conversation, its words elsewhere, its file. On a phone also what can be done to it. */
"use client";
import { type ReactNode, useState } from "react";
import { toWords } from "../../lib/api";
import { chatHref } from "../../lib/hrefs";
import { saveFile } from "../../lib/save-file";
import { words } from "../../locale/words";
import { Menu, MenuItem, MenuLink } from "../../ui/menu";
import { copyText } from "../../ui/terminal";
import { readWholeRun } from "./queries";
import { runMarkdown } from "./run-markdown";
import type { RunData } from "./use-run-data";

export function RunMenu({ data: { root, rows }, children }: { data: RunData; children: ReactNode }) {
  const [problem, setProblem] = useState<string>();
  const { copy } = words.common;
  const command = `tinyagi trace ${root.runId} --json`;
  async function save(): Promise<void> {
    setProblem(undefined);
    try {
      const whole = JSON.stringify(await readWholeRun(root), undefined, 2);
      saveFile(`${root.runId}.json`, whole, "application/json");
    } catch (error) {
      setProblem(toWords(error));
    }
  }
  return (
    <>
      {problem !== undefined && (
        <span role="alert" className="text-12 text-failed">
          {problem}
        </span>
      )}
      <Menu name={words.runs.head.more} icon="more">
        {children}
        <MenuLink href={chatHref(root.conversationId)}>{words.runs.head.conversation}</MenuLink>
        <MenuItem title={command} onSelect={() => void save()}>
          {words.runs.head.export}
        </MenuItem>
        {/* The address holds the view, the selection and the step. */}
        <MenuItem onSelect={() => void copyText(location.href)}>{copy.link}</MenuItem>
        <MenuItem onSelect={() => void copyText(runMarkdown(rows))}>{copy.markdown}</MenuItem>
        <MenuItem onSelect={() => void copyText(`tinyagi runs show ${root.runId}`)}>{copy.command}</MenuItem>
      </Menu>
    </>
  );
}
