import type {
  IAuthenticate,
  ICredentialDataDecryptedObject,
  ICredentialTestRequest,
  ICredentialType,
  IDataObject,
  IHttpRequestHelper,
  IHttpRequestOptions,
  Icon,
  INodeProperties,
} from 'n8n-workflow';

import { renewAccessToken } from '../nodes/KopoKopo/api/accessToken';
import { sessionOwnerOf, useTicket } from '../nodes/KopoKopo/api/account';
import { baseUrlOf, HOSTS } from '../nodes/KopoKopo/api/environment';
import { USER_AGENT } from '../nodes/KopoKopo/api/userAgent';

const whereTheKeysAre =
  'All three keys are on the <b>Applications</b> page of your Kopo Kopo dashboard: <a href="https://sandbox.kopokopo.com/applications" target="_blank">sandbox</a>, <a href="https://app.kopokopo.com/applications" target="_blank">production</a>. The <b>API Key</b> is needed for the trigger.';

export class KopoKopoApi implements ICredentialType {
  name = 'kopoKopoApi';

  displayName = 'Kopo Kopo API';

  icon: Icon = { light: 'file:../icons/kopokopo.svg', dark: 'file:../icons/kopokopo.dark.svg' };

  // The HTTP Request node repeats a request after any error when a credential renews its token: with
  // payments that pays twice. So only this package's nodes may use the credential.
  restrictToSupportedNodes = true as const;

  // They are about the HTTP Request node too, and would only be one more thing to wonder about.
  hideDomainRestrictionFields = true;

  documentationUrl =
    'https://github.com/n8n-nodes-kopokopo/n8n-nodes-kopokopo#set-up-the-credential';

  properties: INodeProperties[] = [
    { displayName: whereTheKeysAre, name: 'keysNotice', type: 'notice', default: '' },
    {
      displayName: 'Environment',
      name: 'environment',
      type: 'options',
      options: [
        {
          name: 'Sandbox',
          value: 'sandbox',
          description: 'For trying things out: no real money moves',
        },
        { name: 'Production', value: 'production', description: 'Real payments and real money' },
        {
          name: 'Custom',
          value: 'custom',
          description: 'Another address, e.g. a local sandbox',
        },
      ],
      default: 'sandbox',
      description:
        'Sandbox and production have separate accounts, keys, tills and data. Start with the sandbox.',
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. https://sandbox.kopokopo.com',
      description:
        'Has to start with https://. Only for this computer (localhost), http:// will do.',
      displayOptions: { show: { environment: ['custom'] } },
    },
    {
      displayName: 'Client ID',
      name: 'clientId',
      type: 'string',
      default: '',
      required: true,
      description: 'Says who you are',
    },
    {
      displayName: 'Client Secret',
      name: 'clientSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description:
        'Shown once, when you create the application. Lost it? Generate new credentials on the <b>Applications</b> page.',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description:
        'Needed for the trigger, and to suspend until a callback: it signs what Kopo Kopo sends, so that nobody can fake a payment. Not the client secret.',
    },
    // The three below are n8n's memory of the token. Only `sessionValidity` being empty makes n8n ask for one.
    {
      displayName: 'Session Validity',
      name: 'sessionValidity',
      type: 'hidden',
      typeOptions: { expirable: true },
      default: '',
    },
    {
      displayName: 'Access Token',
      name: 'accessToken',
      type: 'hidden',
      typeOptions: { password: true },
      default: '',
    },
    {
      displayName: 'Session Owner',
      name: 'sessionOwner',
      type: 'hidden',
      default: '',
    },
  ];

  /**
   * Called by n8n when there is no valid token, after a 401, and at every test of the credential.
   *
   * @returns the fields that n8n stores in the credential
   * @throws UserError with a sentence for the user
   */
  async preAuthentication(
    this: IHttpRequestHelper,
    credential: ICredentialDataDecryptedObject,
  ): Promise<IDataObject> {
    return { ...(await renewAccessToken(this.helpers, credential)) };
  }

  /**
   * Adds the access token, unless the credential was changed to other keys since it was issued (then the
   * API answers 401, and n8n gets the right one), or the request goes to another host.
   *
   * @throws AccountChanged when the request is for another account than the credential's
   */
  authenticate: IAuthenticate = async (
    credential: ICredentialDataDecryptedObject,
    request: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => {
    useTicket(request, credential);
    const mine =
      credential.sessionOwner === sessionOwnerOf(credential) &&
      originOf(request) === baseUrlOf(credential);
    return {
      ...request,
      headers: {
        'User-Agent': USER_AGENT,
        ...request.headers,
        ...(mine ? { Authorization: `Bearer ${String(credential.accessToken)}` } : {}),
      },
    };
  };

  test: ICredentialTestRequest = {
    request: {
      baseURL: `={{ (${JSON.stringify(HOSTS)})[$credentials.environment] ?? $credentials.baseUrl.trim().replace(/^(https?:\\/\\/[^\\/?#]+).*$/i, "$1") }}`,
      url: '/oauth/token/info',
      headers: { Accept: 'application/json' },
    },
    rules: [
      {
        type: 'responseCode',
        properties: {
          value: 403,
          message:
            "Kopo Kopo gave an access token but does not let it be used here (status 403). Check the credential's 'Environment' and 'Base URL'",
        },
      },
      {
        type: 'responseCode',
        properties: {
          value: 404,
          message:
            "This host does not have Kopo Kopo's API. Check the credential's 'Environment' and 'Base URL'",
        },
      },
    ],
  };
}

/** '' where it isn't a URL. */
function originOf({ url, baseURL }: IHttpRequestOptions): string {
  return URL.canParse(url, baseURL) ? new URL(url, baseURL).origin : '';
}
