import axios from 'axios';
import type { StoredWorkflow } from '../../tools/n8n/rest';
import { until } from '../../tools/until';

/** What an answered form is sent with: n8n names its fields by their place. */
type Values = Array<string | number>;

/** Somebody who fills in a form of n8n's, and reads the pages that follow, without a browser. */
export class FormVisitor {
  /** Where the next page will be; n8n says it when the form is sent. */
  private waitingUrl = '';

  private constructor(private readonly url: string) {}

  /**
   * @param n8nUrl without a slash at the end
   * @param workflow published, with a Form Trigger
   */
  static of(n8nUrl: string, { nodes }: StoredWorkflow): FormVisitor {
    const trigger = nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger');
    return new FormVisitor(`${n8nUrl}/form/${trigger?.webhookId ?? ''}`);
  }

  /** Sends the page that is shown: the form, or the page after it. */
  async send(values: Values): Promise<void> {
    const form = new FormData();
    values.forEach((value, index) => form.append(`field-${index}`, String(value)));
    const { data, status } = await axios.post(this.waitingUrl || this.url, form, QUIETLY);
    if (status !== 200) throw new Error(`The form was answered with ${status}`);
    if (typeof data?.formWaitingUrl === 'string') this.waitingUrl = data.formWaitingUrl;
  }

  /** The page that comes next, once it is there: its text, without tags and scripts. */
  async nextPage(): Promise<string> {
    const status = new URL(this.waitingUrl);
    status.pathname += '/n8n-execution-status';
    await until('the next page', async () => {
      const { data } = await axios.get(status.href, QUIETLY);
      return data === 'form-waiting';
    });
    const { data } = await axios.get<string>(this.waitingUrl, QUIETLY);
    return textOf(data);
  }

  /** Closes the last page, which is when n8n lets the execution end. */
  async leave(): Promise<void> {
    await axios.post(this.waitingUrl, {}, QUIETLY);
  }
}

const QUIETLY = { proxy: false, validateStatus: () => true } as const;

function textOf(html: string): string {
  return html
    .replace(/<(script|style|head)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}
