/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page, selectors } from 'playwright-core';
import { isForReadme, temporaryFolder } from './pictures';

// n8n's own tests find their elements by it.
selectors.setTestIdAttribute('data-test-id');

/** Debian's. The first one does the same work in two thirds of the time: it has no windows. */
const BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** No sandbox and no graphics card in containers; nothing is to be sent to the browser's maker. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What a file needs to know of the n8n whose editor it opens. */
export interface EditorOptions {
  /** Without a slash at the end. */
  url: string;
  /** Of a user who has logged in, by name. */
  cookies: Record<string, string>;
  theme?: 'light' | 'dark';
}

/** n8n's editor in Chromium, with what a user does there. */
export class Editor {
  /** What the page itself reported as an error. */
  readonly errors: string[] = [];

  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
    private readonly url: string,
  ) {
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !isAboutNetwork(message.text())) {
        this.errors.push(message.text());
      }
    });
  }

  /**
   * Starts a browser in which a user has logged in.
   *
   * The browser is the one that the environment variable `CHROMIUM` names; unless told Debian's without a
   * window, or else the one with.
   */
  static async open(options: EditorOptions): Promise<Editor> {
    const executablePath = process.env.CHROMIUM ?? BROWSERS.find(existsSync) ?? BROWSERS[0];
    const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
    return await Editor.inBrowser(browser, options).catch(async (error: unknown) => {
      await browser.close();
      throw error;
    });
  }

  private static async inBrowser(browser: Browser, options: EditorOptions): Promise<Editor> {
    const { url, cookies, theme = 'light' } = options;
    const context = await browser.newContext({
      viewport: { width: 1280, height: 720 },
      // README's pictures are sharp on a phone; without a graphics card that takes four times the work.
      deviceScaleFactor: isForReadme ? 2 : 1,
      colorScheme: theme,
      locale: 'en-GB',
      timezoneId: 'Africa/Nairobi',
    });
    // Long enough for a computer that is busy with something else.
    context.setDefaultTimeout(60_000);
    await context.addInitScript(withoutAnimations);
    await context.addCookies(
      Object.entries(cookies).map(([name, value]) => ({ name, value, url, httpOnly: true })),
    );
    return new Editor(browser, await context.newPage(), url);
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  /** The visible elements that n8n calls so. */
  part(name: string): Locator {
    return this.page.getByTestId(name).locator('visible=true');
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(this.url + path);
  }

  /** Looks for nodes as a user does who starts a workflow: what is found, best first. */
  async findNodes(words: string): Promise<string[]> {
    const search = this.part('node-creator-search-bar');
    if (!(await search.isVisible())) {
      await this.goTo('/workflow/new');
      await this.part('canvas-plus-button').click();
    }
    const panel = this.part('node-creator');
    const found = panel.getByTestId('item-iterator-item').filter({ hasText: 'Kopo Kopo' });
    // The list follows the typing a moment later: what the last words found has to be gone first.
    await search.fill('');
    await found.waitFor({ state: 'detached' });
    await search.fill(words);
    await found.waitFor();
    const names = await panel.getByTestId('node-creator-item-name').allInnerTexts();
    return names.map((name) => name.trim());
  }

  /** Opens what a node offers, after {@link findNodes}. */
  async openNodeDetails(): Promise<void> {
    await this.part('item-iterator-item').filter({ hasText: 'Kopo Kopo' }).first().click();
    await this.part('node-creator-category-item').first().waitFor();
  }

  /** Adds a node: one of the entries that {@link openNodeDetails} shows. */
  async addNode(entry: string): Promise<void> {
    const name = this.part('node-creator-item-name').filter({ hasText: entry });
    if (!(await name.first().isVisible()))
      await this.part('node-creator-category-item').last().click();
    await name.first().click();
    await this.part('node-parameters').waitFor();
  }

  /** Adds a node behind the one that is last, by words and then one of the entries. */
  async addAfter(words: string, entry: string): Promise<void> {
    await this.part('canvas-handle-plus').last().click();
    await this.part('node-creator-search-bar').fill(words);
    await this.openNodeDetails();
    await this.addNode(entry);
  }

  /** Closes a node's settings. */
  async closePanel(): Promise<void> {
    // In a field, the first one leaves the field.
    await this.page.evaluate(leaveField);
    await this.page.keyboard.press('Escape');
    await this.part('node-parameters').waitFor({ state: 'hidden' });
  }

  /** Chooses a credential in the node that is open. */
  async chooseCredential(credentialId: string): Promise<void> {
    await this.part('node-credentials-select').click();
    await this.part(`node-credentials-select-item-${credentialId}`).click();
  }

  async openWorkflow(workflowId: string): Promise<void> {
    await this.goTo(`/workflow/${workflowId}`);
    await this.part('canvas-node').first().waitFor();
  }

  /** Opens a workflow from the list of all: the editor is loaded only the first time. */
  async chooseWorkflow(name: string): Promise<void> {
    const overview = this.part('project-home-menu-item');
    if (await overview.isVisible()) await overview.click();
    else await this.goTo('/home/workflows');
    await this.part('workflow-card-name').filter({ hasText: name }).first().click();
    await this.part('canvas-node').first().waitFor();
  }

  /** Opens a node's settings by the address that they have. */
  async openNode(workflowId: string, nodeId: string): Promise<void> {
    await this.goTo(`/workflow/${workflowId}/${nodeId}`);
    await this.part('node-parameters').waitFor();
    await this.part('node-credentials-select').waitFor();
  }

  /** Opens a node's settings from the canvas. */
  async openNodeOnCanvas(name: string): Promise<void> {
    await this.part('canvas-node').filter({ hasText: name }).dblclick();
    await this.part('node-parameters').waitFor();
  }

  /** The control of a parameter, by the parameter's name. */
  parameter(name: string): Locator {
    return this.part(`parameter-input-${name}`).first();
  }

  /** Types into a parameter. */
  async fill(name: string, text: string): Promise<void> {
    await this.parameter(name).locator('input, textarea').first().fill(text);
  }

  /** Chooses from a parameter's list. */
  async choose(name: string, option: string): Promise<void> {
    await this.parameter(name).click();
    await this.option(option).click();
  }

  /** An entry of the list that is open, by its name. */
  option(name: string): Locator {
    const exactly = new RegExp(`^\\s*${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
    return this.page
      .locator('.el-select-dropdown__item')
      .locator('visible=true')
      .filter({ has: this.page.locator('*', { hasText: exactly }) })
      .first();
  }

  /** Publishes the workflow that is open. */
  async publish(): Promise<void> {
    await this.part('workflow-open-publish-modal-button').click();
    await this.part('workflow-publish-button').click();
    await this.part('activation-modal').waitFor();
  }

  /** Closes the dialog on top. */
  async closeDialog(): Promise<void> {
    await this.page.keyboard.press('Escape');
  }

  /**
   * A step of a test: when it fails, a picture of the window is kept and named in the error.
   *
   * @returns what `it` takes
   */
  static step(editor: () => Editor, step: () => Promise<void>): () => Promise<void> {
    return async () =>
      await step().catch(async (error: unknown) => {
        const path = join(temporaryFolder(), `failure-${Date.now()}.png`);
        await editor().page.screenshot({ path });
        // Jest prints the stack, which begins with the message.
        if (error instanceof Error) error.stack += `\n\nThe window at that moment: ${path}`;
        throw error;
      });
  }
}

/** Runs in the page: nothing moves, so that nothing has to be waited for. */
function withoutAnimations(): void {
  document.addEventListener('DOMContentLoaded', () => {
    const style = document.createElement('style');
    style.textContent =
      '*, ::before, ::after { animation: none !important; transition: none !important; }';
    document.head.append(style);
  });
}

/** Runs in the page. */
function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

/** n8n's editor asks n8n's own hosts for news and templates, which tests don't have. */
function isAboutNetwork(text: string): boolean {
  return /Failed to load resource|Can't connect to n8n|ERR_(NAME|INTERNET|CERT|CONNECTION)/.test(
    text,
  );
}
