import type { INodeProperties } from 'n8n-workflow';

import { incomingPayment } from './incomingPayment';
import type { Operation, Resource } from './operation';
import { createFields, getFields, laterResultFields, tokenFields } from './sharedFields';
import { smsNotification } from './smsNotification';

/** Everything the action node can do, in the order of its dropdown. Adding a resource is one line here. */
export const RESOURCES: Resource[] = [incomingPayment, smsNotification];

export interface Chosen {
  resource: Resource;
  operation: Operation;
}

/** @returns the operation that the two dropdowns name, undefined when there is none */
export function operationIn(resourceValue: string, operationValue: string): Chosen | undefined {
  const resource = RESOURCES.find(({ value }) => value === resourceValue);
  const operation = resource?.operations.find(({ value }) => value === operationValue);
  return resource && operation ? { resource, operation } : undefined;
}

/** @returns an operation's own fields and those that all of its kind have */
export function fieldsOf(operation: Operation): INodeProperties[] {
  return [...operation.fields, ...sharedFieldsOf(operation)];
}

function sharedFieldsOf(operation: Operation): INodeProperties[] {
  switch (operation.kind) {
    case 'create':
      return operation.answersLater ? laterResultFields : createFields;
    case 'get':
      return getFields;
    case 'token':
      return tokenFields;
  }
}

/** The node's properties: the two dropdowns, then every operation's fields with the rule when they show. */
export const properties: INodeProperties[] = [
  {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    options: RESOURCES.map(({ name, value, description }) => ({ name, value, description })),
    default: 'incomingPayment',
  },
  ...RESOURCES.flatMap(propertiesOf),
];

function propertiesOf(resource: Resource): INodeProperties[] {
  const operation: INodeProperties = {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: [resource.value] } },
    options: resource.operations.map(({ name, value, action, description }) => ({
      name,
      value,
      action,
      description,
    })),
    default: resource.operations[0]?.value ?? '',
  };
  const fields = resource.operations.flatMap((entry) =>
    fieldsOf(entry).map((property) => ({
      ...property,
      displayOptions: {
        ...property.displayOptions,
        show: {
          resource: [resource.value],
          operation: [entry.value],
          ...property.displayOptions?.show,
        },
      },
    })),
  );
  return [operation, ...fields];
}
