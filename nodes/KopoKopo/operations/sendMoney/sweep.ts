import { CURRENCY } from '../../api/amount';
import { tillDigits } from '../../api/till';
import { ONCE_FOR_ALL, type CreateOperation } from '../operation';
import { metadata } from '../fields/metadata';
import { SOURCE, sourceIdentifier } from './sourceIdentifier';

/**
 * Version 2 of the API: without destinations, everything that is available moves to the merchant's own
 * accounts. An operation of its own, so that no empty list can do it by accident.
 */
export const sweep: CreateOperation = {
  kind: 'create',
  name: 'Sweep to My Accounts',
  value: 'sweep',
  action: 'Sweep all available money to my accounts',
  description: 'Move everything that is available to your own settlement accounts',
  answersLater: true,
  repeatable: false,
  fields: [
    {
      displayName:
        'Everything that is available moves to your own settlement accounts, all of it, at once.',
      name: 'sweepNotice',
      type: 'notice',
      default: '',
    },
    {
      displayName: 'Sweep Everything',
      name: 'sweepEverything',
      type: 'boolean',
      // A person turns it on, neither data nor an AI agent.
      noDataExpression: true,
      default: false,
      description: 'Whether you really want to move all available money. Has to be turned on.',
    },
  ],
  optional: [metadata, sourceIdentifier],
  request: (parameters) => {
    // n8n lets an AI agent fill in even what takes no expression.
    if (parameters.isExpression('sweepEverything')) {
      throw parameters.refusal(
        'sweepEverything',
        'is an expression',
        'Only a person can turn it on, in the node.',
      );
    }
    if (!parameters.flag('sweepEverything')) {
      throw parameters.refusal(
        'sweepEverything',
        'is off',
        "Turn it on if you want to move all available money to your own accounts. To pay somebody, choose 'Send to Recipients'.",
      );
    }
    const source = parameters.optionalTill(SOURCE);
    return {
      type: 'send_money',
      body: {
        destinations: [],
        currency: CURRENCY,
        source_identifier: source,
        metadata: parameters.metadata(),
      },
      once: [
        {
          of: parameters,
          what: `everything of ${source === undefined ? 'all tills' : tillDigits(source)}`,
          field: 'sweepEverything',
          problem: 'is on, but everything is moved already by',
          advice: ONCE_FOR_ALL,
        },
      ],
    };
  },
};
