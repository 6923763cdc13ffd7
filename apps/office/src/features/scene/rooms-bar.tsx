/** The names of rooms: as signs on their walls, and as a bar to jump by when the office is wider than the view. */
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import type { Inhabitant } from "./model";
import type { Plan, Room } from "./plan";
import { layoutSigns } from "./signs";

export function Signs({ plan, scale }: { plan: Plan; scale: number }) {
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0">
      {layoutSigns(plan, scale).map(({ room, text, left, top, width, height }) => (
        <span
          key={room}
          className="face-sign absolute truncate px-1.5 text-11 font-semibold text-n-9"
          style={{ left, top, maxWidth: width, lineHeight: `${height}px` }}
        >
          {text}
        </span>
      ))}
    </div>
  );
}

export function RoomsBar(props: {
  plan: Plan;
  agents: readonly Inhabitant[];
  onLook: (room: string) => void;
}) {
  const { plan, agents, onLook } = props;
  const waiting = new Set(
    agents.filter(({ state }) => state === "waiting").map(({ id }) => plan.desks.get(id)?.room),
  );
  if (!plan.isWide) return null;
  return (
    <fieldset className="flex overflow-x-auto border-t border-n-4 px-2 [scrollbar-width:none] md:px-6">
      <legend className="sr-only">{words.scene.goToRoom}</legend>
      {plan.rooms.map(({ id, name }: Room) => (
        <button
          key={id}
          type="button"
          onClick={() => onLook(id)}
          className="h-9 px-2.5 text-13 whitespace-nowrap text-n-7 hover:text-n-10 max-md:h-11"
        >
          {oneLine(name, 32)}
          {waiting.has(id) && (
            <i className="ml-1.5 inline-block size-2 bg-accent ring-1 ring-accent-line">
              <span className="sr-only">{words.scene.needsYou}</span>
            </i>
          )}
        </button>
      ))}
    </fieldset>
  );
}
