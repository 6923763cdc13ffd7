/** Less frequent ways on from a run: its conversation, its words elsewhere, its file. On a phone also what can be done to it. */
"use client";
import { type ReactNode, useState } from "react";
import { wordsOf } from "../../lib/api";
import { chatHref } from "../../lib/hrefs";
import { saveFile } from "../../lib/save-file";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { Link } from "../../ui/link";
import { Menu } from "../../ui/menu";
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
      setProblem(wordsOf(error));
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
        <Link href={chatHref(root.conversationId)} className={buttonClass("bare")}>
          {words.runs.head.conversation}
        </Link>
        <Button kind="bare" title={command} onClick={() => void save()}>
          {words.runs.head.export}
        </Button>
        {/* The address holds the view, the selection and the step. */}
        <Button kind="bare" onClick={() => void copyText(location.href)}>
          {copy.link}
        </Button>
        <Button kind="bare" onClick={() => void copyText(runMarkdown(rows))}>
          {copy.markdown}
        </Button>
        <Button kind="bare" onClick={() => void copyText(`tinyagi runs show ${root.runId}`)}>
          {copy.command}
        </Button>
      </Menu>
    </>
  );
}
