import { errorText, errorTexts } from '../../nodes/KopoKopo/api/errorBody';
import { sample } from '../stage/samples';

const DOCUMENTED = [
  'incoming_payment',
  'merchant_bank_account',
  'merchant_wallet',
  'pay_recipient',
  'payment',
  'polling',
  'settlement_transfer.preferred',
  'settlement_transfer.targeted',
  'transaction_sms_notification',
  'webhook_subscription',
];

describe('what the API says in an error', () => {
  it.each(DOCUMENTED)('is the documented sentence of %s', (name) => {
    const body = sample(`error.${name}`);
    expect(errorText(body)).toBe(body.error_message);
  });

  it.each<[unknown, string]>([
    [{ error_code: 400, error_message: ['One', 'Two'] }, 'One; Two'],
    [{ errors: ['One', 'Two'] }, 'One; Two'],
    [{ errors: { amount: ['is blank', 'is low'] } }, 'amount is blank; amount is low'],
    [{ errors: [{ code: 7, message: 'One' }] }, 'One'],
    [{ error: 'invalid_client', error_description: 'Wrong client' }, 'Wrong client'],
    [{ error: 'invalid_client' }, 'invalid_client'],
    [{ message: 'One' }, 'One'],
    [{ errorCode: '400.002.02', errorMessage: 'One' }, 'One'],
    [{ code: '501', description: 'One' }, 'One'],
    [{ errors: { base: ['One'], till_number: ['is blank'] } }, 'One; till_number is blank'],
    [['One', 'Two'], 'One; Two'],
    // Who knows it can resume the execution.
    [
      'https://n.example/w/7?signature=abc is no URL',
      'https://n.example/w/7?signature=*** is no URL',
    ],
    ['Plain  text\nof two lines', 'Plain text of two lines'],
    ['<html><head><title> Bad\n Gateway </title></head></html>', 'Bad Gateway'],
    ['<!doctype html><html><body>nginx</body></html>', ''],
    ['\n <HTML><title>Bad Gateway</title></HTML>', 'Bad Gateway'],
    ['<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', ''],
    ['<head><title>Bad Gateway</title></head>', 'Bad Gateway'],
    ['<body>nginx</body>', ''],
    ['No <html> is expected here', 'No <html> is expected here'],
    [{ error_code: 400 }, ''],
    [{}, ''],
    [undefined, ''],
    [null, ''],
    ['', ''],
    [500, ''],
  ])('%j', (body, text) => {
    expect(errorText(body)).toBe(text);
  });

  it('is cut where it is too long to read', () => {
    const text = errorText({ error_message: 'x'.repeat(1000) });
    expect(text).toHaveLength(300);
    expect(text.endsWith('x…')).toBe(true);
  });
});

describe('the errors of a result', () => {
  it.each<[unknown, string[]]>([
    [null, []],
    [undefined, []],
    ['', []],
    [' ', []],
    [false, []],
    [[], []],
    [{}, []],
    ['One', ['One']],
    [
      ['One', null, ' Two '],
      ['One', 'Two'],
    ],
    [[['One']], ['One']],
    [{ code: '1', description: 'One' }, ['One']],
    [42, ['42']],
  ])('%j are %j', (errors, texts) => {
    expect(errorTexts(errors)).toEqual(texts);
  });
});
