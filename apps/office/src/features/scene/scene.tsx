/**
 * The office on Home: agents at their desks, as a picture and as a list in one. Each agent is a button where it sits, so
 * pointer, keyboard and screen reader reach the same thing. Tab enters the office once; arrows go from agent to agent.
 */
"use client";
import {
  Fragment,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useEvents } from "../../lib/stream/use-stream";
import { STILL, useMedia } from "../../lib/use-media";
import { words } from "../../locale/words";
import { AgentSpot } from "./agent-spot";
import { HelperSpot } from "./helper-spot";
import type { Helper, Inhabitant, OfficeModel } from "./model";
import type { Plan } from "./plan";
import { RoomsBar, Signs } from "./rooms-bar";
import { mountStage, type Stage } from "./stage";

interface Props {
  model: OfficeModel;
  /** The agent in the inspector. */
  current: string;
  onCurrent: (id: string) => void;
  card: (agent: Inhabitant) => ReactNode;
  /** @param agent the name of its agent */
  helperCard: (helper: Helper, agent: string) => ReactNode;
}

export function Scene({ model, current, onCurrent, card, helperCard }: Props) {
  const parts = useParts();
  const { stage, placed } = useStage(parts, model);
  const [pointed, setPointed] = useState<string>();
  const [tabStop, setTabStop] = useState<string>();
  const marked = pointed ?? (current === "" ? undefined : current);
  useEffect(() => stage.current?.mark(marked), [stage, marked]);
  useEffect(() => {
    if (current !== "") stage.current?.find(current);
  }, [stage, current]);
  useEvents((event) => {
    if (event.type === "handoff.created") stage.current?.handOver(event.data.fromAgent, event.data.toAgent);
    else if (event.type === "message.accepted") stage.current?.mailArrives();
  });
  const { agents } = model;
  const spots = agents.flatMap(({ id, helpers }) => [id, ...helpers.map((helper) => helper.id)]);
  const first = spots.find((id) => id === tabStop) ?? spots[0];
  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const last = spots.length - 1;
    const to = step === undefined ? { Home: 0, End: last }[event.key] : spots.indexOf(first ?? "") + step;
    const spot = to === undefined ? undefined : spots[Math.max(0, Math.min(last, to))];
    if (spot === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    parts.buttons.get(spot)?.focus();
  }
  const shared = { register: parts.register, onPoint: setPointed, onFocus: setTabStop };
  return (
    <section aria-label={words.scene.name} className="min-w-0">
      <div
        ref={parts.scroller}
        className="relative h-[339px] overflow-x-auto overflow-y-hidden bg-hall [scrollbar-width:none] md:h-[452px]"
      >
        <div ref={parts.floor} className="relative">
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas has no focus; the list below says the same. */}
          <canvas
            ref={parts.canvas}
            aria-hidden="true"
            className="sticky left-0 block [image-rendering:pixelated]"
          />
          {placed && <Signs plan={placed.plan} scale={placed.scale} />}
          <ul aria-label={words.shell.pages.agents} className="absolute inset-0" onKeyDown={onKeyDown}>
            {agents.map((agent) => (
              <Fragment key={agent.id}>
                <AgentSpot
                  agent={agent}
                  room={roomName(model, agent)}
                  card={agent.id === pointed ? card : undefined}
                  isCurrent={agent.id === current}
                  isTabStop={agent.id === first}
                  onOpen={onCurrent}
                  {...shared}
                />
                {agent.helpers.map((helper) => (
                  <HelperSpot
                    key={helper.id}
                    helper={helper}
                    agent={agent.name}
                    card={helper.id === pointed ? helperCard : undefined}
                    isTabStop={helper.id === first}
                    {...shared}
                  />
                ))}
              </Fragment>
            ))}
          </ul>
          <div
            ref={parts.bubbles}
            data-bubbles=""
            aria-hidden="true"
            className="pointer-events-none absolute inset-0"
          />
        </div>
      </div>
      {placed && <RoomsBar plan={placed.plan} agents={agents} onLook={(room) => stage.current?.look(room)} />}
    </section>
  );
}

function roomName({ teams }: OfficeModel, { team }: Inhabitant): string | undefined {
  return teams.find(({ id }) => id === team)?.name;
}

function useParts() {
  const scroller = useRef<HTMLDivElement>(null);
  const floor = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const bubbles = useRef<HTMLDivElement>(null);
  const [buttons] = useState(() => new Map<string, HTMLElement>());
  const register = useCallback(
    (id: string, button: HTMLElement | null): void => {
      if (button === null) buttons.delete(id);
      else buttons.set(id, button);
    },
    [buttons],
  );
  return useMemo(() => ({ scroller, floor, canvas, bubbles, buttons, register }), [buttons, register]);
}

function useStage(parts: ReturnType<typeof useParts>, model: OfficeModel) {
  const stage = useRef<Stage>(undefined);
  const [placed, setPlaced] = useState<{ plan: Plan; scale: number }>();
  const isStill = useMedia(STILL);
  const still = useRef(false);
  still.current = isStill;
  useEffect(() => {
    const { scroller, floor, canvas, bubbles, buttons } = parts;
    if (!scroller.current || !floor.current || !canvas.current || !bubbles.current) return;
    const mounted = mountStage(
      {
        scroller: scroller.current,
        floor: floor.current,
        canvas: canvas.current,
        bubbles: bubbles.current,
        findButton: (id) => buttons.get(id),
      },
      { isStill: () => still.current, onPlan: (plan, scale) => setPlaced({ plan, scale }) },
    );
    stage.current = mounted;
    return () => {
      mounted.close();
      stage.current = undefined;
    };
  }, [parts]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: who turns motion on or off sees it at once.
  useEffect(() => stage.current?.show(model), [model, isStill]);
  return { stage, placed };
}
