/** One task at a time for each name, in the order in which they come; within this process. */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();

  /**
   * @param name what only one task at a time may use
   * @param task starts when all those before it have ended, whether or not they failed
   * @returns what the task returns
   * @throws what the task throws
   */
  async take<T>(name: string, task: () => Promise<T>): Promise<T> {
    const mine = (this.last.get(name) ?? Promise.resolve()).then(task);
    const ended = mine.then(
      () => undefined,
      () => undefined,
    );
    this.last.set(name, ended);
    try {
      return await mine;
    } finally {
      if (this.last.get(name) === ended) this.last.delete(name);
    }
  }
}
