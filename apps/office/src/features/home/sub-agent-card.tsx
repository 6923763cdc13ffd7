/** A sub-agent in a few lines: what its hover card says. */
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import type { Helper } from "../scene/model";

/** @param of the name of its agent, where it does not stand beside it */
export function SubAgentCard({ part, of }: { part: Helper; of?: string }) {
  const { id, name, task, line } = part;
  return (
    <div className="flex gap-3">
      <Face id={id} size={40} state="running" />
      <div className="min-w-0">
        <p className="flex items-center gap-2">
          <b className="truncate font-semibold text-n-10">{oneLine(name || task, 40)}</b>
          <StateMark state="running" />
        </p>
        <p className="text-12 text-n-7">{words.scene.toSubAgent(of === undefined ? "" : oneLine(of, 40))}</p>
        {name !== "" && <p className="mt-1 text-12">{oneLine(task, 80)}</p>}
        {line !== "" && <p className="mt-1 text-12 text-n-7">{oneLine(line, 80)}</p>}
      </div>
    </div>
  );
}
