/** The whole run as a JSON file: its runs, its graph and its trace, as the daemon gives them. */
"use client";
import { useState } from "react";
import { wordsOf } from "../../lib/api";
import type { Run } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { readWholeRun } from "./queries";

export function ExportButton({ root }: { root: Run }) {
  const [problem, setProblem] = useState<string>();
  const command = `tinyagi trace ${root.runId} --json`;
  async function save(): Promise<void> {
    setProblem(undefined);
    try {
      download(`${root.runId}.json`, JSON.stringify(await readWholeRun(root), undefined, 2));
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }
  return (
    <>
      <Button size="s" title={command} onClick={() => void save()}>
        {words.runs.head.export}
      </Button>
      {problem !== undefined && (
        <span role="alert" className="self-center text-12 text-failed">
          {problem}
        </span>
      )}
    </>
  );
}

function download(name: string, json: string): void {
  const address = URL.createObjectURL(new Blob([json], { type: "application/json" }));
  const link = document.createElement("a");
  Object.assign(link, { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}
