/** Open nodes that are kept at most; beyond them the search goes depth first. About 60 bytes a node and 4 a row: 40 MB with 5 rows. */
export const mostOpenNodes = 400_000;

/** The search tree's nodes that are open, with their ancestors: each is its parent with one bound changed. */
export interface NodeStore {
  /** Nodes in the heap. */
  size(): number;
  /** A node below `parent` (−1 of the root), which lives until released: column `column` is at most, or with `up` at least, `value`. */
  add(bound: number, parent: number, column: number, up: boolean, value: number, head: Int32Array): number;
  /** Into the heap. */
  push(node: number): void;
  /** The node of least bound, out of the heap; −1 of none. */
  pop(): number;
  /** Least bound in the heap; Infinity of none. */
  least(): number;
  /** Gives the node back, with those of its ancestors that nothing else needs. */
  release(node: number): void;
  /** Releases nodes of the heap whose bound is at least `cutoff`; how many. */
  purge(cutoff: number): number;
  bound(node: number): number;
  parent(node: number): number;
  column(node: number): number;
  up(node: number): boolean;
  value(node: number): number;
  /** Basis of node k from k · rows on. */
  heads(): Int32Array;
}

export function createNodeStore(rows: number): NodeStore {
  let capacity = 1024;
  let bounds = new Float64Array(capacity);
  let values = new Float64Array(capacity);
  let parents = new Int32Array(capacity);
  /** The column, or its complement with `up`. */
  let columns = new Int32Array(capacity);
  let uses = new Int32Array(capacity);
  let heads = new Int32Array(capacity * rows);
  let heap = new Int32Array(capacity);
  let free = new Int32Array(capacity);
  let freed = 0;
  let made = 0;
  let length = 0;

  const grow = (): void => {
    const wider = <T extends Float64Array | Int32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    capacity *= 2;
    bounds = wider(bounds, new Float64Array(capacity));
    values = wider(values, new Float64Array(capacity));
    parents = wider(parents, new Int32Array(capacity));
    columns = wider(columns, new Int32Array(capacity));
    uses = wider(uses, new Int32Array(capacity));
    heads = wider(heads, new Int32Array(capacity * rows));
    heap = wider(heap, new Int32Array(capacity));
    free = wider(free, new Int32Array(capacity));
  };

  const before = (a: number, b: number): boolean => bounds[a]! < bounds[b]! || (bounds[a] === bounds[b] && a > b);

  const sift = (from: number): void => {
    const item = heap[from]!;
    let k = from;
    for (;;) {
      let child = 2 * k + 1;
      if (child >= length) break;
      if (child + 1 < length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, item)) break;
      heap[k] = heap[child]!;
      k = child;
    }
    heap[k] = item;
  };

  const release = (node: number): void => {
    for (let k = node; k >= 0;) {
      uses[k]!--;
      if (uses[k]! > 0) return;
      free[freed++] = k;
      k = parents[k]!;
    }
  };

  return {
    size: () => length,
    add: (bound, parent, column, up, value, head) => {
      if (freed === 0 && made === capacity) grow();
      const node = freed > 0 ? free[--freed]! : made++;
      bounds[node] = bound;
      parents[node] = parent;
      columns[node] = up ? ~column : column;
      values[node] = value;
      uses[node] = 1;
      heads.set(head, node * rows);
      if (parent >= 0) uses[parent]!++;
      return node;
    },
    push: (node) => {
      let k = length++;
      while (k > 0) {
        const above = (k - 1) >> 1;
        if (!before(node, heap[above]!)) break;
        heap[k] = heap[above]!;
        k = above;
      }
      heap[k] = node;
    },
    pop: () => {
      if (length === 0) return -1;
      const node = heap[0]!;
      heap[0] = heap[--length]!;
      if (length > 1) sift(0);
      return node;
    },
    least: () => (length === 0 ? Infinity : bounds[heap[0]!]!),
    release,
    purge: (cutoff) => {
      let kept = 0;
      for (let k = 0; k < length; k++) {
        const node = heap[k]!;
        if (bounds[node]! >= cutoff) release(node);
        else heap[kept++] = node;
      }
      const gone = length - kept;
      length = kept;
      for (let k = (length >> 1) - 1; k >= 0; k--) sift(k);
      return gone;
    },
    bound: (node) => bounds[node]!,
    parent: (node) => parents[node]!,
    column: (node) => (columns[node]! < 0 ? ~columns[node]! : columns[node]!),
    up: (node) => columns[node]! < 0,
    value: (node) => values[node]!,
    heads: () => heads,
  };
}
