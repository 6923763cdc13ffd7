/** The figures of the page as a file. */
"use client";
import { saveFile } from "../../lib/save-file";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Terminal } from "../../ui/terminal";
import { csvOf } from "./csv";
import type { SpendReport } from "./queries";

export function ExportDialog({ report, onClose }: { report: SpendReport; onClose: () => void }) {
  const days = report.days ?? [];
  const name = `spend-by-${report.by}-${days[0] ?? ""}-to-${days.at(-1) ?? ""}`;
  const save = (ending: string, text: string, type: string) => () => {
    saveFile(`${name}.${ending}`, text, type);
    onClose();
  };
  return (
    <Dialog label="Export" place="sheet" onClose={onClose}>
      <div className="p-5 text-13">
        <h2 className="text-16 font-bold tracking-tight text-n-10">Export {days.length} days</h2>
        <p className="mt-1 text-n-7">
          One line for each day and {report.by}, with tokens, price and its estimated part.
        </p>
        <div className="mt-4 flex flex-wrap gap-2">
          <Button kind="go" onClick={save("csv", csvOf(report), "text/csv")}>
            Save CSV
          </Button>
          <Button onClick={save("json", JSON.stringify(report, null, 2), "application/json")}>
            Save JSON
          </Button>
          <Button kind="bare" onClick={onClose}>
            Cancel
          </Button>
        </div>
        <Terminal commands={[`tinyagi spend --by ${report.by} --days ${days.length} --json`]} />
      </div>
    </Dialog>
  );
}
