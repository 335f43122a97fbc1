import { example } from '../exampleFiles';
import { sharedN8n } from '../sharedN8n';
import { Stage } from '../stage';
import { Editor } from './editor';
import { takePicture } from './pictures';

let stage: Stage;
let browser: Editor;
let path: string;
const step = (what: () => Promise<void>) => Editor.step(() => browser, what);

beforeAll(async () => {
  stage = await Stage.open();
  const { nodes } = await stage.publish(example('payment-form.json', stage.credential));
  path = `/form/${nodes.find(({ name }) => name === 'Payment form')?.webhookId ?? ''}`;
  browser = await Editor.open(sharedN8n());
  // A phone's window.
  await browser.page.setViewportSize({ width: 390, height: 760 });
});

afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

/** As a customer does; the answer may take as long as the payment. */
async function pay(phone: string, button = 'Pay'): Promise<void> {
  const { page } = browser;
  await page.getByLabel('Your M-PESA number').fill(phone);
  await page.getByRole('button', { name: button }).click();
}

async function fillIn(phone: string): Promise<void> {
  const { page } = browser;
  await browser.goTo(path);
  await page.getByLabel('Amount in KES').fill('1300');
  await page.getByLabel('What is it for?').fill('ORD-7');
  await takePicture('payment-form-phone.png', page);
  await pay(phone);
}

async function expectToFit(): Promise<void> {
  const width = await browser.page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
}

describe("The form that takes money, on a customer's phone", () => {
  it(
    'corrects the number, and says that it is paid',
    step(async () => {
      await fillIn('0712 34');
      await browser.page.getByText('Please check your number').first().waitFor();
      await expectToFit();
      await takePicture('payment-form-number.png', browser.page);
      await pay('0712 345 678');
      await browser.page.getByText('Paid. Thank you!').waitFor();
      await browser.page.getByText('We have received KES 1,300.').waitFor();
      await expectToFit();
      await takePicture('payment-form-paid.png', browser.page);
    }),
  );

  it(
    'says that it is not paid, and why',
    step(async () => {
      stage.sandbox.control.nextResult({
        type: 'incoming_payment',
        outcome: 'failed',
        errors: ['Request cancelled by user'],
      });
      await fillIn('0712 345 678');
      await browser.page.getByText('M-PESA says: Request cancelled by user.').waitFor();
      await expectToFit();
      await takePicture('payment-form-not-paid.png', browser.page);
    }),
  );
});
