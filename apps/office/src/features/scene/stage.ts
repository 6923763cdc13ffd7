/**
 * The scene in a page: a canvas that stays in view while its wide office scrolls under it, bubbles above, and a button
 * for each agent. Everything is drawn by one loop that sleeps when nothing changes.
 */
import type { Actor } from "./actor";
import { placeBubbles, saidIn } from "./bubbles";
import { createLoop } from "./loop";
import type { OfficeModel } from "./model";
import { createFollower, createOverlay } from "./overlay";
import { createPainter } from "./painter";
import { HEIGHT, planOffice } from "./plan";
import { layoutSigns, type Sign } from "./signs";
import { createWorld, type Pace, type World } from "./world";

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
  const { scroller } = parts;
  const paint = createPicture(parts);
  let model: OfficeModel = { teams: [], agents: [] };
  let world: World | undefined;
  let drawn = "";
  // Kept: to ask the page for its size and place in a frame would make it lay itself out twice.
  const shown: Shown = { left: 0, width: 0, scale: 2, signs: [], marked: undefined };
  const loop = createLoop(draw);

  function draw(ms: number) {
    if (world === undefined) return "still";
    world.step(ms);
    return paint(world, shown, isStill());
  }
  /** The plan depends on who works where and on the size of the view, not on what anyone does. */
  function arrange(): void {
    const width = scroller.clientWidth;
    shown.width = width;
    if (width === 0) return;
    const scale = width < NARROW ? 1.5 : 2;
    shown.scale = scale;
    const key = JSON.stringify([width, model.teams, model.agents.map(({ id, team }) => [id, team])]);
    if (key === drawn) return;
    drawn = key;
    const view = Math.ceil(width / scale);
    const plan = planOffice(model, view);
    resize(parts, { view, office: plan.width, scale });
    shown.signs = layoutSigns(plan, scale);
    if (world === undefined) world = createWorld(plan, isStill);
    else world.arrange(plan);
    onPlan(plan, scale);
  }
  const change = (make: () => void): void => {
    make();
    loop.wake();
  };
  const scrollTo = (x: number | undefined, isSmooth = !isStill()): void => {
    if (x === undefined) return;
    const behavior = isSmooth ? "smooth" : "instant";
    scroller.scrollTo({ left: x * shown.scale - scroller.clientWidth / 2, behavior });
  };

  function showModel(): void {
    arrange();
    world?.show(model.agents);
  }

  const unwatch = watch(scroller, {
    onSize: () => change(showModel),
    onTheme: loop.wake,
    onSeen: loop.setSeen,
    onScroll: () => change(() => Object.assign(shown, { left: scroller.scrollLeft })),
  });
  return {
    show(next) {
      const isFirst = world === undefined;
      model = next;
      showModel();
      if (isFirst) scrollTo(whoWaits(world)?.x, false);
      loop.wake();
    },
    mark: (id) => change(() => Object.assign(shown, { marked: id })),
    handOver: (from, to) => change(() => world?.handOver(from, to)),
    mailArrives: () => change(() => world?.mailArrives()),
    look(id) {
      const room = world?.plan.rooms.find((candidate) => candidate.id === id);
      scrollTo(room && room.x + room.w / 2);
    },
    find: (id) => scrollTo(world?.actors.get(id)?.x),
    close() {
      loop.stop();
      unwatch();
      parts.bubbles.replaceChildren();
    },
  };
}

interface Shown {
  /** How far the office is scrolled, and how much of it is seen. */
  left: number;
  width: number;
  scale: number;
  signs: readonly Sign[];
  marked: string | undefined;
}

/** @returns what draws the world as it is, and says how soon it looks different */
function createPicture({ canvas, bubbles, findButton }: StageParts) {
  const painter = createPainter(canvas);
  const overlay = createOverlay(bubbles);
  const follow = createFollower(findButton);
  return (world: World, { left, marked, ...view }: Shown, still: boolean): Pace => {
    const camera = Math.round(left / view.scale);
    painter.paint(world, camera, { t: world.time / 1_000, still, marked });
    const placed = placeBubbles(saidIn(world, still), { camera, ...view }, overlay.widthOf);
    overlay.show(placed, camera * view.scale);
    follow(world, view.scale);
    const pace = world.pace();
    if (canvas.dataset.pace !== pace) canvas.dataset.pace = pace;
    return pace;
  };
}

function whoWaits(world: World | undefined): Actor | undefined {
  return [...(world?.actors.values() ?? [])].find(({ inhabitant }) => inhabitant.state === "waiting");
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
