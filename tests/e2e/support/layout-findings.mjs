/**
 * Runs in a page: what a reader cannot read in it, because it is cut or lies under or over something else. It is an
 * expression, so that a browser can be given the text of this file.
 */
(() => {
  /** A name that is shortened still says whose it is. */
  const SHORTEST_PX = 52;
  const SLACK_PX = 2;

  const styleOf = new Map();
  const style = (element) => {
    const known = styleOf.get(element) ?? getComputedStyle(element);
    styleOf.set(element, known);
    return known;
  };
  const path = (element) => {
    const parts = [];
    for (let at = element; at !== null && at !== document.body && parts.length < 4; at = at.parentElement) {
      const label = at.getAttribute("aria-label");
      parts.unshift(at.localName + (label === null ? "" : `[${label.slice(0, 30)}]`));
    }
    return parts.join(">");
  };
  const clips = (value) => value === "hidden" || value === "clip";
  const scrolls = (value) => value === "auto" || value === "scroll";

  /** For screen readers alone, or not drawn. */
  const isHidden = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return true;
    for (let at = element; at !== null; at = at.parentElement) {
      const { width, height } = at.getBoundingClientRect();
      if (width <= 1 && height <= 1 && clips(style(at).overflowX)) return true;
    }
    return false;
  };

  const isShortened = (element) => {
    const { textOverflow, webkitLineClamp } = style(element);
    return textOverflow === "ellipsis" || (webkitLineClamp !== "none" && webkitLineClamp !== "");
  };

  /** What is seen of a box, and the first ancestor that cuts it without a sign. */
  const seen = (element, rect) => {
    let { left, top, right, bottom } = rect;
    let cutBy;
    let shortened;
    for (let at = element; at !== null && at !== document.documentElement; at = at.parentElement) {
      const { overflowX, overflowY, position } = style(at);
      const box = at.getBoundingClientRect();
      if (isShortened(at)) shortened ??= at;
      const isCutX = left < box.left - SLACK_PX || right > box.right + SLACK_PX;
      const isCutY = top < box.top - SLACK_PX || bottom > box.bottom + SLACK_PX;
      if (overflowX !== "visible" || overflowY !== "visible") {
        if (shortened === undefined && ((clips(overflowX) && isCutX) || (clips(overflowY) && isCutY)))
          cutBy ??= at;
        if (scrolls(overflowX) || clips(overflowX))
          [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
        if (scrolls(overflowY) || clips(overflowY))
          [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
        // What scrolls shows the rest.
        if (scrolls(overflowX) && scrolls(overflowY)) shortened ??= at;
      }
      if (position === "fixed") break;
    }
    return { left, top, right, bottom, cutBy };
  };

  const found = [];
  const pieces = [];
  const say = (what, element, text) =>
    found.push(`${what}: "${text.trim().slice(0, 40)}" in ${path(element)}`);

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.data;
    if (text.trim() === "" || element === null || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName))
      continue;
    if (isHidden(element) || element.closest("svg,[inert]") !== null) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width < 1 || rect.height < 1) continue;
      const box = seen(element, rect);
      if (box.cutBy !== undefined) say(`cut off by ${path(box.cutBy)}`, element, text);
      const [width, height] = [box.right - box.left, box.bottom - box.top];
      if (width <= 0 || height <= 0) continue;
      if (box.right > innerWidth + SLACK_PX || box.left < -SLACK_PX) say("beyond the page", element, text);
      pieces.push({ ...box, element, text, kind: "text" });
    }
    const shortened = element.closest("[class*=truncate],[class*=line-clamp]") ?? element;
    if (style(shortened).textOverflow === "ellipsis" && shortened.scrollWidth > shortened.clientWidth + 1) {
      if (shortened.clientWidth > 1 && shortened.clientWidth < SHORTEST_PX)
        say(`shortened to ${shortened.clientWidth} px`, element, text);
    }
  }
  if (document.documentElement.scrollWidth > innerWidth)
    found.push(`the page is ${document.documentElement.scrollWidth} px wide`);

  // An arrow at the edge of what scrolls says that there is more below it.
  for (const icon of document.querySelectorAll("svg,img")) {
    if (isHidden(icon) || icon.parentElement.closest("svg,[inert],button[aria-hidden]") !== null) continue;
    const box = seen(icon, icon.getBoundingClientRect());
    if (box.right - box.left > 1 && box.bottom - box.top > 1)
      pieces.push({ ...box, element: icon, text: "", kind: "icon" });
  }

  // What takes no press is drawn all the same.
  const pressable = new CSSStyleSheet();
  pressable.replaceSync("* { pointer-events: auto !important }");
  document.adoptedStyleSheets.push(pressable);

  const isDrawn = ({ element }, x, y) =>
    document.elementsFromPoint(x, y).some((one) => one === element || element.contains(one));
  /** On a phone the walls of the office are too low for a name and a bubble: who needs a person comes first. */
  const speaks = ({ element }) => element.classList.contains("scene-bubble");
  /** A bar or a window lies over what scrolls below it. */
  const floats = ({ element }) => {
    for (let at = element; at !== null; at = at.parentElement)
      if (at.localName === "dialog" || ["fixed", "sticky"].includes(style(at).position)) return true;
    return false;
  };
  pieces.sort((a, b) => a.top - b.top);
  for (const [i, one] of pieces.entries())
    for (let j = i + 1; j < pieces.length && pieces[j].top < one.bottom; j += 1) {
      const other = pieces[j];
      if (one.kind === "icon" && other.kind === "icon") continue;
      if (
        one.element === other.element ||
        one.element.contains(other.element) ||
        other.element.contains(one.element)
      )
        continue;
      const [left, right] = [Math.max(one.left, other.left), Math.min(one.right, other.right)];
      const [top, bottom] = [Math.max(one.top, other.top), Math.min(one.bottom, other.bottom)];
      // Lines of text are drawn closer than their boxes.
      if (right - left <= 3 || bottom - top <= 5) continue;
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      if (speaks(one) !== speaks(other) && innerWidth < 600) continue;
      if (floats(one) !== floats(other) || !isDrawn(one, x, y) || !isDrawn(other, x, y)) continue;
      const [text, beside] = one.kind === "text" ? [one, other] : [other, one];
      say(
        `overlaps ${beside.kind === "icon" ? `the icon ${path(beside.element)}` : `"${beside.text.trim().slice(0, 30)}" in ${path(beside.element)}`}`,
        text.element,
        text.text,
      );
    }
  document.adoptedStyleSheets.pop();
  return [...new Set(found)];
})();
