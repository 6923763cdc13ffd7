/** A sub-agent of the office as a link that lies over its picture: it says in words what the picture shows, and opens its run. */
import { memo, type ReactNode } from "react";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { HoverCard } from "../../ui/hover-card";
import { Link } from "../../ui/link";
import type { Helper } from "./model";

interface Props {
  helper: Helper;
  /** The name of its agent. */
  agent: string;
  /** Only for the one under the pointer or with the focus. */
  card: ((helper: Helper, agent: string) => ReactNode) | undefined;
  isTabStop: boolean;
  register: (id: string, link: HTMLElement | null) => void;
  onPoint: (id: string | undefined) => void;
  onFocus: (id: string) => void;
}

export const HelperSpot = memo(function HelperSpot(props: Props) {
  const { helper, agent, card, register, onPoint, onFocus } = props;
  const { id, name, task, line, href } = helper;
  return (
    <li>
      <HoverCard card={() => card?.(helper, agent)}>
        <Link
          ref={(link) => register(id, link)}
          href={href}
          aria-label={words.scene.helper({
            name: oneLine(name || task || id, 60),
            agent: oneLine(agent, 60),
            line,
          })}
          tabIndex={props.isTabStop ? 0 : -1}
          className="absolute top-0 left-0 block h-[52px] w-[44px] max-md:h-[44px] max-md:w-[44px] max-md:-ml-[5px]"
          onPointerEnter={() => onPoint(id)}
          onPointerLeave={() => onPoint(undefined)}
          onFocus={() => {
            onPoint(id);
            onFocus(id);
          }}
          onBlur={() => onPoint(undefined)}
        />
      </HoverCard>
    </li>
  );
});
