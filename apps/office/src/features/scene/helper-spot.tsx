/** A sub-agent of the office as a link that lies over its picture: it says in words what the picture shows, and opens its run. */
import { memo, type ReactNode } from "react";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { HoverCard } from "../../ui/hover-card";
import { Link } from "../../ui/link";
import type { Helper } from "./model";
import { type Spot, spotProps } from "./spot";

interface Props extends Spot {
  helper: Helper;
  /** The name of its agent. */
  agent: string;
  /** Only for the one under the pointer or with the focus. */
  card: ((helper: Helper, agent: string) => ReactNode) | undefined;
}

export const HelperSpot = memo(function HelperSpot(props: Props) {
  const { helper, agent, card } = props;
  const { id, name, task, line, href } = helper;
  return (
    <li>
      <HoverCard card={() => card?.(helper, agent)}>
        <Link
          {...spotProps(id, props)}
          href={href}
          aria-label={words.scene.helper({
            name: oneLine(name || task || id, 60),
            agent: oneLine(agent, 60),
            line,
          })}
        />
      </HoverCard>
    </li>
  );
});
