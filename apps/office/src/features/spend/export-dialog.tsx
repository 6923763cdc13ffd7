/** The figures of the page as a file. */
"use client";
import { saveFile } from "../../lib/save-file";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Terminal } from "../../ui/terminal";
import { toCsv } from "./csv";
import type { SpendBy, SpendReport } from "./queries";

export function ExportDialog({
  report,
  by,
  onClose,
}: {
  report: SpendReport;
  by: SpendBy;
  onClose: () => void;
}) {
  const days = report.days ?? [];
  const name = `spend-by-${report.by}-${days[0] ?? ""}-to-${days.at(-1) ?? ""}`;
  const save = (ending: string, text: string, type: string) => () => {
    saveFile(`${name}.${ending}`, text, type);
    onClose();
  };
  return (
    <Dialog label={words.spend.export} place="sheet" onClose={onClose}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 p-6 text-13">
        <h2 className="text-20 font-bold tracking-tight text-n-10">
          {words.spend.exports.title(days.length)}
        </h2>
        <p className="text-n-7">{words.spend.exports.text(words.spend.by[by])}</p>
        <Terminal commands={[`tinyagi spend --by ${report.by} --days ${days.length} --json`]} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button onClick={save("json", JSON.stringify(report, null, 2), "application/json")}>
            {words.spend.exports.json}
          </Button>
          <Button data-autofocus kind="go" onClick={save("csv", toCsv(report), "text/csv")}>
            {words.spend.exports.csv}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
