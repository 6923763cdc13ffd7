/**
 * Draws one diagram inside a frame that has no origin. Guarantees: it asks nobody for anything; its only way out is a message
 * to the page around it, with the height of the drawing or that there is none. The page sends the text and its theme.
 */
import mermaid from "mermaid";

/** A drawing may take long, but not its reader's whole machine. */
const TEXT_MAX_CHARS = 50_000;
/** Of its own size. A smaller drawing cannot be read; a wider one is scrolled. */
const SIZE_MIN = 0.75;

addEventListener("message", (event) => {
  // Only the page around it knows what to draw.
  if (event.source !== parent) return;
  const { text, dark } = event.data ?? {};
  if (typeof text !== "string" || text.length > TEXT_MAX_CHARS) return tell({ failed: true });
  draw(text, dark === true).catch(() => tell({ failed: true }));
});
tell({ ready: true });

async function draw(text, dark) {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    theme: dark ? "dark" : "neutral",
    suppressErrorRendering: true,
    maxTextSize: TEXT_MAX_CHARS,
    maxEdges: 2_000,
  });
  const { svg } = await mermaid.render("diagram", text);
  // A frame of another scheme than its page gets a white ground.
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
  document.body.innerHTML = svg;
  const drawing = document.querySelector("svg");
  if (drawing !== null) drawing.style.minWidth = `${drawing.viewBox.baseVal.width * SIZE_MIN}px`;
  tell({ height: Math.ceil(document.body.scrollHeight) });
}

function tell(data) {
  // The frame has no origin, so it cannot name that of the page; what it says is no secret.
  parent.postMessage(data, "*");
}
