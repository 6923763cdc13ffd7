/**
 * Nodes that may start, longest remaining path first and in plan order among equals. Adding and taking are constant
 * time: one list per path length, and a mark at the longest that may hold something.
 */

/** Path lengths told apart; longer ones count as this long. */
const MAX_LEVELS = 1_024;

/** First in, first out, in constant time whatever the length (an array's own `shift` moves every item). */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.#head >= this.#items.length) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    }
    return item;
  }
}

export class ReadyQueue<T> {
  readonly #levels: (Fifo<T> | undefined)[] = [];
  #top = -1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(item: T, pathLength: number): void {
    const level = Math.min(pathLength, MAX_LEVELS);
    let list = this.#levels[level];
    if (list === undefined) {
      list = new Fifo<T>();
      this.#levels[level] = list;
    }
    list.push(item);
    this.#size++;
    if (level > this.#top) this.#top = level;
  }

  shift(): T | undefined {
    for (; this.#top >= 0; this.#top--) {
      const item = this.#levels[this.#top]?.shift();
      if (item !== undefined) {
        this.#size--;
        return item;
      }
    }
    return undefined;
  }
}
