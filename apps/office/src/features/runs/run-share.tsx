/** Ways to take a run elsewhere: its link, its words as Markdown, its command. */
"use client";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Menu } from "../../ui/menu";
import { copyText } from "../../ui/terminal";
import { runMarkdown } from "./run-markdown";
import type { RunData } from "./use-run-data";

export function RunShare({ data: { root, rows } }: { data: RunData }) {
  const said = words.common.copy;
  return (
    <Menu name={said.menu} icon="copy">
      {/* The address holds the view, the selection and the step. */}
      <Button kind="bare" onClick={() => void copyText(location.href)}>
        {said.link}
      </Button>
      <Button kind="bare" onClick={() => void copyText(runMarkdown(rows))}>
        {said.markdown}
      </Button>
      <Button kind="bare" onClick={() => void copyText(`tinyagi runs show ${root.runId}`)}>
        {said.command}
      </Button>
    </Menu>
  );
}
