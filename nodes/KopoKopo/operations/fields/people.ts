import type { INodeProperties } from 'n8n-workflow';

import { WHEN_EMPTY, type OptionalField } from '../../parameters/optionalField';

/** Fields that several operations have: the same name and meaning everywhere, so that values survive switching. */

export const phoneNumber: INodeProperties = {
  displayName: 'Phone Number',
  name: 'phoneNumber',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. 0712345678',
  description:
    'A Kenyan mobile number in any usual form: 07…, 01…, +254… or 254…, with or without spaces',
};

export const network: INodeProperties = {
  displayName: 'Network',
  name: 'network',
  type: 'options',
  options: [
    { name: 'Airtel', value: 'Airtel' },
    { name: 'Safaricom', value: 'Safaricom' },
    { name: 'Telkom', value: 'Telkom' },
  ],
  default: 'Safaricom',
  description: 'The mobile network of the phone number. M-PESA is Safaricom.',
};

export const firstName: OptionalField = {
  displayName: 'First Name',
  name: 'firstName',
  type: 'string',
  default: '',
  placeholder: 'e.g. Jane',
  description: "The person's first name, as it is registered with the phone",
  [WHEN_EMPTY]: 'leftOut',
};

export const lastName: OptionalField = {
  displayName: 'Last Name',
  name: 'lastName',
  type: 'string',
  default: '',
  placeholder: 'e.g. Wanjiku',
  description: "The person's last name, as it is registered with the phone",
  [WHEN_EMPTY]: 'leftOut',
};

export const email: OptionalField = {
  displayName: 'Email',
  name: 'email',
  type: 'string',
  placeholder: 'e.g. name@email.com',
  default: '',
  description: "The person's e-mail address, for Kopo Kopo's records",
  [WHEN_EMPTY]: 'leftOut',
};

export const nickname: OptionalField = {
  displayName: 'Nickname',
  name: 'nickname',
  type: 'string',
  default: '',
  placeholder: 'e.g. Milk supplier',
  description: 'A short name by which you find the recipient again on the Kopo Kopo dashboard',
  [WHEN_EMPTY]: 'leftOut',
};
