import type { FastifyInstance } from 'fastify';
import { apiError, badRequest, methodNotAllowed, notFound } from './apiError';
import type { Application } from './application';
import { isObject } from './json';
import { RESOURCES } from './resources';
import type { CreatedResource, ResourceDescription } from './resources/resource';
import type { ApiVersion } from './validation';

interface ById {
  Params: { id: string };
}

/**
 * The routes of every resource in the table.
 *
 * @returns the patterns of their paths, to tell a wrong method from a wrong path
 */
export function registerResources(server: FastifyInstance, app: Application): RegExp[] {
  return RESOURCES.flatMap((description) =>
    description.versions.flatMap((version) => {
      const path = `/api/${version}/${description.path}`;
      registerCreate(server, app, description, version, path);
      registerGet(server, app, description, path);
      if (description.type === 'webhook_subscription') registerDelete(server, app, path);
      if (description.cancel) registerCancel(server, app, description, path);
      return [
        new RegExp(`^${path}(/[^/]+)?$`),
        ...(description.cancel ? [new RegExp(`^${path}/[^/]+/cancel$`)] : []),
      ];
    }),
  );
}

function registerCreate(
  server: FastifyInstance,
  app: Application,
  description: ResourceDescription,
  version: ApiVersion,
  path: string,
): void {
  server.post(path, async (request, reply) => {
    const body = description.validate(request.body, app.known(version));
    const resource = await app.results.create(description, version, body);
    if (resource.type === 'webhook_subscription') app.webhooks.subscribe(resource);
    const { location } = resource;
    // Without the version it has been seen, too.
    const seen = location.replace(`/api/${version}/`, '/');
    const told = app.settings.wording === 'as seen' ? seen : location;
    return reply.code(201).header('Location', told).send();
  });
}

function registerGet(
  server: FastifyInstance,
  app: Application,
  description: ResourceDescription,
  path: string,
): void {
  server.get<ById>(`${path}/:id`, async (request, reply) => {
    const resource = find(app, description, request.params.id);
    return reply.type('application/json; charset=utf-8').send(app.results.textOf(resource));
  });
}

/** The docs know no deletion of a subscription; the setting says what is met in its place. */
function registerDelete(server: FastifyInstance, app: Application, path: string): void {
  server.delete<ById>(`${path}/:id`, async (request, reply) => {
    const { webhookDeletion } = app.settings;
    if (webhookDeletion === 'unsupported') throw methodNotAllowed();
    if (webhookDeletion === 'gone') throw apiError(410, 'The resource requested has been moved');
    if (webhookDeletion === 'error') {
      throw apiError(500, 'We had a problem with our server. Try again later.');
    }
    const subscription = app.webhooks.find(request.params.id);
    if (!subscription || subscription.deleted) throw notFound();
    app.webhooks.remove(subscription.id);
    return reply.code(204).send();
  });
}

function registerCancel(
  server: FastifyInstance,
  app: Application,
  description: ResourceDescription,
  path: string,
): void {
  server.post<ById>(`${path}/:id/cancel`, async (request) => {
    const resource = find(app, description, request.params.id);
    const unknown = isObject(request.body) ? Object.keys(request.body)[0] : undefined;
    if (unknown !== undefined) throw badRequest(`Unknown field: ${unknown}`);
    if (!description.cancel) throw methodNotAllowed();
    const { attributes, message } = description.cancel(resource);
    app.results.change(resource, attributes);
    resource.final = true;
    return { message };
  });
}

function find(app: Application, description: ResourceDescription, id: string): CreatedResource {
  const resource = app.results.find(description.type, id);
  if (!resource || app.webhooks.find(id)?.deleted === true) throw notFound();
  return resource;
}
