/** A node shows how far it is, and continues there after a crash. Run: `tsx progress.ts`. */
import { compile, createMemoryJournal, defineNodeEvent, type RunOptions, runGraph } from "@tinyagi/graph";

const { graph } = compile(
  { version: 1, goal: "Read", agents: [{ id: "read", prompt: "Read", retries: 1 }], output: "read" },
  { capabilities: { tools: [] } },
);
const page = defineNodeEvent<{ number: number }>("page");
const options: RunOptions = {
  journal: createMemoryJournal(),
  onEvent: (event) => {
    if (page.is(event)) console.log("page", event.data.value?.number);
  },
  async execute(_node, ctx) {
    let read = (ctx.lastPartial ?? []) as readonly number[]; // what an earlier execution had
    for (let number = read.length + 1; number <= 3; number++) {
      if (number === 3 && ctx.attempt === 1) throw new Error("The connection broke off");
      ctx.emit(page, { number });
      read = [...read, number];
      ctx.partial(read);
    }
    return { output: read };
  },
};
const result = await runGraph(graph, options);
console.log(result.status, result.outputs.get("read")); // completed [ 1, 2, 3 ]
