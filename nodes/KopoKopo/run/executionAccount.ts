import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { AccountChanged } from '../api/account';
import { CREDENTIAL } from '../api/client';
import { isObject } from '../api/json';

/**
 * Sees to it that a whole execution is for one account: all runs of a node in a loop, n8n's Retry On Fail,
 * what comes after a suspension, and all nodes with the same credential. n8n stores it with the execution.
 *
 * @param account that of the credential now
 * @throws AccountChanged when the execution has begun with another one
 */
export function keepToAccount(context: IExecuteFunctions, account: string): void {
  const kept: IDataObject = context.getContext('flow');
  const accounts = isObject(kept.kopoKopoAccounts) ? kept.kopoKopoAccounts : {};
  const credential = context.getNode().credentials?.[CREDENTIAL]?.id ?? '';
  const begunWith = accounts[credential];
  if (begunWith !== undefined && begunWith !== account) throw new AccountChanged();
  kept.kopoKopoAccounts = { ...accounts, [credential]: account };
}
