type Step = () => Promise<void>;

/** What has to be undone at the end, in the opposite order of its making. */
export class CleanUp {
  private readonly steps: Step[] = [];

  add(step: Step): void {
    this.steps.push(step);
  }

  /**
   * Undoes everything, also what comes after a step that fails.
   *
   * @throws the first error, when all steps are done
   */
  async run(): Promise<void> {
    const errors: unknown[] = [];
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
