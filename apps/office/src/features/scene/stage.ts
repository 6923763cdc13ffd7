/**
 * The scene in a page: a canvas that stays in view while its wide office scrolls under it, bubbles above, and a button
 * for each agent. Everything is drawn by one loop that sleeps when nothing changes.
 */
import { placeBubbles, saidIn } from "./bubbles";
import { createLoop } from "./loop";
import type { OfficeModel } from "./model";
import { createFollower, createOverlay } from "./overlay";
import { createPainter } from "./painter";
import { HEIGHT, planOffice } from "./plan";
import { layoutSigns, type Sign } from "./signs";
import { createWorld, type World } from "./world";

export interface StageParts {
  /** Scrolls sideways. */
  scroller: HTMLElement;
  /** As wide as the office. */
  floor: HTMLElement;
  canvas: HTMLCanvasElement;
  bubbles: HTMLElement;
  findButton: (id: string) => HTMLElement | undefined;
}

export interface Stage {
  show(model: OfficeModel): void;
  mark(id: string | undefined): void;
  handOver(from: string, to: string): void;
  mailArrives(): void;
  /** Scrolls to a room. */
  look(room: string): void;
  /** Scrolls to an agent. */
  find(id: string): void;
  close(): void;
}

export interface StageOptions {
  isStill: () => boolean;
  /** The plan changed, or there is another scale. */
  onPlan: (plan: World["plan"], scale: number) => void;
}

/** Below this width of the view, one pixel of the drawing is one and a half of the screen. */
const NARROW = 600;

export function mountStage(parts: StageParts, { isStill, onPlan }: StageOptions): Stage {
  const { scroller, canvas } = parts;
  const painter = createPainter(canvas);
  const overlay = createOverlay(parts.bubbles);
  const follow = createFollower(parts.findButton);
  let model: OfficeModel = { teams: [], agents: [] };
  let world: World | undefined;
  let drawn = "";
  let scale = 2;
  let signs: readonly Sign[] = [];
  let marked: string | undefined;
  // Both are kept: to ask the page for them in a frame would make it lay itself out twice.
  let left = 0;
  let width = 0;
  const loop = createLoop(draw);

  function draw(ms: number) {
    if (world === undefined) return "still";
    world.step(ms);
    const camera = Math.round(left / scale);
    const still = isStill();
    painter.paint(world, camera, { t: world.time / 1_000, still, marked });
    const view = { camera, width, scale, signs };
    overlay.show(placeBubbles(saidIn(world, still), view, overlay.widthOf), camera * scale);
    follow(world, scale);
    const pace = world.pace();
    if (canvas.dataset.pace !== pace) canvas.dataset.pace = pace;
    return pace;
  }
  /** The plan depends on who works where and on the size of the view, not on what anyone does. */
  function arrange(): void {
    width = scroller.clientWidth;
    if (width === 0) return;
    scale = width < NARROW ? 1.5 : 2;
    const key = JSON.stringify([width, model.teams, model.agents.map(({ id, team }) => [id, team])]);
    if (key === drawn) return;
    drawn = key;
    const view = Math.ceil(width / scale);
    const plan = planOffice(model, view);
    resize(parts, { view, office: plan.width, scale });
    signs = layoutSigns(plan, scale);
    if (world === undefined) world = createWorld(plan, isStill);
    else world.arrange(plan);
    onPlan(plan, scale);
  }
  const scrollTo = (x: number): void =>
    scroller.scrollTo({
      left: x * scale - scroller.clientWidth / 2,
      behavior: isStill() ? "instant" : "smooth",
    });

  const unwatch = watch(scroller, {
    onSize() {
      arrange();
      world?.show(model.agents);
      loop.wake();
    },
    onTheme: loop.wake,
    onSeen: loop.setSeen,
    onScroll() {
      left = scroller.scrollLeft;
      loop.wake();
    },
  });
  return {
    show(next) {
      const isFirst = world === undefined;
      model = next;
      arrange();
      world?.show(model.agents);
      if (isFirst) lookAtWhoWaits();
      loop.wake();
    },
    mark(id) {
      marked = id;
      loop.wake();
    },
    handOver(from, to) {
      world?.handOver(from, to);
      loop.wake();
    },
    mailArrives() {
      world?.mailArrives();
      loop.wake();
    },
    look(id) {
      const room = world?.plan.rooms.find((candidate) => candidate.id === id);
      if (room !== undefined) scrollTo(room.x + room.w / 2);
    },
    find(id) {
      const actor = world?.actors.get(id);
      if (actor !== undefined) scrollTo(actor.x);
    },
    close() {
      loop.stop();
      unwatch();
      parts.bubbles.replaceChildren();
    },
  };

  function lookAtWhoWaits(): void {
    const waiting = [...(world?.actors.values() ?? [])].find(
      ({ inhabitant }) => inhabitant.state === "waiting",
    );
    if (waiting !== undefined) scroller.scrollLeft = waiting.x * scale - scroller.clientWidth / 2;
  }
}

/** @param widths of the view and of the whole office, in pixels of the drawing */
function resize(
  { canvas, floor }: StageParts,
  { view, office, scale }: { view: number; office: number; scale: number },
): void {
  canvas.width = view;
  canvas.height = HEIGHT;
  for (const [element, width] of [
    [canvas, view],
    [floor, office],
  ] as const) {
    element.style.width = `${width * scale}px`;
    element.style.height = `${HEIGHT * scale}px`;
  }
}

interface Changes {
  onSize: () => void;
  onTheme: () => void;
  onSeen: (isSeen: boolean) => void;
  onScroll: () => void;
}

/** Calls back when something else than an agent changes the picture. @returns what ends it */
function watch(scroller: HTMLElement, { onSize, onTheme, onSeen, onScroll }: Changes): () => void {
  const size = new ResizeObserver(onSize);
  size.observe(scroller);
  const theme = new MutationObserver(onTheme);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const sight = new IntersectionObserver(([entry]) => onSeen(entry?.isIntersecting === true));
  sight.observe(scroller);
  scroller.addEventListener("scroll", onScroll, { passive: true });
  return () => {
    for (const observer of [size, theme, sight]) observer.disconnect();
    scroller.removeEventListener("scroll", onScroll);
  };
}
