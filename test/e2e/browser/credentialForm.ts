import type { Locator } from 'playwright-core';
import type { Editor } from './editor';

/** The form of a Kopo Kopo credential. */
export class CredentialForm {
  constructor(private readonly editor: Editor) {}

  /** Opens an empty one, as a user does who adds a credential. */
  async openNew(): Promise<void> {
    const { editor } = this;
    // By its address alone, n8n may not know yet whose credential it will be.
    await editor.goTo('/home/credentials');
    await editor.page.getByRole('button', { name: 'Create credential' }).first().click();
    await editor.part('new-credential-type-select').locator('input').fill('kopo');
    await editor
      .part('new-credential-type-select-option')
      .filter({ hasText: 'Kopo Kopo API' })
      .click();
    await editor.part('new-credential-type-button').click();
    await this.window.waitFor();
  }

  get window(): Locator {
    return this.editor
      .part('editCredential-modal')
      .locator('[role=dialog]')
      .or(this.editor.part('editCredential-modal'))
      .last();
  }

  /** Saves, which tests the connection, and waits until there is a verdict. */
  async save(): Promise<void> {
    await this.editor.part('credential-save-button').click();
  }

  /** "Connection tested successfully". */
  get success(): Locator {
    return this.window.getByText('Connection tested successfully');
  }

  /** @returns n8n's reason why it could not connect */
  async reason(): Promise<Locator> {
    await this.window.getByText('Couldn’t connect with these settings').waitFor();
    const more = this.window.getByText('More details');
    if (await more.isVisible()) await more.click();
    return this.window;
  }
}
