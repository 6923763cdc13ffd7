/**
 * An agent of the office as a button that lies over its picture, and says in words what the picture shows. It is drawn
 * again only when its agent changes: in a large office at work, something changes many times in a second.
 */
import { memo, type ReactNode } from "react";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { HoverCard } from "../../ui/hover-card";
import type { Inhabitant } from "./model";
import { type Spot, spotProps } from "./spot";

interface Props extends Spot {
  agent: Inhabitant;
  room: string | undefined;
  /** Only for the one under the pointer or with the focus. */
  card: ((agent: Inhabitant) => ReactNode) | undefined;
  isCurrent: boolean;
  onOpen: (id: string) => void;
}

export const AgentSpot = memo(function AgentSpot(props: Props) {
  const { agent, card, onOpen } = props;
  const { id } = agent;
  return (
    <li>
      <HoverCard card={() => card?.(agent)}>
        <button
          {...spotProps(id, props)}
          type="button"
          aria-pressed={props.isCurrent}
          aria-label={inWords(agent, props.room)}
          onClick={() => onOpen(id)}
        />
      </HoverCard>
    </li>
  );
});

function inWords({ name, word, line, helpers }: Inhabitant, room: string | undefined): string {
  return words.scene.agent({
    name: oneLine(name, 60),
    room: room === undefined ? undefined : oneLine(room, 40),
    state: word,
    line,
    helpers: helpers.length,
  });
}
