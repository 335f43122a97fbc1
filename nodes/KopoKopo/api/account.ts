import type {
  IAllExecuteFunctions,
  ICredentialDataDecryptedObject,
  IHttpRequestOptions,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { baseUrlOf } from './environment';
import { property } from './errorChain';
import { hashOf } from '../flow/hashOf';
import { keysIn } from './secrets';

/**
 * The Kopo Kopo account behind a credential: the same after its secret or its API key were renewed.
 *
 * @param credential the decrypted credential
 * @returns a hash of base URL and client ID
 * @throws UserError when the base URL can't be used
 */
export function accountOf(credential: ICredentialDataDecryptedObject): string {
  return hashOf(JSON.stringify([baseUrlOf(credential), keysIn(credential).clientId]));
}

/**
 * The account and the secret that proves it: a token says nothing about a secret that it wasn't got with.
 *
 * @returns a hash of base URL, client ID and client secret
 * @throws UserError when the base URL can't be used
 */
export function sessionOwnerOf(credential: ICredentialDataDecryptedObject): string {
  return hashOf(JSON.stringify([accountOf(credential), keysIn(credential).clientSecret]));
}

/** The credential is another account's than the one that an execution has begun with. */
export class AccountChanged extends UserError {
  constructor() {
    super(
      'The credential was changed to another Kopo Kopo account while the execution was running',
      {
        description:
          'Nothing was sent for the new one. Make sure which account the items that are left are for, and run the workflow again with them alone.',
      },
    );
  }
}

/**
 * What a request needs to leave with a token: n8n reads the credential anew for each request, and by then
 * it may be another account's. n8n hands it to the credential's `authenticate` with the request, as an
 * option that it doesn't know and doesn't send.
 */
export interface Ticket {
  /** The account that the request is for, see {@link accountOf}. */
  account: string;
  /** Set when the token was put on: from then on the request may be on its way. */
  used: boolean;
  /** The token that was put on; '' before. */
  token: string;
}

export interface RequestWithTicket extends IHttpRequestOptions {
  ticket: Ticket;
}

/**
 * Marks the request's ticket as used. Requests of other nodes have none.
 *
 * @throws AccountChanged when it is for another account than the credential's
 */
export function useTicket(
  request: IHttpRequestOptions,
  credential: ICredentialDataDecryptedObject,
): void {
  const ticket = property(request, 'ticket');
  if (!isTicket(ticket)) return;
  if (ticket.account !== accountOf(credential)) throw new AccountChanged();
  ticket.used = true;
  ticket.token = String(credential.accessToken ?? '');
}

function isTicket(value: unknown): value is Ticket {
  return typeof property(value, 'account') === 'string';
}

/**
 * The node's `this`, for one account alone: no credential of another account can be read through it. So
 * nothing is sent for another one either, not even the request for a token.
 *
 * @throws AccountChanged from `getCredentials`
 */
export function contextOf<T extends IAllExecuteFunctions>(context: T, account: string): T {
  const getCredentials = async (type: string, itemIndex?: number) => {
    const credential = await context.getCredentials<ICredentialDataDecryptedObject>(
      type,
      itemIndex,
    );
    if (accountOf(credential) !== account) throw new AccountChanged();
    return credential;
  };
  const own: T = Object.create(context, { getCredentials: { value: getCredentials } });
  return own;
}
