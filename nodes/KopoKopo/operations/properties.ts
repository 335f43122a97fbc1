import type { INodeProperties } from 'n8n-workflow';

import { RESOURCES } from './index';
import { titleOf, type Operation, type Resource } from './operation';
import {
  actFields,
  createFields,
  getFields,
  laterResultFields,
  tokenFields,
} from './fields/byKind';

const resourceDropdown: INodeProperties = {
  displayName: 'Resource',
  name: 'resource',
  type: 'options',
  noDataExpression: true,
  options: RESOURCES.map(({ name, value, description }) => ({ name, value, description })),
  default: 'incomingPayment',
};

const operationDropdown: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  default: '',
};

/** The node's properties: the two dropdowns, then every operation's fields with the rule when they show. */
export const properties: INodeProperties[] = [resourceDropdown, ...RESOURCES.flatMap(propertiesOf)];

/** Under the node's name on the canvas: what it does, in the words of the two dropdowns. */
export const subtitle = `={{ ${JSON.stringify(
  Object.fromEntries(
    RESOURCES.flatMap((resource) =>
      resource.operations.map((operation) => [
        `${resource.value}.${operation.value}`,
        titleOf(resource, operation),
      ]),
    ),
  ),
)}[$parameter["resource"] + "." + $parameter["operation"]] }}`;

/** @returns an operation's own fields, then those that all of its kind have */
export function fieldsOf(operation: Operation): INodeProperties[] {
  return [...operation.fields, ...sharedFieldsOf(operation)];
}

function sharedFieldsOf(operation: Operation): INodeProperties[] {
  switch (operation.kind) {
    case 'create':
      return operation.answersLater ? laterResultFields(operation) : createFields(operation);
    case 'get':
      return getFields;
    case 'act':
      return actFields;
    case 'token':
    case 'check':
      return tokenFields;
  }
}

function propertiesOf(resource: Resource): INodeProperties[] {
  const operation: INodeProperties = {
    ...operationDropdown,
    displayOptions: { show: { resource: [resource.value] } },
    options: resource.operations.map(({ name, value, action, description }) => ({
      name,
      value,
      action,
      description,
    })),
    default: resource.operations[0].value,
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
