/** How a condition stands at a block. */
export type Standing = 'holds' | 'near' | 'unknown' | 'fails';

/** A value over blocks; of two steps in a block the last counts. */
export class Timeline<T> {
  constructor(
    private readonly initial: T,
    private readonly isLate: boolean,
    readonly steps: readonly (readonly [block: bigint, value: T])[],
  ) {}

  /** The value after a block; undefined before a list that starts late. */
  at(block: bigint): T | undefined {
    const index = this.indexAt(block);
    return index >= 0 ? this.steps[index]![1] : this.isLate ? undefined : this.initial;
  }

  /** Index of the last step up to a block, or -1. */
  indexAt(block: bigint): number {
    let [low, high] = [0, this.steps.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.steps[middle]![0] <= block) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Whether the condition holds for the value of some block in the range; null where the list does not say. */
  some(from: bigint, to: bigint, condition: (value: T) => boolean): boolean | null {
    const first = this.at(from);
    if (first !== undefined && condition(first)) return true;
    for (let i = this.indexAt(from) + 1; i < this.steps.length && this.steps[i]![0] <= to; i++) {
      const isLastOfBlock = this.steps[i + 1]?.[0] !== this.steps[i]![0];
      if (isLastOfBlock && condition(this.steps[i]![1])) return true;
    }
    return first === undefined ? null : false;
  }

  /** At the block, else near it; without a known distance what does not hold at the block is unknown. */
  stand(block: bigint, distance: bigint | null, condition: (value: T) => boolean): Standing {
    const here = this.at(block);
    if (here !== undefined && condition(here)) return 'holds';
    if (distance === null) return 'unknown';
    const near = this.some(block > distance ? block - distance : 0n, block + distance, condition);
    return near === null ? 'unknown' : near ? 'near' : 'fails';
  }
}
